//! Every refusal of a request that could be read as HTTP has the form of the wire
//! contract, also those of the framework.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use crate::helpers::{Answer, TestApp};
use crate::lock::Lock;

async fn post(app: &TestApp, content_type: &str, body: impl Into<reqwest::Body>) -> Answer {
    let request = app
        .anonymous()
        .request(Method::POST, "/api/auth/login")
        .header(CONTENT_TYPE, content_type)
        .body(body);
    Answer::of(request).await
}

#[actix_web::test]
async fn a_path_that_is_not_there_is_a_404() {
    let app = TestApp::start().await;
    for path in [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/me/",
        "/.well-known/x",
    ] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status, 404);
        assert_eq!(answer.body["code"], "not_found");
    }
}

#[actix_web::test]
async fn another_method_is_a_405_that_lists_those_allowed() {
    let app = TestApp::start().await;
    for (method, path, allowed) in [
        (Method::GET, "/api/auth/login", "POST"),
        (Method::PUT, "/api/me", "GET, HEAD, PATCH, DELETE"),
        (Method::PATCH, "/api/notes", "GET, HEAD, POST"),
        (Method::POST, "/api/notes/1", "GET, HEAD, PUT, DELETE"),
    ] {
        let answer = app.anonymous().send(method, path, None).await;
        answer.assert_refused(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), allowed);
    }
}

#[actix_web::test]
async fn a_body_of_another_type_is_a_415() {
    let app = TestApp::start().await;
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
    ] {
        post(&app, content_type, "{}")
            .await
            .assert_refused(415, "unsupported_media_type");
    }
    let request = app.anonymous().request(Method::POST, "/api/auth/login");
    Answer::of(request.body("{}"))
        .await
        .assert_refused(415, "unsupported_media_type");
}

#[actix_web::test]
async fn json_with_a_charset_is_json() {
    let app = TestApp::start().await;
    let body = r#"{"username":"alice","password":"wonderland"}"#;
    let answer = post(&app, "application/json; charset=utf-8", body).await;
    assert_eq!(answer.status, 200);
}

#[actix_web::test]
async fn a_body_that_is_no_json_object_is_a_400_in_our_own_words() {
    let app = TestApp::start().await;
    let deep = "[".repeat(30_000);
    let log_in = r#""username":"alice","password":"wonderland""#;
    for body in [
        "",
        "{",
        "{} x",
        "\u{feff}{}",
        "{\"username\":\"\\ud800\"}",
        &deep,
        "null",
        "1",
        r#"["alice","wonderland"]"#,
        &format!(r#"{{{log_in},"password":"wonderland"}}"#),
    ] {
        let answer = post(&app, "application/json", body.to_owned()).await;
        answer.assert_refused(400, "malformed_request");
        assert!(!answer.text.contains("line 1"), "{}", answer.text);
    }
    post(&app, "application/json", vec![b'"', 0xff, b'"'])
        .await
        .assert_refused(400, "malformed_request");
    for odd in ["null", "1", r#"{"bearer":null}"#, r#""else""#] {
        let body = format!(r#"{{{log_in},"token_delivery":{odd}}}"#);
        let answer = post(&app, "application/json", body).await;
        answer.assert_refused(422, "validation_failed");
        assert_eq!(answer.field_errors()["token_delivery"], "invalid_value");
    }
}

#[actix_web::test]
async fn what_is_not_meant_to_be_kept_is_kept_by_no_cache_however_it_is_spelt() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for path in ["/api/me", "/%61pi/me", "/healthz", "/api/nothing"] {
        let answer = alice.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[actix_web::test]
async fn head_is_answered_wherever_get_is() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for path in ["/api/me", "/api/notes", "/healthz", "/readyz"] {
        let answer = alice.send(Method::HEAD, path, None).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
    }
}

#[actix_web::test]
async fn a_locked_database_is_a_503_that_says_when_to_come_back() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let lock = Lock::hold(&app);
    let note = serde_json::json!({ "title": "x", "body": "" });
    let answer = alice.post("/api/notes", note.clone()).await;
    answer.assert_refused(503, "overloaded");
    assert!(!answer.header("retry-after").is_empty());
    assert_eq!(alice.get("/api/me").await.status, 200);
    lock.release();
    assert_eq!(alice.post("/api/notes", note).await.status, 201);
}

#[actix_web::test]
async fn a_field_of_another_type_is_named_without_the_parsers_words() {
    let app = TestApp::start().await;
    let body = r#"{"username": 1, "password": "x"}"#;
    let answer = post(&app, "application/json", body).await;
    answer.assert_refused(422, "validation_failed");
    assert_eq!(answer.field_errors()["username"], "invalid_value");
    assert!(!answer.text.contains("invalid type"), "{}", answer.text);
}

#[actix_web::test]
async fn a_body_over_64_kib_is_a_413() {
    let app = TestApp::start().await;
    let body = format!(r#"{{"username":"a","password":"{}"}}"#, "x".repeat(65_536));
    post(&app, "application/json", body)
        .await
        .assert_refused(413, "body_too_large");
}

#[actix_web::test]
async fn health_and_keys_are_open_to_all() {
    let app = TestApp::start().await;
    assert_eq!(app.anonymous().get("/healthz").await.status, 200);
    assert_eq!(app.anonymous().get("/readyz").await.status, 200);
    let keys = app.anonymous().get("/.well-known/jwks.json").await;
    assert_eq!(keys.body, serde_json::json!({ "keys": [] }));
    assert!(keys.header("cache-control").contains("max-age"));
}
