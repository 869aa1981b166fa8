//! The lessons: a judgement that can be watched, by whoever sits at the machine.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};
use shared::trace::Check;

use crate::helpers::{Answer, Client, TestApp, key, read, sign};

const PATHS: [(&str, &str); 1] = [("POST", "/api/lab/trace")];

/// Asks for `/api/me` and for the trace of its token.
async fn watched(client: &Client) -> (Answer, Value) {
    let request = client.request(Method::GET, "/api/me");
    let answer = Answer::of(request.header("token-trace", "?1")).await;
    let json = URL_SAFE_NO_PAD
        .decode(answer.header("token-trace"))
        .unwrap();
    let trace = serde_json::from_slice(&json).unwrap();
    (answer, trace)
}

fn names(trace: &Value) -> Vec<&str> {
    let checks = trace["checks"].as_array().unwrap();
    checks
        .iter()
        .map(|c| c["check"].as_str().unwrap())
        .collect()
}

fn failed(trace: &Value) -> Vec<&str> {
    let checks = trace["checks"].as_array().unwrap();
    let failed = checks.iter().filter(|check| check["verdict"] == "failed");
    failed.map(|c| c["check"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_request_that_asks_gets_the_checks_of_its_own_token() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (answer, trace) = watched(&alice).await;
    assert_eq!(answer.status, 200);
    let all: Vec<&str> = Check::ALL.iter().map(|check| check.as_str()).collect();
    assert_eq!(names(&trace), all);
    assert_eq!(trace["code"], Value::Null);
    assert!(failed(&trace).is_empty());

    let (header, mut claims) = read(alice.token.as_ref().unwrap());
    claims["aud"] = json!("another-api");
    let (answer, trace) = watched(&app.with_token(sign(&header, &claims))).await;
    answer.assert_refused(401, "token_audience_rejected");
    assert_eq!(trace["code"], "token_audience_rejected");
    assert_eq!(failed(&trace), ["audience"]);

    let (answer, trace) = watched(&app.anonymous()).await;
    answer.assert_refused(401, "token_missing");
    assert_eq!(failed(&trace), ["present"]);
}

#[actix_web::test]
async fn a_trace_holds_neither_the_token_nor_a_key() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (_, trace) = watched(&alice).await;
    let text = trace.to_string();
    let token = alice.token.unwrap();
    for part in token.split('.') {
        assert!(!text.contains(part), "{part}");
    }
    assert!(!text.contains(crate::helpers::SECRET));
}

#[actix_web::test]
async fn who_does_not_ask_gets_no_trace() {
    let app = TestApp::start().await;
    let answer = app.alice().await.get("/api/me").await;
    assert!(!answer.headers.contains_key("token-trace"));
}

#[actix_web::test]
async fn any_text_can_be_held_up_and_is_judged_as_in_a_request() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let token = alice.token.clone().unwrap();
    let (_, expected) = watched(&alice).await;
    let judged = app
        .anonymous()
        .post("/api/lab/trace", json!({ "token": token }))
        .await;
    assert_eq!(judged.status, 200);
    assert_eq!(names(&judged.body), names(&expected));
    for (text, code, check) in [
        ("", "token_missing", "present"),
        ("令牌", "token_malformed", "parts"),
        ("a.b.c.d.e", "token_malformed", "parts"),
        (&"x".repeat(5000), "token_malformed", "size"),
        (&token[..token.len() - 1], "token_malformed", "parts"),
    ] {
        let judged = app
            .anonymous()
            .post("/api/lab/trace", json!({ "token": text }))
            .await;
        assert_eq!(judged.body["code"], code, "{text}");
        assert_eq!(failed(&judged.body), [check], "{text}");
    }
}

#[actix_web::test]
async fn the_lessons_are_there_for_nobody_elsewhere() {
    let app = TestApp::start().await;
    for (method, path) in PATHS {
        for (name, value) in [
            ("Host", "evil.example"),
            ("Host", "localhost.evil.example:8080"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
            ("X-Forwarded-Host", "evil.example:8080"),
            ("X-Forwarded-For", "203.0.113.9"),
            ("Forwarded", "for=203.0.113.9"),
        ] {
            let request = app.anonymous().request(method.parse().unwrap(), path);
            let request = request.header(name, value).json(&json!({ "token": "x" }));
            Answer::of(request).await.assert_refused(404, "not_found");
        }
    }
    let me = app.alice().await.request(Method::GET, "/api/me");
    let me = me
        .header("token-trace", "?1")
        .header("Host", "evil.example");
    let answer = Answer::of(me).await;
    assert_eq!(answer.status, 200);
    assert!(!answer.headers.contains_key("token-trace"));
}

#[actix_web::test]
async fn behind_a_public_name_there_are_no_lessons() {
    let app = TestApp::with(&[("APP_PUBLIC_URL", "https://app.example")]).await;
    for (method, path) in PATHS {
        let request = app.anonymous().request(method.parse().unwrap(), path);
        let answer = Answer::of(request.json(&json!({ "token": "x" }))).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body["code"]),
            (404, &json!("not_found"))
        );
    }
}

#[actix_web::test]
async fn in_production_there_are_neither_lessons_nor_traces_nor_times() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    crate::helpers::write_keys(&path, &[key(backend::auth::keys::Algorithm::Hs256, "k1")]);
    let app = TestApp::with(&[
        ("APP_ENV", "production"),
        ("APP_PUBLIC_URL", "https://localhost"),
        ("APP_BCRYPT_COST", "10"),
        ("JWT_KEYS_FILE", path.to_str().unwrap()),
    ])
    .await;
    for (method, path) in PATHS {
        let request = app.anonymous().request(method.parse().unwrap(), path);
        let answer = Answer::of(request.json(&json!({ "token": "x" }))).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let request = app.with_token("a.b.c").request(Method::GET, "/api/me");
    let answer = Answer::of(request.header("token-trace", "?1")).await;
    assert_eq!(answer.status, 401);
    for header in ["token-trace", "server-timing"] {
        assert!(!answer.headers.contains_key(header), "{header}");
    }
}
