//! The app as it is in front of users: over https, with `__Host-` cookies.

use std::time::Duration;

use browser_tests::{Options, Page, walk};
use serde_json::json;
use thirtyfour::prelude::SameSite;

/// What the browser keeps, each cookie held against what it has to be.
async fn cookies(page: &Page) -> Vec<String> {
    let cookies = page.browser.get_all_cookies().await.expect("the cookies");
    let mut names = Vec::new();
    for cookie in cookies {
        assert_eq!(cookie.secure, Some(true), "{cookie:?}");
        assert_eq!(cookie.http_only, Some(true), "{cookie:?}");
        assert_eq!(cookie.same_site, Some(SameSite::Strict), "{cookie:?}");
        assert_eq!(cookie.path.as_deref(), Some("/"), "{cookie:?}");
        assert_eq!(cookie.domain.as_deref(), Some("localhost"), "{cookie:?}");
        names.push(cookie.name);
    }
    names.sort_unstable();
    names
}

async fn a_session(name: &str, store: &'static str, kept: &[&str]) {
    walk(
        name,
        Options::ENGLISH.over_https().moving_the_clock(),
        async |page| {
            assert!(page.site.address.starts_with("https://localhost:"));
            page.log_in_with(store).await;
            assert_eq!(cookies(page).await, kept);
            assert_eq!(page.run("return isSecureContext").await, true);
            assert_eq!(page.run("return document.cookie").await, "");

            page.browser.refresh().await.unwrap();
            assert_eq!(page.text("user-name").await, "Alice");

            // The access token expires; the next call has another one got.
            let first = page.refresh_token().await;
            page.find("call-me").await;
            page.site.advance(Duration::from_secs(16 * 60));
            page.click("call-me").await;
            let second = page.rotated(first).await;
            assert_eq!(page.text("me-status").await, "200");
            assert_eq!(cookies(page).await, kept);

            page.click("log-out").await;
            page.gone("user-name").await;
            page.wait_for("the cookies are gone", async || {
                cookies(page).await.is_empty()
            })
            .await;
            assert_eq!(page.stored_token().await, None);
            // Over, and not just forgotten: whoever had it copied has nothing.
            let copied = json!({
                "url": page.site.address, "name": "__Host-refresh_token", "value": second,
                "path": "/", "secure": true, "httpOnly": true, "sameSite": "Strict",
            });
            let set = page.devtools("Network.setCookie", copied).await;
            assert_eq!(set["success"], true, "{set}");
            let ours = json!({ "method": "POST", "headers": { "X-Requested-With": "x" } });
            let answer = page.fetch("/api/auth/refresh", &ours).await;
            assert_eq!(answer["body"]["code"], "refresh_token_invalid", "{answer}");
        },
    )
    .await;
}

#[tokio::test]
async fn a_session_over_https_from_log_in_to_log_out() {
    a_session("https-local", "local", &["__Host-refresh_token"]).await;
}

#[tokio::test]
async fn a_session_over_https_with_both_tokens_in_cookies() {
    let kept = ["__Host-access_token", "__Host-refresh_token"];
    a_session("https-cookie", "cookie", &kept).await;
}
