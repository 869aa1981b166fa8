//! Whose keys the resource server goes by: how it follows them, what it takes from
//! the other server, and how seldom it asks.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use backend::auth::keys::{Algorithm, Jwk};
use backend::clock::Clock;
use serde_json::json;

use crate::helpers::{TestApp, key, write_keys};
use crate::program::{Running, program};
use crate::resource::{GOOD, KeyHost, Odd, TestResource, token};

fn pair(kid: &str) -> Jwk {
    key(Algorithm::Es256, kid)
}

async fn with_host(keys: &[Jwk], more: &[(&str, &str)]) -> (KeyHost, TestResource) {
    let host = KeyHost::with(keys);
    let resource = TestResource::start(&host.url, Clock::default(), more).await;
    (host, resource)
}

#[actix_web::test]
async fn a_rotation_at_the_other_server_fails_no_request_here() {
    let (old, new) = (pair("old"), pair("new"));
    let (app, file, _folder) = TestApp::with_keys(std::slice::from_ref(&old)).await;
    let keys_from = format!("{}/.well-known/jwks.json", app.address);
    let resource = TestResource::start(&keys_from, app.clock.clone(), &[]).await;
    let alice = app.alice().await;
    write_keys(&file, &[new, old]);
    resource.pause();
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut signed_by_new = false;
    while !signed_by_new {
        assert!(Instant::now() < deadline);
        let wanted = json!({ "audience": "reports-api" });
        let answer = alice.post("/api/auth/exchange", wanted).await;
        let token = answer.body["access_token"].as_str().unwrap();
        let report = resource.report(token).await;
        assert_eq!(report.status, 200, "{}", report.text);
        signed_by_new = crate::helpers::read(token).0["kid"] == "new";
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn many_at_once_with_a_new_key_cause_one_request_for_keys() {
    let (old, new) = (pair("old"), pair("new"));
    let (host, resource) = with_host(std::slice::from_ref(&old), &[]).await;
    host.show(&[new.clone(), old]);
    resource.pause();
    let before = host.asked();
    let token = token(&new, &resource.clock, GOOD);
    let reports = (0..50).map(|_| resource.report(&token));
    for answer in futures_util::future::join_all(reports).await {
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    assert_eq!(host.asked(), before + 1);
}

#[actix_web::test]
async fn a_storm_of_invented_key_ids_does_not_hammer_the_other_server() {
    let good = pair("good");
    let (host, resource) = with_host(std::slice::from_ref(&good), &[]).await;
    resource.pause();
    let (before, began) = (host.asked(), Instant::now());
    for round in 0..10 {
        let invented: Vec<String> = (0..30)
            .map(|number| {
                let stranger = pair(&format!("k{round}-{number}"));
                token(&stranger, &resource.clock, GOOD)
            })
            .collect();
        let reports = invented.iter().map(|token| resource.report(token));
        for answer in futures_util::future::join_all(reports).await {
            answer.assert_refused(401, "token_key_unknown");
        }
        let honest = resource.report(&token(&good, &resource.clock, GOOD)).await;
        assert_eq!(honest.status, 200);
    }
    let at_most = 1 + began.elapsed().as_secs() / 3;
    let asked = host.asked() - before;
    assert!(
        asked >= 1 && asked as u64 <= at_most,
        "{asked} of {at_most}"
    );
}

/// Each would otherwise wait for all before it, and they pile up.
#[actix_web::test]
async fn while_the_other_server_hangs_nobody_waits_for_more_than_one_question() {
    // The system takes connections to it, and nobody ever answers.
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let keys_from = format!("http://{}/keys", hanging.local_addr().unwrap());
    let resource = TestResource::start(&keys_from, Clock::default(), &[]).await;
    resource.pause();
    let token = token(&pair("good"), &resource.clock, GOOD);
    let began = Instant::now();
    let reports = (0..8).map(|_| resource.report(&token));
    for answer in futures_util::future::join_all(reports).await {
        answer.assert_refused(503, "overloaded");
    }
    // One question takes three seconds, eight in a row would take 24.
    assert!(began.elapsed() < Duration::from_secs(12));
}

#[actix_web::test]
async fn a_key_that_was_taken_out_of_use_is_refused_when_the_copy_is_old() {
    let (gone, stays) = (pair("gone"), pair("stays"));
    let short = [("RESOURCE_JWKS_TTL", "1m")];
    let (host, resource) = with_host(&[gone.clone(), stays.clone()], &short).await;
    let signed = token(&gone, &resource.clock, GOOD);
    host.show(std::slice::from_ref(&stays));
    assert_eq!(resource.report(&signed).await.status, 200);
    resource.clock.advance(Duration::from_secs(60));
    let answer = resource.report_until(&signed, "token_key_unknown").await;
    answer.assert_refused(401, "token_key_unknown");
    let other = token(&stays, &resource.clock, GOOD);
    assert_eq!(resource.report(&other).await.status, 200);
}

#[actix_web::test]
async fn while_the_other_server_is_down_tokens_work_until_they_expire() {
    let good = pair("good");
    let (host, resource) = with_host(std::slice::from_ref(&good), &[]).await;
    let signed = token(&good, &resource.clock, GOOD);
    host.go_down();
    resource.clock.advance(Duration::from_secs(299));
    let before = host.asked();
    let deadline = Instant::now() + Duration::from_secs(20);
    while host.asked() == before {
        assert!(Instant::now() < deadline, "it asks in vain");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // One that was signed before it went down, at the last second.
    let late = Odd { from: -1, ..GOOD };
    let late = token(&good, &resource.clock, late);
    assert_eq!(resource.report(&late).await.status, 200);
    resource.clock.advance(Duration::from_secs(1));
    resource
        .report(&signed)
        .await
        .assert_refused(401, "token_expired");

    // After a day without a word nobody knows whether the key still holds.
    resource.clock.advance(Duration::from_secs(24 * 60 * 60));
    let stolen = token(&good, &resource.clock, GOOD);
    let answer = resource.report(&stolen).await;
    answer.assert_refused(503, "overloaded");
    assert!(!answer.header("retry-after").is_empty());
    host.show(&[good]);
    resource.pause();
    assert_eq!(resource.report(&stolen).await.status, 200);
}

#[actix_web::test]
async fn keys_that_are_not_fit_to_be_published_are_not_taken() {
    let good = pair("good");
    let elsewhere = KeyHost::with(std::slice::from_ref(&good));
    let public = serde_json::to_value(good.public_half().unwrap()).unwrap();
    let private = serde_json::to_value(&good).unwrap();
    let secret = serde_json::to_value(key(Algorithm::Hs256, "s")).unwrap();
    let set = |keys: serde_json::Value| json!({ "keys": keys }).to_string();
    // Each with a body that would do, had it come as it should.
    let with_status = |head: &str| {
        let body = set(json!([public]));
        let length = body.len();
        format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
    };
    let redirect = with_status(&format!("302 Found\r\nlocation: {}", elsewhere.url));
    let huge = set(json!([public, { "kty": "x".repeat(70_000) }]));
    let endless = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{huge}");
    let say = |body: String| {
        let length = body.len();
        format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
    };
    let (host, resource) = with_host(&[], &[]).await;
    host.go_down();
    for answer in [
        redirect,
        endless,
        say(huge.clone()),
        say(set(json!([public, secret]))),
        say(set(json!([private]))),
        say(set(json!([public, public]))),
        say("<html>".to_owned()),
        with_status("500 Oh"),
        "garbage".to_owned(),
    ] {
        host.say_raw(&answer);
        resource.pause();
        let token = token(&good, &resource.clock, GOOD);
        let refused = resource.report(&token).await;
        refused.assert_refused(401, "token_key_unknown");
        resource
            .get("/readyz")
            .await
            .assert_refused(503, "overloaded");
    }
    assert_eq!(elsewhere.asked(), 0, "a redirect is not followed");
    host.say(&set(json!([public])));
    resource.pause();
    let token = token(&good, &resource.clock, GOOD);
    assert_eq!(resource.report(&token).await.status, 200);
}

#[actix_web::test]
async fn without_keys_it_starts_and_answers_503_until_there_are_some() {
    let good = pair("good");
    let host = KeyHost::with(&[]);
    host.go_down();
    let resource = TestResource::start(&host.url, Clock::default(), &[]).await;
    let signed = token(&good, &resource.clock, GOOD);
    resource
        .report(&signed)
        .await
        .assert_refused(503, "overloaded");
    resource
        .get("/reports/summary")
        .await
        .assert_refused(401, "token_missing");
    assert_eq!(resource.get("/healthz").await.status, 200);
    host.show(&[good]);
    resource.pause();
    assert_eq!(resource.report(&signed).await.status, 200);
}

#[actix_web::test]
async fn a_server_that_signs_with_a_secret_alone_is_told_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = program(&folder);
    let app = Running::start(app.env("JWT_SECRET", crate::helpers::SECRET));
    assert!(app.log().contains("backend keys generate --alg ES256"));
    let mut resource = program(&folder);
    let resource = resource
        .arg("resource-server")
        .env("RESOURCE_BIND", "127.0.0.1:0");
    let keys_from = format!("{}/.well-known/jwks.json", app.address);
    let resource = Running::start(resource.env("RESOURCE_JWKS_URL", keys_from));
    let log = resource.log();
    assert!(
        log.contains("HS256") && log.contains("backend keys generate --alg ES256"),
        "{log}"
    );
}
