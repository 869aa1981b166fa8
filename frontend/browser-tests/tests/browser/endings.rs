//! Sessions that somebody else ends.

use browser_tests::{Options, walk};
use serde_json::json;

/// Tokens that live for two seconds, and no second use of a refresh token.
const STRICT: Options =
    Options::ENGLISH.with(&[("JWT_ACCESS_TTL", "2s"), ("JWT_REFRESH_GRACE", "0s")]);

#[tokio::test]
async fn a_refresh_token_that_comes_back_ends_the_session_in_all_tabs() {
    walk("reuse", STRICT, async |page| {
        page.log_in().await;
        let first = page.browser.window().await.unwrap();
        let stolen = page.refresh_token().await;
        let second = page.open_tab("/").await;
        page.find("user-name").await;
        page.rotated(stolen.clone()).await;
        let answer = page.refresh_with(&stolen.unwrap());
        assert!(answer.contains("refresh_token_reused"), "{answer}");
        for tab in [second, first] {
            page.look_at(&tab).await;
            page.at("/login").await;
            page.see("[data-testid='notice'][data-code^='token_'], [data-testid='notice'][data-code^='refresh_token_']")
                .await;
            page.gone("user-name").await;
        }
        assert_eq!(page.stored_token().await, None);
    })
    .await;
}

#[tokio::test]
async fn a_user_whom_an_admin_disables_is_told_at_the_next_click() {
    walk("disabled", Options::default(), async |page| {
        page.log_in().await;
        let own = page.stored_token().await.unwrap();
        let me = page.ask("GET", "/api/me", Some(&own), None).await;
        let id = me["body"]["id"].as_str().unwrap();
        let admin = page.token_of("john_doe", "password123").await;
        let change = Some(json!({ "disabled": true }));
        let path = format!("/api/admin/users/{id}");
        let answer = page.ask("PATCH", &path, Some(&admin), change).await;
        assert_eq!(answer["status"], 200, "{answer}");
        page.click_on("header a[href='/notes']").await;
        let text = page.notice("token_revoked").await;
        assert!(text.contains("account"), "{text}");
        page.submit_log_in("alice", "wonderland").await;
        page.notice("credentials_invalid").await;
    })
    .await;
}

#[tokio::test]
async fn a_tab_never_becomes_another_user_by_itself() {
    walk("other-user", STRICT, async |page| {
        page.log_in_with("memory").await;
        // Somebody logs in past the page: the cookie, which all tabs share, is
        // John's now.
        let body = json!({ "username": "john_doe", "password": "password123" }).to_string();
        let init = json!({
            "method": "POST", "body": body, "headers": { "Content-Type": "application/json" }
        });
        assert_eq!(page.fetch("/api/auth/login", &init).await["status"], 200);
        page.notice("other_user").await;
        page.gone("user-name").await;
    })
    .await;
}

#[tokio::test]
async fn log_out_without_a_network_is_told_when_it_is_back() {
    walk("told-later", Options::default(), async |page| {
        page.log_in_with("cookie").await;
        page.set_offline(true).await;
        page.click("log-out").await;
        page.notice("logged_out_untold").await;
        assert!(
            page.refresh_token().await.is_some(),
            "no script can delete it"
        );
        page.set_offline(false).await;
        page.notice("logged_out").await;
        page.wait_for("the cookies are gone", async || {
            page.browser.get_all_cookies().await.unwrap().is_empty()
        })
        .await;
    })
    .await;
}
