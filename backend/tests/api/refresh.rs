//! Refresh tokens: rotated at each use, and of use once.

use std::collections::BTreeSet;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::browser::Browser;
use crate::helpers::{TestApp, read};
use crate::lock::Lock;

const REFRESH: &str = "refresh_token";

#[actix_web::test]
async fn a_refresh_token_gets_a_new_access_token_and_its_own_successor() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    let (first_token, first_cookie) = (
        browser.client.token.clone().unwrap(),
        browser.cookies[REFRESH].clone(),
    );
    app.clock.advance(Duration::from_secs(901));
    let expired = browser.client.get("/api/me").await;
    expired.assert_refused(401, "token_expired");

    let answer = browser.refresh().await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.body["expires_in"], 900);
    assert_eq!(answer.body["user"]["username"], "alice");
    assert!(answer.body.get("refresh_token").is_none());
    assert_ne!(browser.cookies[REFRESH], first_cookie);
    assert_eq!(browser.client.get("/api/me").await.status, 200);

    let (before, after) = (
        read(&first_token).1,
        read(browser.client.token.as_ref().unwrap()).1,
    );
    assert_eq!(before["sid"], after["sid"]);
    assert_eq!(
        before["auth_time"], after["auth_time"],
        "refreshing is no log-in"
    );
    assert_ne!(before["jti"], after["jti"]);
}

#[actix_web::test]
async fn of_fifty_at_once_all_get_the_same_successor() {
    let app = TestApp::start().await;
    let browser = Browser::alice(&app, "bearer").await;
    let asked = (0..50).map(|_| {
        let mut tab = browser.clone();
        async move {
            let answer = tab.refresh().await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            tab.cookies[REFRESH].clone()
        }
    });
    let successors: BTreeSet<String> = futures_util::future::join_all(asked)
        .await
        .into_iter()
        .collect();
    assert_eq!(successors.len(), 1);
    // And that one works.
    let mut tab = browser.clone();
    tab.cookies
        .insert(REFRESH.to_owned(), successors.into_iter().next().unwrap());
    assert_eq!(tab.refresh().await.status, 200);
}

#[actix_web::test]
async fn a_reply_that_was_lost_can_be_had_again_for_a_few_seconds() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    let mut lost = browser.clone();
    assert_eq!(lost.refresh().await.status, 200);
    app.clock.advance(Duration::from_secs(9));
    assert_eq!(browser.refresh().await.status, 200);
    assert_eq!(browser.cookies[REFRESH], lost.cookies[REFRESH]);
}

#[actix_web::test]
async fn a_spent_token_ends_the_session_at_once_and_is_written_down() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    let mut thief = browser.clone();
    assert_eq!(browser.refresh().await.status, 200);
    app.clock.advance(Duration::from_secs(10));
    thief
        .refresh()
        .await
        .assert_refused(401, "refresh_token_reused");
    // Both are out, with the access token as well.
    let owner = browser.client.get("/api/me").await;
    owner.assert_refused(401, "token_revoked");
    browser
        .refresh()
        .await
        .assert_refused(401, "refresh_token_invalid");
    thief
        .refresh()
        .await
        .assert_refused(401, "refresh_token_invalid");

    let events = app.john().await.get("/api/admin/events").await;
    let events = events.body["items"].as_array().unwrap();
    assert!(
        events
            .iter()
            .any(|event| event["kind"] == "refresh_token_reused")
    );
}

#[actix_web::test]
async fn the_one_before_the_last_is_spent_even_within_the_grace() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    let mut grandparent = browser.clone();
    assert_eq!(browser.refresh().await.status, 200);
    assert_eq!(browser.refresh().await.status, 200);
    grandparent
        .refresh()
        .await
        .assert_refused(401, "refresh_token_reused");
}

