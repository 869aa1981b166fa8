//! The headers that tell a browser what an answer may be used for: on every kind
//! of answer there is.

use reqwest::Method;
use serde_json::json;

use crate::helpers::{Answer, Client, TestApp};

const ALWAYS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];
const FOR_DATA: &str = "default-src 'none'; frame-ancestors 'none'";

/// One answer of each kind, with its status.
async fn kinds(app: &TestApp, someone: &Client) -> Vec<(u16, Answer)> {
    let folder = app.page_folder();
    std::fs::create_dir_all(&folder).unwrap();
    let html = r#"<!doctype html><script type="module">start()</script>"#;
    std::fs::write(folder.join("index.html"), html).unwrap();
    std::fs::write(folder.join("logo.svg"), "<svg/>").unwrap();
    let large = "x".repeat(70_000);
    let ask = |method, path| someone.request(method, path);
    let login = || ask(Method::POST, "/api/auth/login");
    let requests = [
        (200, ask(Method::GET, "/healthz")),
        (200, ask(Method::HEAD, "/healthz")),
        (200, ask(Method::GET, "/")),
        (200, ask(Method::HEAD, "/")),
        (200, ask(Method::GET, "/no/page/of/ours")),
        (200, ask(Method::GET, "/errors/token_expired")),
        (200, ask(Method::GET, "/logo.svg")),
        (
            304,
            ask(Method::GET, "/logo.svg").header("if-none-match", "*"),
        ),
        (
            400,
            login().header("content-type", "application/json").body("{"),
        ),
        (401, ask(Method::GET, "/api/me").bearer_auth("x")),
        (404, ask(Method::GET, "/api/nothing")),
        (404, ask(Method::GET, "/missing.html.js")),
        (405, ask(Method::POST, "/")),
        (405, ask(Method::GET, "/api/auth/login")),
        (405, ask(Method::OPTIONS, "/api/auth/login")),
        (
            413,
            login()
                .header("content-type", "application/json")
                .body(large),
        ),
        (415, login().body("x")),
        (
            200,
            ask(Method::GET, "/logo.svg").header("range", "bytes=99-"),
        ),
        (422, login().json(&json!({}))),
        (
            200,
            ask(Method::OPTIONS, "/api/me")
                .header("origin", "https://app.example.com")
                .header("access-control-request-method", "GET"),
        ),
    ];
    let mut kinds = Vec::new();
    for (status, request) in requests {
        kinds.push((status, Answer::of(request).await));
    }
    kinds
}

#[track_caller]
fn assert_headers(status: u16, answer: &Answer) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    for (name, value) in ALWAYS {
        assert_eq!(
            answer.header(name),
            value,
            "{name} with {status}: {}",
            answer.text
        );
        let count = answer.headers.get_all(name).iter().count();
        assert_eq!(count, 1, "{name}");
    }
    let policy = answer.header("content-security-policy");
    if answer.header("content-type").starts_with("text/html") {
        assert!(policy.starts_with("default-src 'self'; "), "{policy}");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"));
        for part in ["object-src", "base-uri", "frame-ancestors"] {
            assert!(policy.contains(&format!("{part} 'none'")), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    } else {
        assert_eq!(policy, FOR_DATA, "{status}: {}", answer.text);
    }
    assert!(!answer.header("x-request-id").is_empty(), "{status}");
    assert!(!answer.header("cache-control").is_empty(), "{status}");
    for name in ["server", "x-powered-by"] {
        assert_eq!(answer.header(name), "", "{status}");
    }
}

#[actix_web::test]
async fn every_kind_of_answer_has_them() {
    let app = TestApp::with(&[("APP_CORS_ORIGINS", "https://app.example.com")]).await;
    for (status, answer) in kinds(&app, &app.anonymous()).await {
        assert_headers(status, &answer);
        assert_eq!(answer.header("strict-transport-security"), "");
    }
}

#[actix_web::test]
async fn in_production_every_kind_of_answer_also_asks_for_tls_from_now_on() {
    let app = TestApp::with(&[
        ("APP_ENV", "production"),
        ("APP_BCRYPT_COST", "10"),
        ("APP_PUBLIC_URL", "https://app.example"),
        ("APP_CORS_ORIGINS", "https://app.example.com"),
    ])
    .await;
    for (status, answer) in kinds(&app, &app.anonymous()).await {
        assert_headers(status, &answer);
        let strict = answer.header("strict-transport-security");
        assert_eq!(strict, "max-age=31536000; includeSubDomains", "{status}");
        assert_eq!(answer.header("server-timing"), "", "{status}");
    }
}
