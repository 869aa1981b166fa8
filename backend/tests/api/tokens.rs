//! Tokens that the right key signed and that are wrong all the same: their
//! claims, their times, their spelling. Someone who wants in would send them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde_json::{Value, json};

use crate::helpers::{SECRET, TestApp, read, sign, sign_text};

/// A server, and the header and claims of a token that it issued.
pub(crate) async fn issued() -> (TestApp, Value, Value) {
    let app = TestApp::start().await;
    let (header, claims) = read(&app.alice().await.token.unwrap());
    (app, header, claims)
}

pub(crate) async fn assert_refused(app: &TestApp, token: String, code: &str) {
    let answer = app.with_token(token).get("/api/me").await;
    answer.assert_refused(401, code);
}

pub(crate) fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[name] = value;
    object
}

pub(crate) fn without(object: &Value, name: &str) -> Value {
    let mut object = object.clone();
    object.as_object_mut().unwrap().remove(name);
    object
}

#[actix_web::test]
async fn what_was_issued_and_signed_again_unchanged_is_accepted() {
    let (app, header, claims) = issued().await;
    let answer = app.with_token(sign(&header, &claims)).get("/api/me").await;
    assert_eq!(answer.status, 200);
    // A claim that we do not know is not ours to judge (RFC 7519 §4).
    let more = with(&claims, "https://example.com/more", json!(1));
    let answer = app.with_token(sign(&header, &more)).get("/api/me").await;
    assert_eq!(answer.status, 200);
}

#[actix_web::test]
async fn every_claim_is_required_and_has_one_type() {
    let (app, header, claims) = issued().await;
    let names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 11);
    for name in names {
        let token = sign(&header, &without(&claims, name));
        assert_refused(&app, token, "token_claims_rejected").await;
        for odd in [
            json!(null),
            json!(""),
            json!(true),
            json!(1.5),
            json!({}),
            json!([]),
            json!([claims[name]]),
        ] {
            let token = sign(&header, &with(&claims, name, odd));
            assert_refused(&app, token, "token_claims_rejected").await;
        }
    }
    for payload in ["", "null", "[]", "{}", "\"x\"", "{\"exp\":"] {
        let token = sign_text(&header.to_string(), payload, SECRET.as_bytes());
        assert_refused(&app, token, "token_claims_rejected").await;
    }
}

#[actix_web::test]
async fn a_name_that_occurs_twice_is_refused_in_header_and_claims() {
    let (app, header, claims) = issued().await;
    let twice = |object: &Value, member: &str| object.to_string().replacen('{', member, 1);
    for member in [
        r#"{"alg":"HS256","#,
        r#"{"kid":"k1","#,
        r#"{"\u0061lg":"none","#,
    ] {
        let token = sign_text(
            &twice(&header, member),
            &claims.to_string(),
            SECRET.as_bytes(),
        );
        assert_refused(&app, token, "token_malformed").await;
    }
    for member in [
        r#"{"role":"admin","#,
        r#"{"exp":9999999999,"#,
        r#"{"\u0073ub":"x","#,
        r#"{"x":1,"x":1,"#,
    ] {
        let token = sign_text(
            &header.to_string(),
            &twice(&claims, member),
            SECRET.as_bytes(),
        );
        assert_refused(&app, token, "token_claims_rejected").await;
    }
}

#[actix_web::test]
async fn a_time_out_of_its_bounds_is_refused() {
    let (app, header, claims) = issued().await;
    let iat = claims["iat"].as_i64().unwrap();
    for (name, time, code) in [
        ("exp", json!(iat), "token_expired"),
        ("exp", json!(iat - 1), "token_expired"),
        ("exp", json!(0), "token_expired"),
        ("exp", json!(-1), "token_claims_rejected"),
        (
            "exp",
            json!(format!("{}", iat + 900)),
            "token_claims_rejected",
        ),
        ("exp", json!(iat + 901), "token_claims_rejected"),
        (
            "exp",
            json!(1_000_000_000_000_000_000_i64),
            "token_claims_rejected",
        ),
        ("exp", json!(1e18), "token_claims_rejected"),
        ("exp", json!(i64::MAX), "token_claims_rejected"),
        ("exp", json!(u64::MAX), "token_claims_rejected"),
        ("nbf", json!(iat + 60), "token_not_yet_valid"),
        ("nbf", json!(i64::MAX), "token_not_yet_valid"),
        ("iat", json!(iat + 60), "token_not_yet_valid"),
        ("iat", json!(iat - 60), "token_claims_rejected"),
        ("auth_time", json!(iat + 60), "token_claims_rejected"),
    ] {
        let token = sign(&header, &with(&claims, name, time));
        assert_refused(&app, token, code).await;
    }
}

#[actix_web::test]
async fn a_token_from_or_for_somebody_else_is_refused() {
    let (app, header, claims) = issued().await;
    for (name, value, code) in [
        ("iss", "http://localhost:8080/", "token_issuer_rejected"),
        ("iss", "HTTP://LOCALHOST:8080", "token_issuer_rejected"),
        ("iss", "https://evil.example", "token_issuer_rejected"),
        ("aud", "app-api ", "token_audience_rejected"),
        ("aud", "other-api", "token_audience_rejected"),
        ("role", "root", "token_claims_rejected"),
        ("role", "service", "token_claims_rejected"),
        ("role", "Admin", "token_claims_rejected"),
    ] {
        let token = sign(&header, &with(&claims, name, json!(value)));
        assert_refused(&app, token, code).await;
    }
}

#[actix_web::test]
async fn one_token_has_one_spelling() {
    let (app, header, claims) = issued().await;
    // A payload whose base64 has characters that the two alphabets spell
    // differently, and a length that would need padding.
    let mut claims = claims;
    claims["more"] = json!("??>>~~");
    while claims.to_string().len() % 3 == 0 {
        claims["more"] = json!(format!("{}?", claims["more"].as_str().unwrap()));
    }
    let token = sign(&header, &claims);
    assert_eq!(app.with_token(&token).get("/api/me").await.status, 200);
    let parts: Vec<&str> = token.split('.').collect();
    let payload = claims.to_string();
    let last = token.len() - 1;
    let mut stray_bits = token.clone().into_bytes();
    stray_bits[last] = match stray_bits[last] {
        b'A' => b'B',
        other => other + 1,
    };
    for other in [
        format!("{}.{}.{}", parts[0], URL_SAFE.encode(&payload), parts[2]),
        format!("{}.{}.{}", parts[0], STANDARD.encode(&payload), parts[2]),
        format!("{token}="),
        format!("{token}=="),
        format!("{} .{}.{}", parts[0], parts[1], parts[2]),
        format!("{}.{}\t.{}", parts[0], parts[1], parts[2]),
        String::from_utf8(stray_bits).unwrap(),
        format!("{}.{}", parts[0], parts[1]),
        format!("{token}."),
        format!("{token}.x"),
        format!("{token}.x.y"),
        parts[1].to_owned(),
        json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2] }).to_string(),
        json!({
            "payload": parts[1],
            "signatures": [{ "protected": parts[0], "signature": parts[2] }]
        })
        .to_string(),
        format!("{token}{}", "A".repeat(4096)),
    ] {
        assert_refused(&app, other, "token_malformed").await;
    }
}
