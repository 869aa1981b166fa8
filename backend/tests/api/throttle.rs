//! Guessing passwords, and being told to wait.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::helpers::{Answer, TestApp};

async fn guess(app: &TestApp, name: &str, password: &str, from: Option<&str>) -> Answer {
    let mut request = app.anonymous().request(Method::POST, "/api/auth/login");
    if let Some(from) = from {
        request = request.header("x-forwarded-for", from);
    }
    Answer::of(request.json(&json!({ "username": name, "password": password }))).await
}

#[actix_web::test]
async fn after_so_many_wrong_passwords_one_has_to_wait_and_the_right_one_waits_too() {
    let app = TestApp::with(&[("APP_LOGIN_ATTEMPTS", "3")]).await;
    for _ in 0..3 {
        let wrong = guess(&app, "alice", "not the one", None).await;
        wrong.assert_refused(401, "credentials_invalid");
    }
    for password in ["not the one", "wonderland"] {
        let waits = guess(&app, "alice", password, None).await;
        waits.assert_refused(429, "rate_limited");
        let seconds: u32 = waits.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
    }
    // Another account from here is not slowed, nor this one after the window.
    assert_eq!(
        guess(&app, "john_doe", "password123", None).await.status,
        200
    );
    app.clock.advance(Duration::from_secs(60));
    assert_eq!(guess(&app, "alice", "wonderland", None).await.status, 200);
}

#[actix_web::test]
async fn right_passwords_are_not_counted() {
    let app = TestApp::with(&[("APP_LOGIN_ATTEMPTS", "2")]).await;
    for _ in 0..6 {
        assert_eq!(guess(&app, "alice", "wonderland", None).await.status, 200);
    }
}

#[actix_web::test]
async fn trying_one_password_on_many_accounts_is_slowed_by_address() {
    let app = TestApp::with(&[("APP_LOGIN_ATTEMPTS_PER_ADDRESS", "5")]).await;
    for number in 0..5 {
        let wrong = guess(&app, &format!("user_{number}"), "123456789", None).await;
        wrong.assert_refused(401, "credentials_invalid");
    }
    let waits = guess(&app, "alice", "wonderland", None).await;
    waits.assert_refused(429, "rate_limited");
}

#[actix_web::test]
async fn a_forged_forwarding_header_changes_nothing() {
    let app = TestApp::with(&[("APP_LOGIN_ATTEMPTS", "3")]).await;
    for number in 0..3 {
        let from = format!("10.0.0.{number}");
        let wrong = guess(&app, "alice", "not the one", Some(&from)).await;
        wrong.assert_refused(401, "credentials_invalid");
    }
    let waits = guess(&app, "alice", "wonderland", Some("10.0.0.9")).await;
    waits.assert_refused(429, "rate_limited");
}

#[actix_web::test]
async fn the_owner_at_another_address_still_gets_in() {
    let settings = [
        ("APP_LOGIN_ATTEMPTS", "3"),
        ("APP_TRUSTED_PROXIES", "127.0.0.1"),
    ];
    let app = TestApp::with(&settings).await;
    for _ in 0..4 {
        guess(&app, "alice", "not the one", Some("203.0.113.7")).await;
    }
    let attacker = guess(&app, "alice", "wonderland", Some("203.0.113.7")).await;
    attacker.assert_refused(429, "rate_limited");
    let owner = guess(&app, "alice", "wonderland", Some("198.51.100.9")).await;
    assert_eq!(owner.status, 200);
}

#[actix_web::test]
async fn fifty_guesses_at_once_are_counted_before_they_are_checked() {
    let app = TestApp::with(&[("APP_LOGIN_ATTEMPTS", "5")]).await;
    let guesses = (0..50).map(|_| guess(&app, "alice", "not the one", None));
    let answers = futures_util::future::join_all(guesses).await;
    let checked = answers.iter().filter(|answer| answer.status == 401).count();
    assert!(checked <= 5, "{checked}");
    assert!(
        answers
            .iter()
            .all(|a| [401, 429, 503].contains(&a.status.as_u16()))
    );
}

#[actix_web::test]
async fn the_password_cannot_be_guessed_by_step_up_or_change_either() {
    let app = TestApp::with(&[("APP_LOGIN_ATTEMPTS", "3")]).await;
    let alice = app.alice().await;
    for _ in 0..3 {
        let wrong = json!({ "password": "not the one" });
        let wrong = alice.post("/api/auth/step-up", wrong).await;
        wrong.assert_refused(401, "credentials_invalid");
    }
    let body = json!({ "current_password": "wonderland", "new_password": "another one to use" });
    let waits = alice.post("/api/auth/password", body).await;
    waits.assert_refused(429, "rate_limited");
}

#[actix_web::test]
async fn new_accounts_from_one_address_are_limited_and_taken_names_do_not_count() {
    let app = TestApp::with(&[("APP_REGISTER_ATTEMPTS", "2")]).await;
    let register = async |name: &str| {
        let user = json!({ "username": name, "password": "correct horse battery" });
        app.anonymous().post("/api/auth/register", user).await
    };
    for _ in 0..3 {
        register("alice")
            .await
            .assert_refused(409, "username_taken");
    }
    assert_eq!(register("one").await.status, 201);
    assert_eq!(register("two").await.status, 201);
    register("three").await.assert_refused(429, "rate_limited");
}

#[actix_web::test]
async fn whoever_asks_which_names_are_taken_has_to_wait_like_one_who_guesses() {
    let app = TestApp::with(&[("APP_LOGIN_ATTEMPTS_PER_ADDRESS", "3")]).await;
    let register = async |name: &str| {
        let user = json!({ "username": name, "password": "correct horse battery" });
        app.anonymous().post("/api/auth/register", user).await
    };
    for name in ["new_one", "another_one", "third_one", "fourth_one"] {
        assert_eq!(register(name).await.status, 201, "new names do not count");
    }
    for _ in 0..3 {
        let taken = register("alice").await;
        taken.assert_refused(409, "username_taken");
    }
    register("alice").await.assert_refused(429, "rate_limited");
    let guess = app.anonymous().log_in("alice", "not the one").await;
    guess.assert_refused(429, "rate_limited");
}
