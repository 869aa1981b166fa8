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
    for origin in [
        "null",
        "https://evil.example",
        "http://app.example.com",
        "https://app.example.com.evil.example",
        "https://app.example.com:444",
        "https://xapp.example.com",
    ] {
        let answer = ask(&app, origin).await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
    }
}
