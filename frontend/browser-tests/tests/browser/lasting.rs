//! Sessions that go on by themselves, in every store and every tab.

use std::time::Duration;

use browser_tests::{Options, Page, walk};
use serde_json::json;

/// Tokens that live for two seconds.
const SHORT: Options = Options::ENGLISH.with(&[("JWT_ACCESS_TTL", "2s")]);

const STORES: [&str; 4] = ["local", "session", "memory", "cookie"];

/// Keeps calling, as somebody does who works with the page, and notes whatever
/// is not as it should be.
const KEEP_CALLING: &str = "
    window.bad = [];
    setInterval(() => {
        const find = id => document.querySelector(`[data-testid='${id}']`);
        const status = find('me-status')?.textContent;
        if (status && status !== '200') window.bad.push(status);
        if (!find('user-name')) window.bad.push(location.href);
        find('call-me')?.click();
    }, 250);";

async fn three_tabs(name: &str, store: &'static str) {
    walk(name, SHORT, async |page| {
        page.log_in_with(store).await;
        let mut tabs = vec![page.browser.window().await.unwrap()];
        for _ in 0..2 {
            tabs.push(page.open_tab("/").await);
        }
        for tab in &tabs {
            page.look_at(tab).await;
            page.find("call-me").await;
            page.run(KEEP_CALLING).await;
        }
        // Each time it is another tab that is in view.
        let mut token = page.refresh_token().await;
        for round in 0..6 {
            page.look_at(&tabs[round % tabs.len()]).await;
            token = Some(page.rotated(token).await);
        }
        for tab in &tabs {
            page.look_at(tab).await;
            // By script: what is called again and again is made anew as often.
            page.wait_for("a call goes through", async || {
                let status =
                    "return document.querySelector('[data-testid=me-status]')?.textContent";
                page.run(status).await == "200"
            })
            .await;
            assert_eq!(page.run("return window.bad").await, json!([]));
        }
    })
    .await;
}

#[tokio::test]
async fn three_tabs_outlive_many_tokens_in_local_storage() {
    three_tabs("three-tabs-local", "local").await;
}

#[tokio::test]
async fn three_tabs_outlive_many_tokens_in_session_storage() {
    three_tabs("three-tabs-session", "session").await;
}

#[tokio::test]
async fn three_tabs_outlive_many_tokens_in_memory() {
    three_tabs("three-tabs-memory", "memory").await;
}

#[tokio::test]
async fn three_tabs_outlive_many_tokens_in_a_cookie() {
    three_tabs("three-tabs-cookie", "cookie").await;
}

/// How many refreshes this page has asked for.
async fn refreshes(page: &Page) -> u64 {
    let count = "return performance.getEntriesByType('resource')
        .filter(entry => entry.name.endsWith('/api/auth/refresh')).length";
    page.run(count).await.as_u64().unwrap()
}

#[tokio::test]
async fn requests_that_are_refused_at_once_share_one_refresh() {
    walk(
        "one-refresh",
        Options::ENGLISH.moving_the_clock(),
        async |page| {
            page.log_in().await;
            page.find("call-me").await;
            for round in 1..4 {
                page.site.advance(Duration::from_secs(16 * 60));
                // The second leaves the page of the first, and takes away its
                // request, but not the refresh.
                page.run(
                    "document.querySelector('[data-testid=call-me]').click();
                 document.querySelector(`header a[href='/notes']`).click();",
                )
                .await;
                page.find("notes-empty").await;
                page.click_on("header a[href='/']").await;
                page.click("call-me").await;
                page.find("me-status").await;
                assert_eq!(refreshes(page).await, round);
            }
        },
    )
    .await;
}

#[tokio::test]
async fn a_note_is_saved_once_with_a_token_that_expired_while_it_was_written() {
    walk(
        "expired-while-writing",
        Options::ENGLISH.moving_the_clock(),
        async |page| {
            page.log_in().await;
            page.open("/notes/new").await;
            page.fill("title", "patience").await;
            page.site.advance(Duration::from_secs(16 * 60));
            page.click("save-note").await;
            page.at("/notes").await;
            page.find("note-item").await;
            assert_eq!(page.count("[data-testid='note-item']").await, 1);
        },
    )
    .await;
}

