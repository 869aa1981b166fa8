//! How tokens reach the client, and that they are nowhere else.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use crate::browser::{Browser, set_cookies};
use crate::helpers::TestApp;

#[actix_web::test]
async fn by_default_the_access_token_is_in_the_body_and_the_refresh_token_in_a_cookie() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    let before = Instant::now();
    let answer = browser.log_in("alice", "wonderland", "bearer").await;
    let took = before.elapsed().as_secs() + 1;
    assert!(answer.body["access_token"].is_string());
    assert!(answer.body.get("refresh_token").is_none());
    let cookies = set_cookies(&answer);
    assert_eq!(cookies.len(), 1);
    assert!(cookies[0].starts_with("refresh_token="));
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookies[0].contains(attribute), "{}", cookies[0]);
    }
    // A week from the moment of the log-in, of which the answer took some.
    let (_, age) = cookies[0].split_once("Max-Age=").unwrap();
    let age: u64 = age.parse().unwrap();
    assert!((604_800 - took..=604_800).contains(&age), "{age}");
    assert!(
        !cookies[0].contains("Secure"),
        "plain http on a loopback name"
    );
    assert!(!cookies[0].contains("Domain"));
}

#[actix_web::test]
async fn over_https_the_cookies_are_secure_and_bound_to_the_host() {
    let app = TestApp::with(&[("APP_PUBLIC_URL", "https://app.example.com")]).await;
    let mut browser = Browser::new(&app);
    let answer = browser.log_in("alice", "wonderland", "cookie").await;
    let cookies = set_cookies(&answer);
    assert_eq!(cookies.len(), 2);
    for (cookie, name) in cookies
        .iter()
        .zip(["__Host-access_token=", "__Host-refresh_token="])
    {
        assert!(cookie.starts_with(name), "{cookie}");
        for attribute in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[actix_web::test]
async fn in_cookie_mode_no_token_is_in_any_body_and_requests_need_none() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    let answer = browser.log_in("alice", "wonderland", "cookie").await;
    assert!(answer.body.get("access_token").is_none());
    assert!(answer.body.get("refresh_token").is_none());
    assert_eq!(answer.body["expires_in"], 900);
    assert!(browser.client.token.is_none());
    let me = browser.send(Method::GET, "/api/me", None).await;
    assert_eq!(me.body["username"], "alice");

    app.clock.advance(Duration::from_secs(901));
    let expired = browser.send(Method::GET, "/api/me", None).await;
    expired.assert_refused(401, "token_expired");
    let refreshed = browser.refresh().await;
    assert!(refreshed.body.get("access_token").is_none());
    assert_eq!(browser.send(Method::GET, "/api/me", None).await.status, 200);

    let out = browser.send(Method::POST, "/api/auth/logout", None).await;
    assert_eq!(out.status, 204);
    assert!(browser.cookies.is_empty());
}

#[actix_web::test]
async fn who_logs_in_otherwise_leaves_no_access_token_in_a_cookie() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "cookie").await;
    let answer = browser.log_in("john_doe", "password123", "bearer").await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        browser.cookies.keys().collect::<Vec<_>>(),
        ["refresh_token"]
    );
}

#[actix_web::test]
async fn a_header_outweighs_a_cookie() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "cookie").await;
    browser.client.token = app.john().await.token;
    let me = browser.send(Method::GET, "/api/me", None).await;
    assert_eq!(me.body["username"], "john_doe");
    browser.client.token = Some("nonsense".to_owned());
    let me = browser.send(Method::GET, "/api/me", None).await;
    me.assert_refused(401, "token_malformed");
}

#[actix_web::test]
async fn a_client_that_is_no_browser_gets_both_in_the_body() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    let log_in = json!({
        "username": "alice", "password": "wonderland", "token_delivery": "native"
    });
    let answer = client.post("/api/auth/login", log_in).await;
    assert_eq!(answer.status, 200);
    assert!(set_cookies(&answer).is_empty());
    let refresh = answer.body["refresh_token"].as_str().unwrap();
    let body = json!({ "refresh_token": refresh });
    let answer = client.post("/api/auth/refresh", body.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.body["refresh_token"].is_string());
    assert_ne!(answer.body["refresh_token"], refresh);

    // It logs out with what it has.
    let last = json!({ "refresh_token": answer.body["refresh_token"] });
    assert_eq!(
        client.post("/api/auth/logout", last.clone()).await.status,
        204
    );
    let gone = client.post("/api/auth/refresh", last).await;
    gone.assert_refused(401, "refresh_token_invalid");
}

#[actix_web::test]
async fn a_browser_gets_no_refresh_token_in_a_body_and_may_send_none() {
    let app = TestApp::start().await;
    let log_in = json!({
        "username": "alice", "password": "wonderland", "token_delivery": "native"
    });
    for (name, value) in [
        ("origin", "http://localhost:8080"),
        ("origin", "null"),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
    ] {
        for path in ["/api/auth/login", "/api/auth/refresh"] {
            let body = match path {
                "/api/auth/login" => log_in.clone(),
                _ => json!({ "refresh_token": "x" }),
            };
            let request = app.anonymous().request(Method::POST, path);
            let request = request.header(name, value).json(&body);
            let answer = crate::helpers::Answer::of(request).await;
            answer.assert_refused(400, "delivery_not_allowed");
        }
    }
}

#[actix_web::test]
async fn a_token_out_of_a_cookie_is_of_no_use_in_a_body() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    let stolen = json!({ "refresh_token": browser.cookies["refresh_token"] });
    let thief = app.anonymous().post("/api/auth/refresh", stolen).await;
    thief.assert_refused(401, "refresh_token_invalid");
    assert_eq!(browser.refresh().await.status, 200, "the owner goes on");
}
