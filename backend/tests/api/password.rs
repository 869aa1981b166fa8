//! Changing the password, and having forgotten it.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::helpers::TestApp;

const NEW: &str = "correct horse battery staple";

#[actix_web::test]
async fn another_password_ends_every_other_session_and_this_one_goes_on() {
    let app = TestApp::start().await;
    let mut here = Browser::alice(&app, "bearer").await;
    let mut there = Browser::alice(&app, "bearer").await;
    let old = here.client.clone();
    let change = json!({ "current_password": "wonderland", "new_password": NEW });
    let answer = here
        .send(Method::POST, "/api/auth/password", Some(change))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    here.client.token = answer.body["access_token"].as_str().map(str::to_owned);

    assert_eq!(here.client.get("/api/me").await.status, 200);
    assert_eq!(here.refresh().await.status, 200);
    old.get("/api/me")
        .await
        .assert_refused(401, "token_revoked");
    there
        .client
        .get("/api/me")
        .await
        .assert_refused(401, "token_revoked");
    there
        .refresh()
        .await
        .assert_refused(401, "refresh_token_invalid");
    let sessions = here.client.get("/api/sessions").await;
    assert_eq!(sessions.body.as_array().unwrap().len(), 1);

    let before = app.anonymous().log_in("alice", "wonderland").await;
    before.assert_refused(401, "credentials_invalid");
    assert_eq!(app.anonymous().log_in("alice", NEW).await.status, 200);
}

#[actix_web::test]
async fn of_four_who_change_the_same_password_at_once_one_does() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let change = |turn: usize| {
        let new = format!("{NEW} {turn}");
        let body = json!({ "current_password": "wonderland", "new_password": new });
        alice.post("/api/auth/password", body)
    };
    let changed = join_all((0..4).map(change)).await;
    let mut works = Vec::new();
    for (turn, answer) in changed.iter().enumerate() {
        assert_eq!(answer.status == 200, answer.body["user"].is_object());
        if answer.status == 200 {
            works.push(turn);
        }
    }
    assert_eq!(works.len(), 1, "{works:?}");
    let new = format!("{NEW} {}", works[0]);
    let logged_in = app.anonymous().log_in("alice", &new).await;
    assert_eq!(logged_in.status, 200, "{}", logged_in.text);
}

#[actix_web::test]
async fn a_wrong_or_weak_password_changes_nothing() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (current, new, status, code) in [
        ("not the one", NEW, 401, "credentials_invalid"),
        ("wonderland", "short", 422, "validation_failed"),
        ("wonderland", "password1", 422, "validation_failed"),
    ] {
        let change = json!({ "current_password": current, "new_password": new });
        let answer = alice.post("/api/auth/password", change).await;
        answer.assert_refused(status, code);
        if status == 422 {
            assert!(answer.field_errors().contains_key("new_password"));
        }
    }
    assert_eq!(alice.get("/api/me").await.status, 200);
    assert_eq!(
        app.anonymous().log_in("alice", "wonderland").await.status,
        200
    );
}

