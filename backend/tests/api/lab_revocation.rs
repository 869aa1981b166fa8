//! Three ways to take a token back, and a user who is made to be disabled.

use std::time::Duration;

use serde_json::{Value, json};

use crate::helpers::{Answer, TestApp};
use crate::lab_comparison::look_ups;

const RUNS: &str = "/api/lab/revocation/runs";

/// A run, and a question by one strategy with its token.
async fn begin(app: &TestApp) -> Value {
    let answer = app.anonymous().post(RUNS, json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body
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

    let john = app.john().await;
    let query = format!(
        "/api/admin/users?query={}",
        run["username"].as_str().unwrap()
    );
    let found = async || {
        john.get(&query).await.body["items"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(found().await, 1);
    assert_eq!(app.anonymous().delete(&path(&run, "")).await.status, 204);
    assert_eq!(found().await, 0);
    app.anonymous()
        .delete(&path(&run, ""))
        .await
        .assert_refused(404, "not_found");
}

#[actix_web::test]
async fn runs_are_few_at_once() {
    let app = TestApp::start().await;
    let mut runs = Vec::new();
    for _ in 0..4 {
        runs.push(begin(&app).await);
    }
    let fifth = app.anonymous().post(RUNS, json!({})).await;
    fifth.assert_refused(503, "overloaded");
    app.anonymous().delete(&path(&runs[0], "")).await;
    begin(&app).await;
}
