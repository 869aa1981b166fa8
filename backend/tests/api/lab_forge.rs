//! The forge: tokens that are wrong on purpose, and sessions to be spent.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};
use shared::error::ErrorCode;
use shared::lab::TRACE_HEADER;
use shared::lab::forge::{
    ATTACKER_KEYS, CARELESS, CARELESS_KEYS, CARELESS_REFRESH, CARELESS_TOKEN, Flaw, REFRESH,
    THROWAWAY_SESSION, TOKENS, WORDS,
};

use crate::helpers::{Answer, Client, TestApp, read};

const ME: &str = "/api/me";

/// What is refused with what, and by which check, as the answer itself tells.
pub(crate) async fn caught(app: &TestApp, token: &str) -> (u16, String, String) {
    let request = app.with_token(token).request(Method::GET, ME);
    let answer = Answer::of(request.header(TRACE_HEADER, "?1")).await;
    let trace = URL_SAFE_NO_PAD.decode(answer.header(TRACE_HEADER)).unwrap();
    let trace: Value = serde_json::from_slice(&trace).unwrap();
    let checks = trace["checks"].as_array().unwrap();
    let failed = checks.iter().find(|check| check["verdict"] == "failed");
    let check = failed.map_or("", |check| check["check"].as_str().unwrap());
    let code = answer.body["code"].as_str().unwrap_or_default();
    (answer.status.as_u16(), code.to_owned(), check.to_owned())
}

pub(crate) async fn assert_caught(app: &TestApp, token: &str, code: ErrorCode, check: &str) {
    let expected = (401, code.as_str().to_owned(), check.to_owned());
    assert_eq!(caught(app, token).await, expected);
}

async fn careless(app: &TestApp, token: &str) -> Value {
    let body = json!({ "token": token });
    app.anonymous().post(CARELESS, body).await.body
}

/// Falls for it, by these mistakes.
pub(crate) async fn assert_falls(app: &TestApp, token: &str, mistakes: &[&str]) {
    let verdict = careless(app, token).await;
    assert_eq!(verdict["accepted"], true, "{verdict}");
    assert_eq!(verdict["mistakes"], json!(mistakes), "{verdict}");
    assert_eq!(verdict["claims"], read(token).1);
}

pub(crate) async fn assert_holds(app: &TestApp, token: &str, reason: &str) {
    let expected = json!({ "accepted": false, "mistakes": [], "reason": reason });
    assert_eq!(careless(app, token).await, expected);
}

async fn flawed(client: &Client, flaw: Flaw) -> String {
    let answer = client.post(TOKENS, json!({ "kind": flaw })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body["token"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_token_made_wrong_is_refused_by_its_own_check() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for &flaw in Flaw::ALL {
        let token = flawed(&alice, flaw).await;
        assert_caught(&app, &token, flaw.code(), flaw.check().as_str()).await;
        let expected: &[&str] = match flaw {
            Flaw::Expired => {
                assert_holds(&app, &token, "expired").await;
                continue;
            }
            Flaw::NotYetValid => &["ignores_not_before"],
            Flaw::FromTheFuture => &["ignores_issued_at"],
            Flaw::TooLongLived => &["ignores_lifetime"],
            Flaw::NeverExpires => &["ignores_missing_expiry"],
            Flaw::ForeignIssuer => &["ignores_issuer"],
            Flaw::ForeignAudience => &["ignores_audience"],
            Flaw::MissingClaim => &["ignores_missing_claims"],
            Flaw::Link | Flaw::ForeignType => &["ignores_type"],
        };
        assert_falls(&app, &token, expected).await;
    }
}

#[actix_web::test]
async fn it_speaks_for_nobody_but_the_one_who_asks() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (_, own) = read(alice.token.as_ref().unwrap());
    for &flaw in Flaw::ALL {
        let (_, claims) = read(&flawed(&alice, flaw).await);
        assert_eq!(claims["sub"], own["sub"]);
        for name in ["role", "scope", "sid"] {
            assert!(claims.get(name).is_none_or(|value| *value == own[name]));
        }
    }
    let link = flawed(&alice, Flaw::Link).await;
    let answer = app.anonymous().get(&format!("/api/links/{link}")).await;
    answer.assert_refused(404, "not_found");
}

#[actix_web::test]
async fn only_what_there_is_can_be_asked_for() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for body in [
        json!({ "kind": "admin" }),
        json!({ "kind": { "expired": null } }),
        json!({ "kind": "expired", "role": "admin" }),
        json!({}),
    ] {
        let answer = alice.post(TOKENS, body).await;
        answer.assert_refused(422, "validation_failed");
    }
    for path in [TOKENS, CARELESS_TOKEN, THROWAWAY_SESSION] {
        let body = json!({ "kind": "expired" });
        let answer = app.anonymous().post(path, body).await;
        answer.assert_refused(401, "token_missing");
    }
}

