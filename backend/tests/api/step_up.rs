//! Step-up: the password once more, for what cannot be undone.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::browser::Browser;
use crate::helpers::{TestApp, read};

#[actix_web::test]
async fn an_old_log_in_does_not_do_and_the_answer_says_how_recent_it_must_be() {
    let app = TestApp::start().await;
    let mut alice = Browser::alice(&app, "bearer").await;
    app.clock.advance(Duration::from_secs(301));
    let refused = alice.client.delete("/api/me").await;
    refused.assert_refused(401, "step_up_required");
    let challenge = refused.header("www-authenticate");
    assert!(
        challenge.contains(r#"error="insufficient_user_authentication""#),
        "{challenge}"
    );
    assert!(challenge.contains(r#"max_age="300""#), "{challenge}");

    // Refreshing is no proof of anything.
    assert_eq!(alice.refresh().await.status, 200);
    let refused = alice.client.delete("/api/me").await;
    refused.assert_refused(401, "step_up_required");

    let wrong = json!({ "password": "not the one" });
    let wrong = alice.client.post("/api/auth/step-up", wrong).await;
    wrong.assert_refused(401, "credentials_invalid");
    let right = json!({ "password": "wonderland" });
    let answer = alice
        .send(Method::POST, "/api/auth/step-up", Some(right))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let before = read(alice.client.token.as_ref().unwrap()).1;
    let token = answer.body["access_token"].as_str().unwrap();
    let after = read(token).1;
    assert_eq!(before["sid"], after["sid"]);
    assert!(after["auth_time"].as_i64() > before["auth_time"].as_i64());

    // A refreshed token keeps the new time.
    assert_eq!(alice.refresh().await.status, 200);
    let refreshed = read(alice.client.token.as_ref().unwrap()).1;
    assert_eq!(refreshed["auth_time"], after["auth_time"]);
    assert_eq!(alice.client.delete("/api/me").await.status, 204);
}

#[actix_web::test]
async fn within_five_minutes_of_the_log_in_it_is_not_asked_for() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.clock.advance(Duration::from_secs(299));
    assert_eq!(alice.delete("/api/me").await.status, 204);
}

#[actix_web::test]
async fn a_deleted_user_is_gone_with_notes_tokens_and_name() {
    let app = TestApp::start().await;
    let mut alice = Browser::alice(&app, "bearer").await;
    let note = json!({ "title": "mine", "body": "" });
    assert_eq!(alice.client.post("/api/notes", note).await.status, 201);
    assert_eq!(alice.client.delete("/api/me").await.status, 204);
    for path in ["/api/me", "/api/notes", "/api/sessions"] {
        let answer = alice.client.get(path).await;
        answer.assert_refused(401, "token_revoked");
    }
    alice
        .refresh()
        .await
        .assert_refused(401, "refresh_token_invalid");
    let log_in = app.anonymous().log_in("alice", "wonderland").await;
    log_in.assert_refused(401, "credentials_invalid");
    let again = json!({ "username": "alice", "password": "another one entirely" });
    let again = app.anonymous().post("/api/auth/register", again).await;
    assert_eq!(again.status, 201);
}
