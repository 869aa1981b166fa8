//! The lessons: a judgement that can be watched, by whoever sits at the machine.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};
use shared::lab;
use shared::trace::Check;

use crate::helpers::{Answer, Client, TestApp, key, read, sign};

/// Every endpoint of the lessons, for our own page alone.
const OURS: [(&str, &str); 31] = [
    ("POST", lab::TRACE),
    ("GET", lab::tour::CODE),
    ("POST", lab::forge::TOKENS),
    ("POST", lab::forge::CARELESS),
    ("POST", lab::forge::CARELESS_REFRESH),
    ("POST", lab::forge::CARELESS_TOKEN),
    ("GET", lab::forge::CARELESS_KEYS),
    ("PUT", lab::forge::ATTACKER_KEYS),
    ("GET", lab::forge::ATTACKER_KEYS),
    ("GET", lab::forge::WORDS),
    ("POST", lab::forge::THROWAWAY_SESSION),
    ("POST", lab::forge::REFRESH),
    ("POST", lab::theatre::SESSION),
    ("POST", lab::theatre::CURTAIN),
    ("POST", lab::theatre::FORGERIES),
    ("GET", lab::theatre::FORGERIES),
    ("GET", lab::formats::FORMATS),
    ("POST", lab::comparison::CLASSIC_LOGIN),
    ("GET", lab::comparison::CLASSIC_ME),
    ("GET", lab::comparison::CLASSIC_OWN),
    ("POST", lab::comparison::CLASSIC_LOGOUT),
    ("POST", lab::comparison::TOKEN_LOGIN),
    ("GET", lab::comparison::TOKEN_ME),
    ("POST", lab::comparison::TOKEN_LOGOUT),
    ("POST", lab::comparison::SECOND),
    ("GET", lab::comparison::PASSED_ON),
    ("POST", lab::comparison::RUNS),
    ("DELETE", lab::comparison::RUN),
    ("POST", lab::comparison::RUN_DISABLE),
    ("POST", lab::comparison::RUN_REFRESH),
    ("GET", lab::comparison::STRATEGY_ME),
];

/// Those that another site's page may open as well, on this machine.
const FOR_PASSERS_BY: [(&str, &str); 7] = [
    ("GET", lab::theatre::STAGE),
    ("GET", lab::theatre::PLANTED),
    ("GET", lab::theatre::STYLE),
    ("GET", lab::theatre::FOREIGN),
    ("GET", lab::theatre::FOREIGN_SCRIPT),
    ("POST", lab::theatre::CAREFUL),
    ("POST", lab::theatre::CARELESS),
];

/// A request to an endpoint, with a name in the place of each pattern.
fn knock(client: &Client, (method, path): (&str, &str)) -> reqwest::RequestBuilder {
    let filled = |part: &str| match part.starts_with('{') {
        true => "local".to_owned(),
        false => part.to_owned(),
    };
    let path: Vec<String> = path.split('/').map(filled).collect();
    client
        .request(method.parse().unwrap(), &path.join("/"))
        .json(&json!({ "token": "x" }))
}

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
        // Padding, which JWS does not have (RFC 7515 §2).
        (&format!("{token}="), "token_malformed", "parts"),
    ] {
        let judged = app
            .anonymous()
            .post("/api/lab/trace", json!({ "token": text }))
            .await;
        assert_eq!(judged.body["code"], code, "{text}");
        assert_eq!(failed(&judged.body), [check], "{text}");
    }
}

/// What a request from elsewhere, or for another name, gives away.
const FROM_ELSEWHERE: [(&str, &str); 5] = [
    ("Host", "evil.example"),
    ("Host", "localhost.evil.example:8080"),
    ("X-Forwarded-Host", "evil.example:8080"),
    ("X-Forwarded-For", "203.0.113.9"),
    ("Forwarded", "for=203.0.113.9"),
];

/// What another site's page gives away.
const FROM_A_FOREIGN_PAGE: [(&str, &str); 4] = [
    ("Sec-Fetch-Site", "cross-site"),
    ("Sec-Fetch-Site", "same-site"),
    ("Origin", "https://evil.example"),
    ("Origin", "null"),
];

#[actix_web::test]
async fn the_lessons_are_there_for_nobody_elsewhere() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (name, value) in FROM_ELSEWHERE {
        for endpoint in OURS.into_iter().chain(FOR_PASSERS_BY) {
            let answer = Answer::of(knock(&alice, endpoint).header(name, value)).await;
            assert_eq!(answer.status, 404, "{endpoint:?} {name}: {value}");
            assert_eq!(answer.body["code"], "not_found", "{endpoint:?}");
        }
        let me = alice.request(Method::GET, "/api/me").header(name, value);
        let answer = Answer::of(me.header("token-trace", "?1")).await;
        assert_eq!(answer.status, 200);
        for header in ["token-trace", "server-timing"] {
            assert!(!answer.headers.contains_key(header), "{header} {name}");
        }
    }
}

#[actix_web::test]
async fn another_sites_page_finds_nothing_but_what_is_meant_for_it() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (name, value) in FROM_A_FOREIGN_PAGE {
        for endpoint in OURS {
            let answer = Answer::of(knock(&alice, endpoint).header(name, value)).await;
            assert_eq!(answer.status, 404, "{endpoint:?} {name}: {value}");
        }
    }
}

#[actix_web::test]
async fn every_lesson_is_there_at_home() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for endpoint in OURS.into_iter().chain(FOR_PASSERS_BY) {
        let answer = Answer::of(knock(&alice, endpoint)).await;
        // What is not found is what the name in the path stands for.
        let has_pattern = endpoint.1.contains('{');
        assert!(answer.status != 404 || has_pattern, "{endpoint:?}");
    }
}

#[actix_web::test]
async fn behind_a_public_name_there_are_no_lessons_and_no_mailbox() {
    let app = TestApp::with(&[("APP_PUBLIC_URL", "https://app.example")]).await;
    let anyone = app.anonymous();
    for endpoint in OURS.into_iter().chain(FOR_PASSERS_BY) {
        for host in ["app.example", "localhost:3000"] {
            let answer = Answer::of(knock(&anyone, endpoint).header("Host", host)).await;
            assert_eq!(answer.status, 404, "{endpoint:?}");
        }
    }
    let outbox = anyone.request(Method::GET, "/api/dev/outbox");
    let outbox = Answer::of(outbox.header("Host", "app.example")).await;
    assert_eq!(outbox.status, 404);
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
    for endpoint in OURS.into_iter().chain(FOR_PASSERS_BY) {
        let answer = Answer::of(knock(&app.anonymous(), endpoint)).await;
        assert_eq!(answer.status, 404, "{endpoint:?}");
    }
    let request = app.with_token("a.b.c").request(Method::GET, "/api/me");
    let answer = Answer::of(request.header("token-trace", "?1")).await;
    assert_eq!(answer.status, 401);
    for header in ["token-trace", "server-timing"] {
        assert!(!answer.headers.contains_key(header), "{header}");
    }
}