/// Every path of the forge, with a body that it would take.
fn doors() -> [(Method, &'static str, Value); 10] {
    let token = json!({ "token": "a.b.c" });
    let refresh = json!({ "refresh_token": "abc" });
    [
        (Method::POST, TOKENS, json!({ "kind": "expired" })),
        (Method::POST, CARELESS, token),
        (Method::POST, CARELESS_REFRESH, refresh.clone()),
        (Method::POST, CARELESS_TOKEN, json!({})),
        (Method::GET, CARELESS_KEYS, json!(null)),
        (Method::PUT, ATTACKER_KEYS, json!({ "keys": [] })),
        (Method::GET, ATTACKER_KEYS, json!(null)),
        (Method::GET, WORDS, json!(null)),
        (Method::POST, THROWAWAY_SESSION, json!({})),
        (Method::POST, REFRESH, refresh),
    ]
}

#[actix_web::test]
async fn the_forge_is_for_our_own_page_on_this_machine() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (method, path, body) in doors() {
        let send = |name: &'static str, value: &'static str| {
            let request = alice.request(method.clone(), path).json(&body);
            Answer::of(request.header(name, value))
        };
        let answer = send("accept", "*/*").await;
        assert_ne!(answer.status, 404, "{path}: {}", answer.text);
        for (name, value) in [
            ("host", "tessera.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let answer = send(name, value).await;
            answer.assert_refused(404, "not_found");
        }
    }
}

#[actix_web::test]
async fn where_others_are_served_there_is_no_forge() {
    let app = TestApp::with(&[("APP_PUBLIC_URL", "https://tessera.example")]).await;
    let alice = app.alice().await;
    for (method, path, body) in doors() {
        let answer = alice.send(method, path, Some(body)).await;
        assert_eq!(answer.status, 404, "{path}");
    }
}

/// Both tokens of a new session to be spent.
async fn throwaway(client: &Client) -> (String, String) {
    let answer = client.post(THROWAWAY_SESSION, json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    tokens(&answer)
}

fn tokens(answer: &Answer) -> (String, String) {
    let token = |name: &str| answer.body[name].as_str().unwrap().to_owned();
    (token("access_token"), token("refresh_token"))
}

async fn renewed(app: &TestApp, refresh_token: &str) -> Answer {
    let body = json!({ "refresh_token": refresh_token });
    app.anonymous().post(REFRESH, body).await
}

#[actix_web::test]
async fn a_session_to_be_spent_is_as_real_as_any_and_gives_nothing_more() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.clock.advance(std::time::Duration::from_secs(60));
    let (access, _) = throwaway(&alice).await;
    let (own, other) = (read(alice.token.as_ref().unwrap()).1, read(&access).1);
    for name in ["sub", "role", "scope", "auth_time"] {
        assert_eq!(own[name], other[name], "{name}");
    }
    assert_ne!(own["sid"], other["sid"]);
    let lives = other["exp"].as_i64().unwrap() - other["iat"].as_i64().unwrap();
    assert_eq!(lives, shared::lab::forge::THROWAWAY_SECONDS);
    assert_eq!(caught(&app, &access).await.0, 200);
    // One that is opened from it ends no later.
    app.clock.advance(std::time::Duration::from_secs(60));
    let (next, _) = throwaway(&app.with_token(access)).await;
    assert_eq!(read(&next).1["exp"], other["exp"]);
    let listed = alice.get("/api/sessions").await.body;
    assert_eq!(listed.as_array().unwrap().len(), 3);
    app.clock.advance(std::time::Duration::from_secs(240));
    let listed = alice.get("/api/sessions").await.body;
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_refresh_token_used_twice_ends_its_session() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (access, first) = throwaway(&alice).await;
    let code = ErrorCode::TokenMalformed;
    assert_caught(&app, &first, code, "parts").await;
    assert_holds(&app, &first, "no_token").await;

    let (_, second) = tokens(&renewed(&app, &first).await);
    let (latest, _) = tokens(&renewed(&app, &second).await);
    assert_eq!(caught(&app, &latest).await.0, 200);
    let refusal = renewed(&app, &first).await;
    refusal.assert_refused(401, "refresh_token_reused");
    for token in [&access, &latest] {
        assert_caught(&app, token, ErrorCode::TokenRevoked, "session").await;
        assert_falls(&app, token, &["ignores_revocation"]).await;
    }
    let body = json!({ "refresh_token": first });
    let verdict = app.anonymous().post(CARELESS_REFRESH, body).await.body;
    let expected = json!({ "accepted": true, "mistakes": ["ignores_reuse"] });
    assert_eq!(verdict, expected);
    let body = json!({ "refresh_token": "not one of ours" });
    let verdict = app.anonymous().post(CARELESS_REFRESH, body).await.body;
    assert_eq!(verdict["reason"], "no_refresh_token");
    // The one who opened it goes on.
    assert_eq!(alice.get(ME).await.status, 200);
}

#[actix_web::test]
async fn the_refresh_token_of_a_browser_renews_nothing_here() {
    let app = TestApp::start().await;
    let answer = app.anonymous().log_in("alice", "wonderland").await;
    let cookie = answer.headers.get_all("set-cookie").iter();
    let cookie = cookie
        .filter_map(|value| value.to_str().ok()?.strip_prefix("refresh_token="))
        .next()
        .unwrap();
    let token = cookie.split(';').next().unwrap();
    let refusal = renewed(&app, token).await;
    refusal.assert_refused(401, "refresh_token_invalid");
}

#[actix_web::test]
async fn the_session_of_a_real_client_is_not_renewed_here() {
    let app = TestApp::start().await;
    let body = json!({
        "username": "alice", "password": "wonderland", "token_delivery": "native",
    });
    // Not even one that calls itself what those of the forge are called.
    let request = app
        .anonymous()
        .request(Method::POST, "/api/auth/login")
        .header("user-agent", "Tessera forge")
        .json(&body);
    let (_, own) = tokens(&Answer::of(request).await);
    let refusal = renewed(&app, &own).await;
    refusal.assert_refused(401, "refresh_token_invalid");
    // It was not spent by that.
    let body = json!({ "refresh_token": own });
    let refreshed = app.anonymous().post("/api/auth/refresh", body).await;
    assert_eq!(refreshed.status, 200, "{}", refreshed.text);
}

#[actix_web::test]
async fn an_ended_session_opens_no_other() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (access, _) = throwaway(&alice).await;
    let spent = app.with_token(access.clone());
    assert_eq!(spent.log_out().await.status, 204);
    assert_caught(&app, &access, ErrorCode::TokenRevoked, "session").await;
    let answer = spent.post(THROWAWAY_SESSION, json!({})).await;
    answer.assert_refused(401, "token_revoked");
}
