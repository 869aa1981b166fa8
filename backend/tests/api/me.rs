//! Steps 3 to 5: what a token opens, and how each bad one is refused.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

use crate::helpers::{Answer, TestApp, read, sign};

#[actix_web::test]
async fn a_token_says_who_one_is() {
    let app = TestApp::start().await;
    let answer = app.alice().await.get("/api/me").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["username"], "alice");
    assert_eq!(answer.body["role"], "user");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.text.contains("hash"));
}

#[actix_web::test]
async fn without_a_token_one_is_told_to_send_one_and_no_more() {
    let app = TestApp::start().await;
    let answer = app.anonymous().get("/api/me").await;
    answer.assert_refused(401, "token_missing");
    assert_eq!(
        answer.header("www-authenticate"),
        r#"Bearer realm="tessera""#
    );
    let alice = app.alice().await;
    let in_query = format!("/api/me?access_token={}", alice.token.unwrap());
    let answer = app.anonymous().get(&in_query).await;
    answer.assert_refused(401, "token_missing");
}

#[actix_web::test]
async fn an_altered_token_is_refused_by_its_signature() {
    let app = TestApp::start().await;
    let token = app.alice().await.token.unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, mut claims) = read(&token);
    claims["role"] = json!("admin");
    let promoted = sign(&header, &claims);
    let (promoted, _) = promoted.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    for altered in [
        format!("{promoted}.{signature}"),
        format!("{signed}.{first}{}", &signature[1..]),
        format!("{signed}."),
    ] {
        let answer = app.with_token(altered).get("/api/me").await;
        answer.assert_refused(401, "token_signature_invalid");
        let challenge = answer.header("www-authenticate");
        assert!(
            challenge.contains(r#"error="invalid_token""#),
            "{challenge}"
        );
    }
}

#[actix_web::test]
async fn a_token_is_refused_from_the_second_on_at_which_it_expires() {
    let app = TestApp::with(&[("JWT_ACCESS_TTL", "2m")]).await;
    let alice = app.alice().await;
    app.clock.advance(Duration::from_secs(110));
    assert_eq!(alice.get("/api/me").await.status, 200);
    app.clock.advance(Duration::from_secs(10));
    alice
        .get("/api/me")
        .await
        .assert_refused(401, "token_expired");
}

/// Signs a token of Alice's again, with `change` made to its header and claims.
async fn with_change(app: &TestApp, change: impl FnOnce(&mut Value, &mut Value)) -> Answer {
    let (mut header, mut claims) = read(&app.alice().await.token.unwrap());
    change(&mut header, &mut claims);
    app.with_token(sign(&header, &claims)).get("/api/me").await
}

#[actix_web::test]
async fn a_genuine_token_of_a_user_who_is_gone_is_refused() {
    let app = TestApp::start().await;
    with_change(&app, |_, claims| claims["sub"] = json!("nobody"))
        .await
        .assert_refused(401, "token_revoked");
}

#[actix_web::test]
async fn an_odd_authorization_header_is_a_401_and_never_a_500() {
    let app = TestApp::start().await;
    let token = app.alice().await.token.unwrap();
    let get = || app.anonymous().request(Method::GET, "/api/me");
    for (header, code) in [
        (String::new(), "token_missing"),
        ("Bearer".to_owned(), "token_missing"),
        ("Bearer ".to_owned(), "token_missing"),
        (format!("Basic {token}"), "token_missing"),
        (token.clone(), "token_missing"),
        (format!("Bearer {token} x"), "token_malformed"),
        (format!("Bearer  {token}"), "token_malformed"),
        (format!("Bearer {token}="), "token_malformed"),
        (format!("Bearer {}", "a".repeat(5000)), "token_malformed"),
        ("Bearer 令.牌.牌".to_owned(), "token_malformed"),
        ("Bearer ..".to_owned(), "token_malformed"),
    ] {
        let answer = Answer::of(get().header(AUTHORIZATION, header.as_bytes())).await;
        answer.assert_refused(401, code);
    }
    let twice = get()
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(AUTHORIZATION, format!("Bearer {token}"));
    Answer::of(twice)
        .await
        .assert_refused(401, "token_malformed");
    let scheme = get().header(AUTHORIZATION, format!("bEARER {token}"));
    assert_eq!(Answer::of(scheme).await.status, 200);
}

#[actix_web::test]
async fn a_changed_profile_is_seen_by_another_instance_within_two_seconds() {
    let app = TestApp::start().await;
    let data = app.folder.path().join("data");
    let other = TestApp::with(&[("APP_DATA_DIR", data.to_str().unwrap())]).await;
    let (alice, john) = (app.alice().await, app.john().await);
    let there = other.with_token(alice.token.clone().unwrap());
    let name = async || there.get("/api/me").await.body["display_name"].clone();
    assert_eq!(name().await, "Alice");
    for new in ["爱丽丝", "Alice again"] {
        let change = json!({ "display_name": new });
        let changed = alice.send(Method::PATCH, "/api/me", Some(change)).await;
        assert_eq!(changed.status, 200);
        assert_eq!(alice.get("/api/me").await.body["display_name"], new);
        let since = Instant::now();
        while name().await != new {
            assert!(since.elapsed() < Duration::from_secs(2), "{new}");
        }
    }
    // An account that is gone is gone there as well, and nobody else's is.
    assert_eq!(
        alice.send(Method::DELETE, "/api/me", None).await.status,
        204
    );
    let since = Instant::now();
    while there.get("/api/me").await.status != 401 {
        assert!(since.elapsed() < Duration::from_secs(2));
    }
    assert_eq!(john.get("/api/me").await.body["username"], "john_doe");
}

#[actix_web::test]
async fn a_profile_that_was_changed_past_the_server_is_seen_within_ten_minutes() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let name = async || alice.get("/api/me").await.body["display_name"].clone();
    assert_eq!(name().await, "Alice");
    let statement = "UPDATE users SET display_name = 'Alicia' WHERE username = 'alice'";
    app.database()
        .run_blocking(|connection| connection.batch_execute(statement))
        .unwrap();
    app.clock.advance(Duration::from_secs(10 * 60));
    assert_eq!(name().await, "Alicia");
}

#[actix_web::test]
async fn one_changes_what_one_is_called_and_where_mail_goes() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let patch = async |change: Value| alice.send(Method::PATCH, "/api/me", Some(change)).await;
    let name = patch(json!({ "display_name": " 爱丽丝 " })).await;
    assert_eq!(name.status, 200);
    assert_eq!(name.body["display_name"], "爱丽丝");
    let email = patch(json!({ "email": "alice@example.com" })).await;
    assert_eq!(email.body["email"], "alice@example.com");
    assert_eq!(
        email.body["display_name"], "爱丽丝",
        "what is missing stays"
    );
    assert!(
        patch(json!({ "email": "" }))
            .await
            .body
            .get("email")
            .is_none()
    );
    for (change, field) in [
        (json!({ "display_name": "" }), "display_name"),
        (json!({ "email": "a@b\r\nBcc: x@y" }), "email"),
        (json!({ "role": "admin" }), "role"),
        (json!({ "username": "root" }), "username"),
    ] {
        let refused = patch(change).await;
        refused.assert_refused(422, "validation_failed");
        assert!(refused.field_errors().contains_key(field));
    }

    // Whoever changes the address gets the link for a forgotten password.
    app.clock.advance(Duration::from_secs(301));
    let late = patch(json!({ "email": "mallory@example.com" })).await;
    late.assert_refused(401, "step_up_required");
    assert_eq!(patch(json!({ "display_name": "Alice" })).await.status, 200);
}
