//! The list of one's own sessions, and ending them: here, there, everywhere.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use crate::browser::Browser;
use crate::helpers::{Answer, TestApp};

async fn list(client: &crate::helpers::Client) -> Vec<Value> {
    let answer = client.get("/api/sessions").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body.as_array().unwrap().clone()
}

#[actix_web::test]
async fn one_sees_ones_own_sessions_and_which_is_this() {
    let app = TestApp::start().await;
    let log_in = app.anonymous().request(Method::POST, "/api/auth/login");
    let log_in = log_in
        .header("user-agent", "A phone, by somebody")
        .json(&serde_json::json!({ "username": "alice", "password": "wonderland" }));
    assert_eq!(Answer::of(log_in).await.status, 200);
    app.clock.advance(Duration::from_secs(60));
    let here = app.alice().await;
    app.john().await;

    let sessions = list(&here).await;
    assert_eq!(sessions.len(), 2, "john's is not among them");
    assert_eq!(sessions[0]["current"], true, "the latest used first");
    assert_eq!(sessions[1]["current"], false);
    assert_eq!(sessions[1]["user_agent"], "A phone, by somebody");
    for session in &sessions {
        assert_eq!(session["ip"], "127.0.0.1");
        for name in ["id", "created_at", "last_used_at", "expires_at"] {
            assert!(session[name].is_string(), "{name}");
        }
    }
}

#[actix_web::test]
async fn ending_another_session_refuses_its_tokens_at_once() {
    let app = TestApp::start().await;
    let (here, there) = (app.alice().await, app.alice().await);
    let sessions = list(&here).await;
    let other = sessions.iter().find(|s| s["current"] == false).unwrap();
    let path = format!("/api/sessions/{}", other["id"].as_str().unwrap());
    assert_eq!(here.delete(&path).await.status, 204);
    there
        .get("/api/me")
        .await
        .assert_refused(401, "token_revoked");
    assert_eq!(here.get("/api/me").await.status, 200);
    assert_eq!(list(&here).await.len(), 1);
    here.delete(&path).await.assert_refused(404, "not_found");
}

#[actix_web::test]
async fn another_users_session_is_not_there() {
    let app = TestApp::start().await;
    let (alice, john) = (app.alice().await, app.john().await);
    let id = list(&alice).await[0]["id"].as_str().unwrap().to_owned();
    let answer = john.delete(&format!("/api/sessions/{id}")).await;
    answer.assert_refused(404, "not_found");
    let answer = john.delete("/api/sessions/nonsense").await;
    answer.assert_refused(404, "not_found");
    assert_eq!(alice.get("/api/me").await.status, 200);
}

#[actix_web::test]
async fn all_others_can_be_ended_or_all() {
    let app = TestApp::start().await;
    let (here, there) = (app.alice().await, app.alice().await);
    let john = app.john().await;
    let odd = here.delete("/api/sessions?keep_current=maybe").await;
    odd.assert_refused(422, "validation_failed");
    let answer = here.delete("/api/sessions?keep_current=true").await;
    assert_eq!(answer.status, 204);
    there
        .get("/api/me")
        .await
        .assert_refused(401, "token_revoked");
    assert_eq!(here.get("/api/me").await.status, 200);

    assert_eq!(here.delete("/api/sessions").await.status, 204);
    here.get("/api/me")
        .await
        .assert_refused(401, "token_revoked");
    assert_eq!(john.get("/api/me").await.status, 200);
}

#[actix_web::test]
async fn a_session_that_nobody_used_for_long_is_not_listed() {
    let settings = [("JWT_REFRESH_IDLE_TTL", "1h"), ("JWT_REFRESH_TTL", "1d")];
    let app = TestApp::with(&settings).await;
    Browser::alice(&app, "bearer").await;
    app.clock.advance(Duration::from_secs(3600));
    assert_eq!(list(&app.alice().await).await.len(), 1);
}
