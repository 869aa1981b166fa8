//! Step 5: what the page does when the server says no, or nothing at all.

use std::time::Duration;

use browser_tests::{Options, walk};

#[tokio::test]
async fn a_wrong_password_is_told_and_nothing_typed_is_lost() {
    walk("wrong-password", Options::default(), async |page| {
        page.open("/login").await;
        page.submit_log_in("alice", "not the one").await;
        page.notice("credentials_invalid").await;
        assert_eq!(page.value("username").await, "alice");
        assert_eq!(page.value("password").await, "not the one");
        assert_eq!(page.path().await, "/login");
        assert_eq!(page.stored_token().await, None);
    })
    .await;
}

#[tokio::test]
async fn an_altered_token_leads_to_log_in_and_back() {
    walk("altered", Options::default(), async |page| {
        page.log_in().await;
        let token = page.stored_token().await.unwrap();
        let (signed, _) = token.rsplit_once('.').unwrap();
        page.store_token(&format!("{signed}.{}", "A".repeat(43)))
            .await;
        page.forget_cookies().await;
        page.open("/notes?from=test").await;
        page.notice("token_signature_invalid").await;
        page.at("/login?return_to=%2Fnotes%3Ffrom%3Dtest").await;
        page.submit_log_in("alice", "wonderland").await;
        page.at("/notes?from=test").await;
    })
    .await;
}

#[tokio::test]
async fn an_expired_session_is_called_expired_and_leads_to_log_in_and_back() {
    walk(
        "expired",
        Options::ENGLISH.moving_the_clock(),
        async |page| {
            page.log_in().await;
            page.open("/notes").await;
            page.see("main h1").await;
            // A week and more without a sign of life.
            page.site.advance(Duration::from_secs(8 * 24 * 3600));
            page.click("new-note").await;
            page.fill("title", "typed before").await;
            page.click("save-note").await;
            page.notice("refresh_token_expired").await;
            page.submit_log_in("alice", "wonderland").await;
            page.at("/notes/new").await;
            page.find("draft-restored").await;
            assert_eq!(page.value("title").await, "typed before");
        },
    )
    .await;
}

#[tokio::test]
async fn garbage_in_the_store_is_refused_by_the_server_and_breaks_nothing() {
    walk("garbage", Options::default(), async |page| {
        page.open("/login").await;
        for garbage in ["not json", "\"\"", "{\"a\":1}", "\"令\\n牌\"", "null"] {
            page.run(&format!(
                "localStorage.setItem('tessera.access_token', {})",
                serde_json::json!(garbage)
            ))
            .await;
            page.open("/notes").await;
            let notice = page.see("[data-testid='notice']").await;
            let code = notice.attr("data-code").await.unwrap().unwrap_or_default();
            let is_refusal = code.starts_with("token_") || code == "refresh_token_invalid";
            assert!(is_refusal, "{garbage}: {code}");
            assert_eq!(page.path().await, "/login", "{garbage}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_no_wrong_password_and_no_log_out() {
    walk("offline", Options::default(), async |page| {
        page.open("/login").await;
        page.set_offline(true).await;
        page.submit_log_in("alice", "wonderland").await;
        page.notice("offline").await;
        assert_eq!(page.value("password").await, "wonderland");
        page.set_offline(false).await;
        page.click_on("main form button[type=submit]").await;
        assert_eq!(page.text("user-name").await, "Alice");
        page.set_offline(true).await;
        page.click("call-me").await;
        page.notice("offline").await;
        assert!(page.stored_token().await.is_some());
        page.set_offline(false).await;
    })
    .await;
}

#[tokio::test]
async fn no_protected_content_shows_before_the_guard_has_decided() {
    walk("no-flash", Options::default(), async |page| {
        let watch = "const look = () => {
                const css = '[data-testid=\"note-list\"], [data-testid=\"new-note\"]';
                if (document.querySelector(css)) window.seen = true;
            };
            new MutationObserver(look).observe(document, { childList: true, subtree: true });";
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            serde_json::json!({ "source": watch }),
        )
        .await;
        page.log_in().await;
        page.open("/notes").await;
        page.find("new-note").await;
        assert_eq!(page.run("return window.seen === true").await, true);
        page.store_token("a.b.c").await;
        page.forget_cookies().await;
        page.open("/notes").await;
        page.notice("token_malformed").await;
        assert_eq!(page.run("return window.seen === true").await, false);
    })
    .await;
}