#[tokio::test]
async fn each_store_survives_a_reload_and_no_script_can_read_the_refresh_token() {
    walk("stores", Options::default(), async |page| {
        for store in STORES {
            page.log_in_with(store).await;
            page.find("call-me").await;
            let refresh_token = page.refresh_token().await.expect("a refresh token");
            let readable = page
                .run(
                    "return JSON.stringify([{ ...localStorage }, { ...sessionStorage },
                        document.cookie, document.documentElement.outerHTML])",
                )
                .await
                .to_string();
            assert!(!readable.contains(&refresh_token), "{store}");
            let kept = |area: &'static str| async move {
                let key = format!("return {area}.getItem('tessera.access_token') !== null");
                page.run(&key).await == true
            };
            assert_eq!(kept("localStorage").await, store == "local", "{store}");
            assert_eq!(kept("sessionStorage").await, store == "session", "{store}");
            assert_eq!(
                page.count("[data-testid='token']").await == 0,
                store == "cookie"
            );

            page.browser.refresh().await.unwrap();
            assert_eq!(page.text("user-name").await, "Alice", "{store}");
            let fetched = u64::from(store == "memory");
            assert_eq!(refreshes(page).await, fetched, "{store}");
            page.click("call-me").await;
            assert!(page.text("me-status").await.contains("200"), "{store}");

            page.click("log-out").await;
            page.gone("user-name").await;
            page.wait_for("the cookies are gone", async || {
                page.browser.get_all_cookies().await.unwrap().is_empty()
            })
            .await;
            page.browser.refresh().await.unwrap();
            page.see("main h1").await;
            assert_eq!(page.count("[data-testid='user-name']").await, 0, "{store}");
            assert_eq!(page.count("[data-testid='notice']").await, 0, "{store}");
            assert_eq!(
                refreshes(page).await,
                0,
                "anonymous visitors ask for nothing"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn log_out_in_one_tab_is_log_out_in_all_within_a_second_and_log_in_is_followed() {
    walk("all-tabs", Options::default(), async |page| {
        let first = page.browser.window().await.unwrap();
        page.open("/").await;
        let second = page.open_tab("/").await;
        for store in STORES {
            page.look_at(&first).await;
            page.log_in_with(store).await;
            page.look_at(&second).await;
            assert_eq!(page.text("user-name").await, "Alice", "{store}");
            page.click("call-me").await;
            assert!(page.text("me-status").await.contains("200"), "{store}");
            page.run(
                "window.goneAt = null;
                 const look = setInterval(() => {
                     if (document.querySelector('[data-testid=user-name]')) return;
                     window.goneAt = Date.now();
                     clearInterval(look);
                 }, 20);",
            )
            .await;
            page.look_at(&first).await;
            let clicked_at = page
                .run(
                    "const now = Date.now();
                     document.querySelector('[data-testid=log-out]').click();
                     return now;",
                )
                .await;
            page.look_at(&second).await;
            page.gone("user-name").await;
            page.wait_for("it is noted", async || {
                !page.run("return window.goneAt").await.is_null()
            })
            .await;
            let gone_at = page.run("return window.goneAt").await;
            let took = gone_at.as_i64().unwrap() - clicked_at.as_i64().unwrap();
            assert!(took < 1000, "{store}: {took} ms");
            page.notice("ended_elsewhere").await;
        }
    })
    .await;
}

#[tokio::test]
async fn without_a_network_a_session_does_not_end() {
    walk(
        "offline-refresh",
        Options::ENGLISH.moving_the_clock(),
        async |page| {
            page.log_in().await;
            page.site.advance(Duration::from_secs(16 * 60));
            page.set_offline(true).await;
            page.click("call-me").await;
            page.notice("offline").await;
            assert_eq!(page.text("user-name").await, "Alice");
            page.set_offline(false).await;
            page.click("call-me").await;
            page.notice("token_expired").await;
            assert!(page.text("me-status").await.contains("200"));
        },
    )
    .await;
}

/// What `STORE` in token_store.rs says, in small letters.
fn suggested() -> String {
    let source = include_str!("../../../src/token_store.rs");
    let (_, rest) = source
        .split_once("const STORE: StoreKind = StoreKind::")
        .expect("STORE");
    let (kind, _) = rest.split_once(';').expect("its end");
    kind.to_lowercase()
}

#[tokio::test]
async fn who_chooses_no_store_gets_the_one_of_the_constant() {
    walk("suggested-store", Options::default(), async |page| {
        page.open("/login").await;
        page.submit_log_in("alice", "wonderland").await;
        assert_eq!(page.text("user-name").await, "Alice");
        let chosen = "return JSON.parse(localStorage.getItem('tessera.token_store'))";
        assert_eq!(page.run(chosen).await, suggested());
    })
    .await;
}