#[actix_web::test]
async fn an_altered_foreign_or_wrong_token_harms_nobody() {
    let app = TestApp::start().await;
    let other = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    let foreign = Browser::alice(&other, "bearer").await;
    let genuine = browser.cookies[REFRESH].clone();
    let access = browser.client.token.clone().unwrap();
    let first = if genuine.starts_with('A') { "B" } else { "A" };
    for token in [
        String::new(),
        "x".to_owned(),
        genuine[..genuine.len() - 1].to_owned(),
        format!("{first}{}", &genuine[1..]),
        format!("{genuine}A"),
        foreign.cookies[REFRESH].clone(),
        access,
        "A".repeat(5000),
    ] {
        let mut attacker = browser.clone();
        attacker.cookies.insert(REFRESH.to_owned(), token);
        attacker
            .refresh()
            .await
            .assert_refused(401, "refresh_token_invalid");
    }
    let mut nobody = Browser::new(&app);
    nobody
        .refresh()
        .await
        .assert_refused(401, "refresh_token_invalid");
    assert_eq!(browser.refresh().await.status, 200);
}

#[actix_web::test]
async fn a_session_ends_when_nobody_uses_it() {
    let settings = [("JWT_REFRESH_IDLE_TTL", "1h"), ("JWT_REFRESH_TTL", "1d")];
    let app = TestApp::with(&settings).await;
    let mut browser = Browser::alice(&app, "bearer").await;
    for _ in 0..3 {
        app.clock.advance(Duration::from_secs(3599));
        assert_eq!(browser.refresh().await.status, 200);
    }
    app.clock.advance(Duration::from_secs(3600));
    browser
        .refresh()
        .await
        .assert_refused(401, "refresh_token_expired");
}

#[actix_web::test]
async fn refreshing_never_moves_the_absolute_end() {
    let settings = [
        ("JWT_ACCESS_TTL", "10m"),
        ("JWT_REFRESH_IDLE_TTL", "30m"),
        ("JWT_REFRESH_TTL", "1h"),
    ];
    let app = TestApp::with(&settings).await;
    let mut browser = Browser::alice(&app, "bearer").await;
    app.clock.advance(Duration::from_secs(29 * 60));
    assert_eq!(browser.refresh().await.body["expires_in"], 600);
    app.clock.advance(Duration::from_secs(26 * 60));
    let late = browser.refresh().await;
    let left = late.body["expires_in"].as_i64().unwrap();
    assert!(
        (298..=300).contains(&left),
        "no token outlives its session: {left}"
    );
    app.clock.advance(Duration::from_secs(5 * 60));
    browser
        .refresh()
        .await
        .assert_refused(401, "refresh_token_expired");
    let token = browser.client.get("/api/me").await;
    token.assert_refused(401, "token_expired");
}

#[actix_web::test]
async fn after_log_out_the_refresh_token_is_worth_nothing() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    let kept = browser.clone();
    let out = browser.send(Method::POST, "/api/auth/logout", None).await;
    assert_eq!(out.status, 204);
    assert!(browser.cookies.is_empty());
    kept.clone()
        .refresh()
        .await
        .assert_refused(401, "refresh_token_invalid");
}

#[actix_web::test]
async fn with_an_expired_access_token_one_logs_out_by_the_refresh_token() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    let kept = browser.clone();
    app.clock.advance(Duration::from_secs(901));
    let out = browser.send(Method::POST, "/api/auth/logout", None).await;
    assert_eq!(out.status, 204, "{}", out.text);
    kept.clone()
        .refresh()
        .await
        .assert_refused(401, "refresh_token_invalid");
}

#[actix_web::test]
async fn while_the_database_is_locked_nobody_is_logged_out() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    let lock = Lock::hold(&app);
    let busy = browser.refresh().await;
    busy.assert_refused(503, "overloaded");
    assert!(!busy.header("retry-after").is_empty());
    assert_eq!(browser.client.get("/api/me").await.status, 200);
    lock.release();
    assert_eq!(browser.refresh().await.status, 200);
}

#[actix_web::test]
async fn a_body_that_is_no_refresh_request_is_refused() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    for (body, status, code) in [
        (json!({ "refresh_token": 1 }), 422, "validation_failed"),
        (json!({ "more": 1 }), 422, "validation_failed"),
        (json!([]), 400, "malformed_request"),
    ] {
        let answer = browser
            .send(Method::POST, "/api/auth/refresh", Some(body))
            .await;
        answer.assert_refused(status, code);
    }
    assert_eq!(browser.refresh().await.status, 200);
}
