//! Which pages of other origins may call the API.

use reqwest::Method;

use crate::helpers::{Answer, TestApp};

async fn ask(app: &TestApp, origin: &str) -> Answer {
    let request = app
        .anonymous()
        .request(Method::OPTIONS, "/api/me")
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "GET")
        .header("Access-Control-Request-Headers", "authorization");
    Answer::of(request).await
}

#[actix_web::test]
async fn by_default_no_other_origin_may() {
    let app = TestApp::start().await;
    let answer = ask(&app, "https://app.example.com").await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[actix_web::test]
async fn exactly_the_listed_origins_may_and_no_look_alike() {
    let app = TestApp::with(&[(
        "APP_CORS_ORIGINS",
        "https://app.example.com, http://localhost:9000",
    )])
    .await;
    for origin in ["https://app.example.com", "http://localhost:9000"] {
        let answer = ask(&app, origin).await;
        assert_eq!(answer.header("access-control-allow-origin"), origin);
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
    for origin in LOOK_ALIKES {
        let answer = ask(&app, origin).await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
        // Nor may it read what it asks for without asking first.
        let request = app.anonymous().request(Method::GET, "/healthz");
        let answer = Answer::of(request.header("Origin", origin)).await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
    }
}

/// Origins that are none of those in the list above, and look like one.
const LOOK_ALIKES: [&str; 20] = [
    "null",
    "*",
    "https://evil.example",
    "http://app.example.com",
    "https://app.example.com.evil.example",
    "https://app.example.com:444",
    "https://app.example.com:443",
    "https://xapp.example.com",
    "https://x.app.example.com",
    "https://example.com",
    "https://app.example.co",
    "https://app.example.com.",
    "https://APP.example.com",
    "HTTPS://app.example.com",
    "https://app.example.com/",
    "https://app.example.com@evil.example",
    "https://evil.example@app.example.com",
    "https://app.example.com https://evil.example",
    "https://app_example.com",
    "http://localhost:90000",
];

#[actix_web::test]
async fn an_answer_to_a_listed_origin_is_kept_for_no_other() {
    let app = TestApp::with(&[("APP_CORS_ORIGINS", "https://app.example.com")]).await;
    for origin in ["https://app.example.com", "https://evil.example"] {
        let request = app
            .anonymous()
            .request(Method::GET, "/.well-known/jwks.json");
        let answer = Answer::of(request.header("Origin", origin)).await;
        assert_eq!(answer.status, 200);
        assert!(answer.header("vary").contains("Origin"), "{origin}");
    }
}
