//! A clock that is set wrong, and right again: nobody is shut out for good, and
//! nothing that ended lives again.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use reqwest::Method;
use serde_json::json;

use crate::browser::Browser;
use crate::helpers::{Client, TestApp, read, sign};

const HOUR: Duration = Duration::from_secs(60 * 60);

#[actix_web::test]
async fn an_hour_ahead_and_back_again_costs_a_refresh_and_no_session() {
    let app = TestApp::start().await;
    let mut alice = Browser::alice(&app, "bearer").await;
    app.clock.advance(HOUR);
    let ahead = alice.client.get("/api/me").await;
    ahead.assert_refused(401, "token_expired");
    assert_eq!(alice.refresh().await.status, 200);
    assert_eq!(alice.client.get("/api/me").await.status, 200);
    let mut joined = Browser::alice(&app, "bearer").await;

    app.clock.set_back(HOUR);
    for browser in [&mut alice, &mut joined] {
        let back = browser.client.get("/api/me").await;
        back.assert_refused(401, "token_not_yet_valid");
        let answer = browser.refresh().await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.body["expires_in"], 900);
        assert_eq!(browser.client.get("/api/me").await.status, 200);
    }
    let sessions = alice.client.get("/api/sessions").await;
    assert_eq!(sessions.body.as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn set_back_by_an_hour_the_password_counts_as_old_and_all_else_goes_on() {
    let app = TestApp::start().await;
    let mut alice = Browser::alice(&app, "bearer").await;
    app.clock.set_back(HOUR);
    let early = alice.client.get("/api/me").await;
    early.assert_refused(401, "token_not_yet_valid");
    assert_eq!(alice.refresh().await.status, 200);
    assert_eq!(alice.client.get("/api/me").await.status, 200);
    let claims = read(alice.client.token.as_ref().unwrap()).1;
    assert!(claims["auth_time"].as_i64() < claims["iat"].as_i64());

    // Nobody can tell how long ago the log-in was.
    let refused = alice.client.delete("/api/me").await;
    refused.assert_refused(401, "step_up_required");
    let password = Some(json!({ "password": "wonderland" }));
    let answer = alice
        .send(Method::POST, "/api/auth/step-up", password)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(alice.refresh().await.status, 200);
    assert_eq!(alice.client.delete("/api/me").await.status, 204);
}

#[actix_web::test]
async fn two_machines_whose_clocks_differ_by_seconds_ask_for_no_password() {
    let app = TestApp::start().await;
    let mut alice = Browser::alice(&app, "bearer").await;
    app.clock.set_back(Duration::from_secs(3));
    assert_eq!(alice.refresh().await.status, 200);
    assert_eq!(alice.client.delete("/api/me").await.status, 204);
}

#[actix_web::test]
async fn who_has_to_wait_does_not_wait_for_the_clock() {
    let app = TestApp::with(&[("APP_LOGIN_ATTEMPTS", "2")]).await;
    app.clock.advance(HOUR);
    let nobody = app.anonymous();
    for _ in 0..2 {
        nobody.log_in("alice", "not the one").await;
    }
    app.clock.set_back(HOUR);
    let waits = nobody.log_in("alice", "wonderland").await;
    waits.assert_refused(429, "rate_limited");
    let seconds: u64 = waits.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    app.clock.advance(Duration::from_secs(seconds));
    assert_eq!(nobody.log_in("alice", "wonderland").await.status, 200);
}

#[actix_web::test]
async fn a_session_that_ended_stays_over_though_the_clock_was_ahead_meanwhile() {
    let app = TestApp::start().await;
    let (alice, john) = (app.alice().await, app.john().await);
    assert_eq!(alice.log_out().await.status, 204);
    app.clock.advance(Duration::from_secs(60));

    // An hour ahead the token has expired, and the memory of its end goes to make
    // room for others': another process ends so many that no shard keeps it.
    app.clock.advance(HOUR);
    let database = app.database();
    let claims = read(john.token.as_ref().unwrap()).1;
    let (user, sid) = (
        claims["sub"].as_str().unwrap(),
        claims["sid"].as_str().unwrap(),
    );
    let now = app.clock.millis();
    let end_many = format!(
        "BEGIN;
         WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000)
         INSERT INTO sessions (id, user_id, created_at, expires_at, revoked_at)
         SELECT 'other ' || n, '{user}', {now}, {now}, {now} FROM numbers;
         UPDATE sessions SET revoked_at = {now} + 1 WHERE id = '{sid}';
         COMMIT;"
    );
    database
        .run_blocking(|connection| connection.batch_execute(&end_many))
        .unwrap();
    until_revoked(&app.with_token(renewed(&john, now))).await;

    app.clock.set_back(HOUR);
    until_revoked(&alice).await;
}

/// The same token as if it had been issued at `now`.
fn renewed(client: &Client, now: i64) -> String {
    let (header, mut claims) = read(client.token.as_ref().unwrap());
    let now = now.div_euclid(1000);
    for (name, at) in [("iat", now), ("nbf", now), ("exp", now + 900)] {
        claims[name] = json!(at);
    }
    sign(&header, &claims)
}

/// Returns when this token is refused as one whose session has ended.
async fn until_revoked(client: &Client) {
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        let answer = client.get("/api/me").await;
        if answer.status == 401 {
            answer.assert_refused(401, "token_revoked");
            return;
        }
        assert!(Instant::now() < deadline, "{}", answer.text);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
