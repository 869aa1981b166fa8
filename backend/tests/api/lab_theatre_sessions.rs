//! What a play cannot be misused for: a stolen token buys nothing, nothing
//! outlives the session that waits, and leaving in the middle leaves nothing open.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use shared::lab::theatre::{CURTAIN, SESSION};

use crate::browser::Browser;
use crate::helpers::{Answer, Client, TestApp};
use crate::lab_theatre::{current_session, enter};

/// Sends this as our page would, with this refresh cookie or none.
async fn with_cookie(client: &Client, path: &str, cookie: Option<&str>) -> Answer {
    let mut browser = Browser {
        client: client.clone(),
        cookies: Default::default(),
    };
    if let Some(cookie) = cookie {
        let name = "refresh_token".to_owned();
        browser.cookies.insert(name, cookie.to_owned());
    }
    let body = (path == SESSION).then(|| json!({ "delivery": "bearer" }));
    let answer = browser.send(Method::POST, path, body).await;
    if answer.status != 200 {
        assert!(answer.headers.get("set-cookie").is_none(), "nothing given");
        assert_eq!(answer.body["access_token"], Value::Null);
    }
    answer
}

/// Waits until the server has ended the session of this token by itself.
async fn assert_ends(client: &Client) {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let answer = client.get("/api/me").await;
        if answer.status != 200 {
            return answer.assert_refused(401, "token_revoked");
        }
        assert!(Instant::now() < deadline, "the session goes on");
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Alice in her browser in the middle of a play, and her own session as it was.
async fn in_mid_play(app: &TestApp) -> (Browser, Browser) {
    let own = Browser::alice(app, "bearer").await;
    let mut browser = own.clone();
    let entered = enter(&mut browser, "bearer").await;
    assert_eq!(entered.status, 200, "{}", entered.text);
    (browser, own)
}

#[actix_web::test]
async fn a_stolen_token_alone_does_not_draw_the_curtain() {
    let app = TestApp::start().await;
    let (mut browser, mut own) = in_mid_play(&app).await;
    let other = Browser::alice(&app, "bearer").await;
    let junk = browser.cookies["refresh_token"].replace(['a', 'b', 'c'], "d");
    for cookie in [
        None,
        Some("junk"),
        Some(junk.as_str()),
        Some(own.cookies["refresh_token"].as_str()),
        Some(other.cookies["refresh_token"].as_str()),
    ] {
        let thief = with_cookie(&browser.client, CURTAIN, cookie).await;
        thief.assert_refused(401, "refresh_token_invalid");
    }
    // What waits was not touched.
    let end = browser.send(Method::POST, CURTAIN, None).await;
    assert_eq!(end.status, 200, "{}", end.text);
    browser.client.token = end.body["access_token"].as_str().map(str::to_owned);
    let id = current_session(&mut browser).await;
    assert_eq!(id, current_session(&mut own).await);
    assert_eq!(browser.refresh().await.status, 200);
}

#[actix_web::test]
async fn only_the_session_that_asks_is_let_wait() {
    let app = TestApp::start().await;
    let own = Browser::alice(&app, "bearer").await;
    let other = Browser::alice(&app, "bearer").await;
    for cookie in [
        None,
        Some("junk"),
        Some(other.cookies["refresh_token"].as_str()),
    ] {
        let answer = with_cookie(&own.client, SESSION, cookie).await;
        answer.assert_refused(401, "refresh_token_invalid");
    }
    // Nor does a token from the stage open the next scene.
    let (browser, _) = in_mid_play(&app).await;
    let answer = with_cookie(&browser.client, SESSION, None).await;
    answer.assert_refused(401, "refresh_token_invalid");
}

#[actix_web::test]
async fn a_chain_of_scenes_ends_no_later_than_the_session_that_waits() {
    let app = TestApp::with(&[("JWT_REFRESH_TTL", "25m"), ("JWT_REFRESH_IDLE_TTL", "25m")]).await;
    let mut browser = Browser::alice(&app, "bearer").await;
    let mut lasts = Vec::new();
    for _ in 0..3 {
        app.clock.advance(Duration::from_secs(8 * 60));
        let answer = enter(&mut browser, "bearer").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        lasts.push(answer.body["expires_in"].as_i64().unwrap());
    }
    assert!(lasts[0] > 590 && lasts[2] <= 60, "{lasts:?}");
    app.clock.advance(Duration::from_secs(2 * 60));
    assert_eq!(enter(&mut browser, "bearer").await.status, 401);
    let refresh = browser.refresh().await;
    assert_eq!(refresh.status, 401, "{}", refresh.text);
}

#[actix_web::test]
async fn no_scene_begins_once_the_own_session_is_over() {
    let app = TestApp::start().await;
    let (mut browser, own) = in_mid_play(&app).await;
    assert_eq!(own.client.log_out().await.status, 204);
    let next = enter(&mut browser.clone(), "bearer").await;
    next.assert_refused(401, "token_revoked");
    // And the one that is on ends as well.
    assert_ends(&browser.client).await;
    let refresh = browser.refresh().await;
    assert_eq!(refresh.status, 401, "{}", refresh.text);
}

#[actix_web::test]
async fn logging_out_in_mid_play_ends_the_own_session_too() {
    let app = TestApp::start().await;
    let (mut browser, mut own) = in_mid_play(&app).await;
    let left = browser.send(Method::POST, "/api/auth/logout", None).await;
    assert_eq!(left.status, 204);
    assert_ends(&own.client).await;
    let refresh = own.refresh().await;
    assert_eq!(refresh.status, 401, "{}", refresh.text);

    // By a later scene, it is the first one's own session that ends; and in the
    // log stands the same as for any log-out.
    let (mut browser, own) = in_mid_play(&app).await;
    let second = enter(&mut browser, "cookie").await;
    assert_eq!(second.status, 200, "{}", second.text);
    browser.send(Method::POST, "/api/auth/logout", None).await;
    assert_ends(&own.client).await;
    let john = app.john().await;
    let events = john.get("/api/admin/events").await;
    assert_eq!(events.status, 200, "{}", events.text);
    assert_eq!(events.text.matches("logged_out").count(), 4);
}

#[actix_web::test]
async fn a_play_that_nobody_ends_is_ended_with_both_its_sessions() {
    let app = TestApp::start().await;
    let (mut browser, mut own) = in_mid_play(&app).await;
    // The stage lasts ten minutes, a token of the own session fifteen.
    app.clock.advance(Duration::from_secs(9 * 60));
    assert_eq!(own.client.get("/api/me").await.status, 200);
    app.clock.advance(Duration::from_secs(61));
    assert_ends(&own.client).await;
    assert_eq!(own.refresh().await.status, 401);
    assert_eq!(browser.send(Method::POST, CURTAIN, None).await.status, 401);
}

#[actix_web::test]
async fn a_refresh_token_replayed_on_the_stage_ends_the_own_session_too() {
    let app = TestApp::start().await;
    let (mut browser, own) = in_mid_play(&app).await;
    let mut thief = browser.clone();
    assert_eq!(browser.refresh().await.status, 200);
    assert_eq!(browser.refresh().await.status, 200);
    let replayed = thief.refresh().await;
    replayed.assert_refused(401, "refresh_token_reused");
    assert_ends(&own.client).await;
}

#[actix_web::test]
async fn one_play_too_many_ends_the_oldest() {
    let app = TestApp::start().await;
    let (first, own) = in_mid_play(&app).await;
    let other = Browser::alice(&app, "bearer").await;
    for _ in 0..32 {
        // The same session waits behind each: here only the number matters.
        let answer = enter(&mut other.clone(), "bearer").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    assert_ends(&own.client).await;
    assert_ends(&first.client).await;
    assert_eq!(other.client.get("/api/me").await.status, 200);
}