/// The mails in the outbox, the newest first, once there are so many.
async fn mails(app: &TestApp, count: usize) -> Vec<Value> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let outbox = app.anonymous().get("/api/dev/outbox").await;
        let mails = outbox.body.as_array().unwrap().clone();
        if mails.len() >= count || Instant::now() > deadline {
            assert_eq!(mails.len(), count);
            return mails;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn token_in(mail: &Value) -> String {
    let text = mail["text"].as_str().unwrap();
    let (_, link) = text.split_once("/reset-password#").unwrap();
    link.split_whitespace().next().unwrap().to_owned()
}

async fn forgot(app: &TestApp, username: &str) {
    let request = json!({ "username": username });
    let answer = app
        .anonymous()
        .post("/api/auth/password-reset", request)
        .await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!(answer.text, "");
}

async fn confirm(app: &TestApp, token: &str, password: &str) -> crate::helpers::Answer {
    let body = json!({ "token": token, "new_password": password });
    app.anonymous()
        .post("/api/auth/password-reset/confirm", body)
        .await
}

#[actix_web::test]
async fn the_link_in_the_mail_sets_another_password_once() {
    let app = TestApp::start().await;
    let mut alice = Browser::alice(&app, "bearer").await;
    forgot(&app, "alice").await;
    let mail = &mails(&app, 1).await[0];
    assert_eq!(mail["to"], "alice@localhost");
    assert!(mail["subject"].as_str().unwrap().contains("重设密码"));
    let text = mail["text"].as_str().unwrap();
    assert!(
        text.contains("http://localhost:8080/reset-password#"),
        "{text}"
    );
    assert!(text.contains("您好"), "{text}");
    let token = token_in(mail);

    confirm(&app, &token, "short")
        .await
        .assert_refused(422, "validation_failed");
    assert_eq!(confirm(&app, &token, NEW).await.status, 204);
    // Every session is over, and the link with it.
    alice
        .client
        .get("/api/me")
        .await
        .assert_refused(401, "token_revoked");
    alice
        .refresh()
        .await
        .assert_refused(401, "refresh_token_invalid");
    confirm(&app, &token, NEW)
        .await
        .assert_refused(401, "token_revoked");
    assert_eq!(app.anonymous().log_in("alice", NEW).await.status, 200);
}

#[actix_web::test]
async fn of_two_who_use_a_link_at_once_one_comes_too_late() {
    let app = TestApp::start().await;
    forgot(&app, "alice").await;
    let token = token_in(&mails(&app, 1).await[0]);
    let both = futures_util::future::join(
        confirm(&app, &token, "the first of two passwords"),
        confirm(&app, &token, "the second of two passwords"),
    );
    let (one, two) = both.await;
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 401]);
}

#[actix_web::test]
async fn a_link_is_void_after_half_an_hour_or_another_change() {
    let app = TestApp::start().await;
    forgot(&app, "alice").await;
    forgot(&app, "alice").await;
    let both = mails(&app, 2).await;
    assert_eq!(confirm(&app, &token_in(&both[0]), NEW).await.status, 204);
    let other = confirm(&app, &token_in(&both[1]), NEW).await;
    other.assert_refused(401, "token_revoked");

    forgot(&app, "john_doe").await;
    let token = token_in(&mails(&app, 3).await[0]);
    app.clock.advance(Duration::from_secs(30 * 60));
    confirm(&app, &token, NEW)
        .await
        .assert_refused(401, "token_expired");
}

#[actix_web::test]
async fn who_does_not_exist_gets_the_same_answer_and_no_mail() {
    let app = TestApp::start().await;
    for name in ["nobody", "not a name at all!", "Ａｌｉｃｅ"] {
        forgot(&app, name).await;
    }
    // The one that comes after them is the only one.
    forgot(&app, "alice").await;
    mails(&app, 1).await;
    let empty = app
        .anonymous()
        .post("/api/auth/password-reset", json!({ "username": " " }))
        .await;
    empty.assert_refused(422, "validation_failed");
}

#[actix_web::test]
async fn no_other_token_sets_a_password_and_a_reset_token_does_nothing_else() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let access = alice.token.clone().unwrap();
    let note = alice
        .post("/api/notes", json!({ "title": "t", "body": "" }))
        .await;
    let path = format!("/api/notes/{}/links", note.body["id"].as_str().unwrap());
    let link = alice.post(&path, json!({ "expires_in": 60 })).await;
    let link = link.body["url"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    for wrong in [&access, &link] {
        confirm(&app, wrong, NEW)
            .await
            .assert_refused(401, "token_type_rejected");
    }
    forgot(&app, "alice").await;
    let reset = token_in(&mails(&app, 1).await[0]);
    let me = app.with_token(&reset).get("/api/me").await;
    me.assert_refused(401, "token_type_rejected");
    let download = app.anonymous().get(&format!("/api/links/{reset}")).await;
    download.assert_refused(401, "token_type_rejected");
}

#[actix_web::test]
async fn in_production_there_is_no_outbox_to_look_at() {
    let app = TestApp::with(&[
        ("APP_ENV", "production"),
        ("APP_PUBLIC_URL", "https://app.example.com"),
        ("APP_BCRYPT_COST", "10"),
    ])
    .await;
    let answer = app.anonymous().get("/api/dev/outbox").await;
    assert_eq!(answer.status, 404);
}
