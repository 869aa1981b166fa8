//! Requests that a browser sends with our cookies because another page asked it
//! to.

use reqwest::Method;
use serde_json::json;

use crate::browser::Browser;
use crate::helpers::{Answer, TestApp};

/// What another page can make a browser say of where a request comes from.
const FOREIGN: [&[(&str, &str)]; 9] = [
    &[],
    &[("x-requested-with", "x")],
    &[("origin", "http://localhost:8080")],
    &[
        ("origin", "https://evil.example"),
        ("x-requested-with", "x"),
    ],
    &[("origin", "null"), ("x-requested-with", "x")],
    &[
        ("origin", "http://localhost:8080.evil.example"),
        ("x-requested-with", "x"),
    ],
    &[("sec-fetch-site", "cross-site"), ("x-requested-with", "x")],
    &[("sec-fetch-site", "same-site"), ("x-requested-with", "x")],
    // The browser's own word outweighs an origin that it says nothing about.
    &[
        ("sec-fetch-site", "cross-site"),
        ("origin", "http://localhost:8080"),
        ("x-requested-with", "x"),
    ],
];

#[actix_web::test]
async fn on_a_cookies_word_nothing_changes_for_another_page() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "cookie").await;
    for headers in FOREIGN {
        for (method, path) in [
            (Method::POST, "/api/notes"),
            (Method::DELETE, "/api/sessions"),
            (Method::PATCH, "/api/me"),
            (Method::POST, "/api/auth/logout"),
            (Method::POST, "/api/auth/refresh"),
            (Method::POST, "/api/auth/step-up"),
        ] {
            let mut request = browser.request(method, path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            if path == "/api/notes" {
                request = request.json(&json!({ "title": "forged", "body": "" }));
            }
            let answer = Answer::of(request).await;
            answer.assert_refused(403, "csrf_rejected");
        }
    }
    let notes = browser.send(Method::GET, "/api/notes", None).await;
    assert_eq!(notes.body["items"], json!([]));
    assert_eq!(browser.refresh().await.status, 200, "nothing was ended");
}

#[actix_web::test]
async fn a_form_cannot_speak_for_a_user_either() {
    let app = TestApp::start().await;
    let browser = Browser::alice(&app, "cookie").await;
    for content_type in [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
    ] {
        let request = browser
            .request(Method::POST, "/api/notes")
            .header("origin", "https://evil.example")
            .header("content-type", content_type)
            .body(r#"{"title":"forged","body":""}"#);
        let answer = Answer::of(request).await;
        let status = answer.status.as_u16();
        assert!(
            status == 403 || status == 415,
            "{status} for {content_type}"
        );
    }
    let notes = browser.clone().send(Method::GET, "/api/notes", None).await;
    assert_eq!(notes.body["items"], json!([]));
}

#[actix_web::test]
async fn our_own_page_may_with_either_sign_of_its_origin() {
    let app = TestApp::start().await;
    let browser = Browser::alice(&app, "cookie").await;
    for (name, value) in [
        ("sec-fetch-site", "same-origin"),
        ("origin", "http://localhost:8080"),
    ] {
        let request = browser
            .request(Method::POST, "/api/notes")
            .header(name, value)
            .header("x-requested-with", "tessera")
            .json(&json!({ "title": "mine", "body": "" }));
        assert_eq!(Answer::of(request).await.status, 201, "{name}");
    }
}

#[actix_web::test]
async fn a_token_in_a_header_needs_no_such_sign() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let note = json!({ "title": "mine", "body": "" });
    assert_eq!(alice.post("/api/notes", note).await.status, 201);
}
