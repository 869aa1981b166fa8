//! Three ways to take a token back, and a user who is made to be disabled.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::helpers::{Answer, TestApp};
use crate::lab_comparison::look_ups;
use crate::lock::Lock;

const RUNS: &str = "/api/lab/revocation/runs";

/// A run, and a question by one strategy with its token.
async fn begin(app: &TestApp) -> Value {
    let answer = app.alice().await.post(RUNS, json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body
}

/// How many users have this in their names.
async fn users(app: &TestApp, name: &str) -> usize {
    let path = format!("/api/admin/users?query={name}");
    let answer = app.john().await.get(&path).await;
    answer.body["items"].as_array().unwrap().len()
}

async fn ask(app: &TestApp, run: &Value, strategy: &str) -> Answer {
    let client = app.with_token(run[strategy].as_str().unwrap());
    client
        .get(&format!("/api/lab/revocation/{strategy}/me"))
        .await
}

fn path(run: &Value, rest: &str) -> String {
    format!("{RUNS}/{}{rest}", run["id"].as_str().unwrap())
}

#[actix_web::test]
async fn a_disabled_user_keeps_access_for_as_long_as_the_strategy_allows() {
    let app = TestApp::start().await;
    let run = begin(&app).await;
    for strategy in ["expiry", "short", "list"] {
        let answer = ask(&app, &run, strategy).await;
        assert_eq!(answer.status, 200, "{strategy}: {}", answer.text);
        assert_eq!(look_ups(answer.header("server-timing")), 0);
    }
    let anonymous = app.anonymous();
    let refreshed = anonymous.post(&path(&run, "/refresh"), json!({})).await;
    assert_eq!(refreshed.status, 200);
    assert_eq!(look_ups(refreshed.header("server-timing")), 1);

    let disabled = anonymous.post(&path(&run, "/disable"), json!({})).await;
    assert_eq!(disabled.status, 204);
    // Only the list knows of it at once.
    ask(&app, &run, "list")
        .await
        .assert_refused(401, "token_revoked");
    let refused = anonymous.post(&path(&run, "/refresh"), json!({})).await;
    refused.assert_refused(401, "refresh_token_invalid");
    assert_eq!(ask(&app, &run, "expiry").await.status, 200);
    // Then the short-lived token runs out, and last the long-lived one.
    app.clock.advance(Duration::from_secs(3));
    ask(&app, &run, "short")
        .await
        .assert_refused(401, "token_expired");
    assert_eq!(ask(&app, &run, "expiry").await.status, 200);
    app.clock.advance(Duration::from_secs(6));
    ask(&app, &run, "expiry")
        .await
        .assert_refused(401, "token_expired");
}

#[actix_web::test]
async fn the_user_of_a_run_can_do_nothing_else_and_goes_with_it() {
    let app = TestApp::start().await;
    let run = begin(&app).await;
    for strategy in ["expiry", "short", "list"] {
        let client = app.with_token(run[strategy].as_str().unwrap());
        client
            .get("/api/me")
            .await
            .assert_refused(401, "token_audience_rejected");
    }
    // A token that lives longer than a strategy's tokens is none of them.
    let client = app.with_token(run["expiry"].as_str().unwrap());
    let answer = client.get("/api/lab/revocation/short/me").await;
    answer.assert_refused(401, "token_claims_rejected");

    let name = run["username"].as_str().unwrap();
    assert_eq!(users(&app, name).await, 1);
    assert_eq!(app.anonymous().delete(&path(&run, "")).await.status, 204);
    assert_eq!(users(&app, name).await, 0);
    app.anonymous()
        .delete(&path(&run, ""))
        .await
        .assert_refused(404, "not_found");
}

#[actix_web::test]
async fn runs_are_few_at_once_however_fast_they_are_asked_for() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let answers = join_all((0..12).map(|_| alice.post(RUNS, json!({})))).await;
    let runs: Vec<_> = answers.iter().filter(|a| a.status == 200).collect();
    assert_eq!(runs.len(), 4);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.assert_refused(503, "overloaded");
    }
    assert_eq!(users(&app, "lesson_").await, 4);
    alice.delete(&path(&runs[0].body, "")).await;
    begin(&app).await;
}

#[actix_web::test]
async fn a_run_is_for_somebody_who_is_logged_in() {
    let app = TestApp::start().await;
    let refused = app.anonymous().post(RUNS, json!({})).await;
    refused.assert_refused(401, "token_missing");
    assert_eq!(users(&app, "lesson_").await, 0);
}

#[actix_web::test]
async fn a_run_that_cannot_begin_leaves_nobody_behind_and_its_place_free() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let lock = Lock::hold(&app);
    let refused = join_all((0..4).map(|_| alice.post(RUNS, json!({})))).await;
    for answer in refused {
        answer.assert_refused(503, "overloaded");
    }
    lock.release();
    // Logged out through another process, of which this one has not heard.
    let data = app.folder.path().join("data");
    let other = TestApp::with(&[("APP_DATA_DIR", data.to_str().unwrap())]).await;
    let elsewhere = other.with_token(alice.token.clone().unwrap());
    assert_eq!(elsewhere.log_out().await.status, 204);
    for _ in 0..5 {
        let refused = alice.post(RUNS, json!({})).await;
        refused.assert_refused(401, "token_revoked");
    }
    assert_eq!(users(&app, "lesson_").await, 0);
    for _ in 0..4 {
        begin(&app).await;
    }
}

#[actix_web::test]
async fn whom_a_stopped_server_left_is_swept_and_nobody_else() {
    let former = TestApp::start().await;
    let left = begin(&former).await;
    let left = left["username"].as_str().unwrap();
    // A real user with such a name.
    let details = json!({ "username": "lesson_0123456789ab", "password": "correct horse battery" });
    let anybody = former.anonymous();
    let registered = anybody.post("/api/auth/register", details).await;
    assert_eq!(registered.status, 201, "{}", registered.text);

    let data = former.folder.path().join("data");
    let app = TestApp::with(&[("APP_DATA_DIR", data.to_str().unwrap())]).await;
    // Its run may be going on in the other process.
    begin(&app).await;
    assert_eq!(users(&app, left).await, 1);
    app.clock.advance(Duration::from_secs(60));
    let run = begin(&app).await;
    assert_eq!(users(&app, left).await, 0);
    assert_eq!(users(&app, run["username"].as_str().unwrap()).await, 1);
    assert_eq!(users(&app, "lesson_0123456789ab").await, 1);
}
