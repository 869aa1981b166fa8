//! The five steps of the flow.

use browser_tests::{Options, walk};
use serde_json::json;
use thirtyfour::prelude::*;

#[tokio::test]
async fn a_password_becomes_a_token_that_every_request_carries() {
    walk("five-steps", Options::default(), async |page| {
        // Step 1 and 2: a password goes out, a token comes back.
        page.open("/login").await;
        page.submit_log_in("alice", "wonderland").await;
        assert_eq!(page.text("user-name").await, "Alice");
        // Step 3: it is stored, in the place that the page names.
        let token = page.stored_token().await.expect("a token in localStorage");
        assert_eq!(token.split('.').count(), 3);
        page.at("/").await;
        let shown = page.text("token").await.replace(char::is_whitespace, "");
        assert_eq!(shown, token);
        // Step 3 and 4: it goes out with a request, and the answer comes back.
        page.click("call-me").await;
        assert!(page.text("me-status").await.contains("200"));
        assert!(page.text("me-answer").await.contains("\"alice\""));
        // Step 5: one character changed, and the same request is refused. The
        // page fetches a new token, sends it again, and says so.
        page.store_token(&alter(&token)).await;
        page.click("call-me").await;
        page.notice("token_signature_invalid").await;
        assert!(page.text("me-status").await.contains("200"));
        let renewed = page.stored_token().await.expect("another token");
        assert_ne!(renewed, token);
        // Without a refresh token, that is the end of the session.
        page.store_token(&alter(&renewed)).await;
        page.forget_cookies().await;
        page.click("call-me").await;
        page.at("/login").await;
        page.notice("token_signature_invalid").await;
        assert_eq!(page.stored_token().await, None);
    })
    .await;
}

/// The same token with another first character of the signature.
fn alter(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{signed}.{first}{}", &signature[1..])
}

#[tokio::test]
async fn the_token_goes_out_in_the_authorization_header_and_nowhere_else() {
    walk("header", Options::default(), async |page| {
        page.log_in().await;
        page.run(
            "window.sent = [];
             const real = window.fetch;
             window.fetch = (input, init) => {
                 const request = new Request(input, init);
                 window.sent.push([request.url, request.headers.get('authorization')]);
                 return real(input, init);
             };",
        )
        .await;
        page.click("call-me").await;
        page.see("[data-testid='me-status']").await;
        let token = page.stored_token().await.unwrap();
        let sent = page.run("return window.sent").await;
        let url = format!("{}/api/me", page.site.address);
        assert_eq!(sent, json!([[url, format!("Bearer {token}")]]));
        // The one cookie is none that a script could read.
        assert_eq!(page.run("return document.cookie").await, "");
        let cookies = page.browser.get_all_cookies().await.unwrap();
        let names: Vec<_> = cookies.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["refresh_token"]);
        assert_ne!(page.refresh_token().await, Some(token));
    })
    .await;
}

#[tokio::test]
async fn logging_in_works_by_keyboard() {
    walk("keyboard", Options::default(), async |page| {
        page.open("/login").await;
        page.see("[name='username']").await.focus().await.unwrap();
        page.type_in("alice").await;
        // From the name to the password, past nothing that is not a field.
        page.press(Key::Tab).await;
        let focused = page.run("return document.activeElement.name").await;
        assert_eq!(focused, "password");
        page.type_in("wonderland").await;
        page.press(Key::Enter).await;
        assert_eq!(page.text("user-name").await, "Alice");
        let focused = page.run("return document.activeElement.tagName").await;
        assert!(focused == "H1" || focused == "MAIN", "{focused}");
    })
    .await;
}
