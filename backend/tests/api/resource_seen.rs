//! What the resource server saw, for the lesson: preflights too, and no token.

use backend::auth::keys::Algorithm;
use backend::clock::Clock;
use reqwest::Method;

use crate::helpers::{Answer, key};
use crate::resource::{GOOD, KeyHost, TestResource, token};

#[actix_web::test]
async fn a_preflight_and_the_call_after_it_are_seen_and_the_token_is_not() {
    let pair = key(Algorithm::Es256, "pair");
    let host = KeyHost::with(std::slice::from_ref(&pair));
    let resource = TestResource::start(&host.url, Clock::default(), &[]).await;
    let origin = "http://localhost:8080";
    let preflight = resource.request(Method::OPTIONS, "/reports/summary");
    let preflight = preflight.header("origin", origin);
    let preflight = preflight.header("access-control-request-method", "GET");
    Answer::of(preflight.header("access-control-request-headers", "authorization")).await;
    let signed = token(&pair, &resource.clock, GOOD);
    let call = resource.request(Method::GET, "/reports/summary?secret=1");
    Answer::of(call.header("origin", origin).bearer_auth(&signed)).await;

    let seen = resource.get("/seen").await;
    let [call, preflight] = &seen.body.as_array().unwrap()[..] else {
        panic!("{}", seen.text);
    };
    assert_eq!(preflight["method"], "OPTIONS");
    assert_eq!(preflight["asks_for_method"], "GET");
    assert_eq!(preflight["asks_for_headers"], "authorization");
    assert_eq!(preflight["has_token"], false);
    assert_eq!(preflight["allowed_origin"], origin);
    assert_eq!(call["method"], "GET");
    assert_eq!(
        (&call["has_token"], &call["status"]),
        (&true.into(), &200.into())
    );
    assert!(!seen.text.contains("secret=1") && !seen.text.contains(&signed));
}

#[actix_web::test]
async fn in_production_nothing_is_noted() {
    let host = KeyHost::with(&[key(Algorithm::Es256, "pair")]);
    let production = [
        ("APP_ENV", "production"),
        ("RESOURCE_ISSUER", "https://app.example.com"),
    ];
    let resource = TestResource::start(&host.url, Clock::default(), &production).await;
    resource.get("/healthz").await;
    let seen = resource.get("/seen").await;
    assert_eq!(
        (seen.status.as_u16(), &seen.body["code"]),
        (404, &"not_found".into())
    );
    let odd = seen.header("strict-transport-security");
    assert!(odd.contains("max-age"));
}
