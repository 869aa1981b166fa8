//! The careless verifier falls for what it should, by the mistake that it should,
//! and the real one for none of it.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use backend::auth::keys::{Algorithm, Jwk};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use shared::error::ErrorCode;
use shared::lab::forge::{ATTACKER_KEYS, ATTACKER_URL, CARELESS_KEYS, CARELESS_TOKEN, WORDS};

use crate::forgeries::pem;
use crate::helpers::{TestApp, key, read, sign, sign_text};
use crate::lab_forge::{assert_caught, assert_falls, assert_holds, caught};
use crate::tokens::{issued, with, without};

#[actix_web::test]
async fn a_good_token_is_good_to_both() {
    let (app, header, claims) = issued().await;
    let token = sign(&header, &claims);
    assert_eq!(caught(&app, &token).await.0, 200);
    assert_falls(&app, &token, &[]).await;
}

#[actix_web::test]
async fn neither_falls_for_a_signature_that_does_not_fit() {
    let (app, header, claims) = issued().await;
    let good = sign(&header, &claims);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let admin = sign(&header, &with(&claims, "role", json!("admin")));
    let admin = admin.rsplit_once('.').unwrap().0;
    let guessed = sign_text(&header.to_string(), &claims.to_string(), b"guessed");
    for token in [
        format!("{admin}.{signature}"),
        format!("{signed}."),
        guessed,
    ] {
        let code = ErrorCode::TokenSignatureInvalid;
        assert_caught(&app, &token, code, "signature").await;
        assert_holds(&app, &token, "wrong_signature").await;
    }
    let other = sign(&with(&header, "alg", json!("RS256")), &claims);
    let code = ErrorCode::TokenAlgorithmRejected;
    assert_caught(&app, &other, code, "algorithm").await;
    assert_holds(&app, &other, "no_such_algorithm").await;
    for text in ["", "a", "a.b", "a.b.c", "e30.W10.x", "e30.e30.+"] {
        assert_holds(&app, text, "no_token").await;
    }
}

#[actix_web::test]
async fn the_careless_one_believes_none_in_any_casing() {
    let (app, header, claims) = issued().await;
    let admin = with(&claims, "role", json!("admin"));
    for alg in ["none", "None", "NONE", "nOnE"] {
        let token = sign(&with(&header, "alg", json!(alg)), &admin);
        assert_holds(&app, &token, "wrong_signature").await;
        let (signed, _) = token.rsplit_once('.').unwrap();
        let token = format!("{signed}.");
        let code = ErrorCode::TokenAlgorithmRejected;
        assert_caught(&app, &token, code, "algorithm").await;
        assert_falls(&app, &token, &["believes_none"]).await;
    }
}

#[actix_web::test]
async fn the_careless_one_takes_the_key_that_the_token_brings_or_points_to() {
    let (app, header, claims) = issued().await;
    let secret = b"the attacker's own secret";
    let own = json!({ "kty": "oct", "k": URL_SAFE_NO_PAD.encode(secret) });
    let signed =
        |header: &Value| sign_text(&header.to_string(), &claims.to_string(), secret.as_slice());
    let token = signed(&with(&header, "jwk", own));
    let code = ErrorCode::TokenHeaderRejected;
    assert_caught(&app, &token, code, "header").await;
    assert_falls(&app, &token, &["key_from_token"]).await;

    // The same with a pair, whose public half is on the attacker's site.
    let pair = key(Algorithm::Es256, "mine");
    let header = with(&header, "alg", json!("ES256"));
    let header = with(&header, "kid", json!("mine"));
    let header = with(&header, "jku", json!(ATTACKER_URL));
    let token = signed_by(&pair, &header, &claims);
    assert_holds(&app, &token, "no_key").await;
    let set = json!({ "keys": [pair.public_half()] });
    let put = app.anonymous().put(ATTACKER_KEYS, set.clone()).await;
    assert_eq!(put.status, 204);
    assert_eq!(app.anonymous().get(ATTACKER_KEYS).await.body, set);
    assert_caught(&app, &token, code, "header").await;
    assert_falls(&app, &token, &["key_from_url"]).await;
    let elsewhere = with(&header, "jku", json!("http://127.0.0.1:1/keys.json"));
    let token = signed_by(&pair, &elsewhere, &claims);
    assert_holds(&app, &token, "no_key").await;
}

/// Signs any header and claims with a key of a curve.
fn signed_by(pair: &Jwk, header: &Value, claims: &Value) -> String {
    let part = |member: &Option<String>| URL_SAFE_NO_PAD.decode(member.as_ref().unwrap()).unwrap();
    let point = [&[4][..], &part(&pair.x), &part(&pair.y)].concat();
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let private = part(&pair.d);
    let key = EcdsaKeyPair::from_private_key_and_public_key(algorithm, &private, &point).unwrap();
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let random = SystemRandom::new();
    let signature = key.sign(&random, signed.as_bytes()).unwrap();
    let signature = URL_SAFE_NO_PAD.encode(signature.as_ref());
    format!("{signed}.{signature}")
}

#[actix_web::test]
async fn the_attackers_site_holds_no_more_than_a_lesson_needs() {
    let app = TestApp::start().await;
    let long = json!({ "kty": "oct", "k": "k".repeat(9000) });
    for keys in [
        json!(vec![json!({ "kty": "oct" }); 5]),
        json!([long]),
        json!([1]),
        json!([{ "kty": 1 }]),
    ] {
        let body = json!({ "keys": keys });
        let answer = app.anonymous().put(ATTACKER_KEYS, body).await;
        answer.assert_refused(422, "validation_failed");
    }
}

#[actix_web::test]
async fn the_careless_one_follows_a_path_to_an_empty_key() {
    let (app, header, claims) = issued().await;
    let forged = |kid: &str| {
        let header = with(&header, "kid", json!(kid));
        sign_text(&header.to_string(), &claims.to_string(), b"")
    };
    let token = forged("../../../dev/null");
    let code = ErrorCode::TokenKeyUnknown;
    assert_caught(&app, &token, code, "key").await;
    assert_falls(&app, &token, &["kid_as_path"]).await;
    for kid in ["../../etc/hostname", "../../proc/self/environ", "nothing"] {
        assert_holds(&app, &forged(kid), "no_key").await;
    }
}

#[actix_web::test]
async fn the_weak_secret_is_in_the_list_of_words() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let answer = alice.post(CARELESS_TOKEN, json!({})).await;
    let token = answer.body["token"].as_str().unwrap();
    let words = app.anonymous().get(WORDS).await;
    assert_eq!(words.header("content-type"), "text/plain; charset=utf-8");
    let (header, claims) = read(token);
    let (header, claims) = (header.to_string(), claims.to_string());
    let fits = |word: &&str| sign_text(&header, &claims, word.as_bytes()) == token;
    let secret = words.text.lines().find(fits).expect("one of the words");
    assert!(words.text.starts_with("secret\nyour-256-bit-secret\n"));

    let (header, claims) = read(token);
    let admin = with(&claims, "role", json!("admin"));
    let forged = sign_text(&header.to_string(), &admin.to_string(), secret.as_bytes());
    let code = ErrorCode::TokenKeyUnknown;
    assert_caught(&app, &forged, code, "key").await;
    assert_falls(&app, &forged, &["weak_secret"]).await;
}

#[actix_web::test]
async fn the_careless_one_takes_a_public_key_for_a_secret() {
    // The colleague's own.
    let (app, header, claims) = issued().await;
    let keys = app.anonymous().get(CARELESS_KEYS).await.body;
    let pem = keys["pem"].as_str().unwrap();
    assert!(keys["jwk"].get("d").is_none());
    let header = with(&header, "kid", keys["jwk"]["kid"].clone());
    let token = sign_text(&header.to_string(), &claims.to_string(), pem.as_bytes());
    let code = ErrorCode::TokenKeyUnknown;
    assert_caught(&app, &token, code, "key").await;
    assert_falls(&app, &token, &["public_key_as_secret"]).await;
    let unnamed = with(&header, "alg", json!("HS512"));
    let token = sign_text(&unnamed.to_string(), &claims.to_string(), pem.as_bytes());
    assert_holds(&app, &token, "wrong_signature").await;
}

#[actix_web::test]
async fn and_the_servers_own_where_it_has_a_public_one() {
    let pair = key(Algorithm::Rs256, "k1");
    let (app, _, _folder) = TestApp::with_keys(&[pair]).await;
    let genuine = app.alice().await.token.unwrap();
    assert_falls(&app, &genuine, &[]).await;
    let published = app.anonymous().get("/.well-known/jwks.json").await.body;
    let pem = pem(&serde_json::from_value(published["keys"][0].clone()).unwrap());
    let (header, claims) = read(&genuine);
    let header = with(&header, "alg", json!("HS256"));
    let token = sign_text(&header.to_string(), &claims.to_string(), pem.as_bytes());
    let code = ErrorCode::TokenAlgorithmRejected;
    assert_caught(&app, &token, code, "algorithm").await;
    assert_falls(&app, &token, &["public_key_as_secret"]).await;
}

#[actix_web::test]
async fn several_things_may_be_wrong_at_once() {
    let (app, header, claims) = issued().await;
    let claims = with(&without(&claims, "exp"), "iss", json!("me"));
    let header = with(&without(&header, "typ"), "alg", json!("none"));
    let token = sign(&header, &claims);
    let token = format!("{}.", token.rsplit_once('.').unwrap().0);
    let mistakes = [
        "believes_none",
        "ignores_type",
        "ignores_missing_expiry",
        "ignores_issuer",
    ];
    assert_falls(&app, &token, &mistakes).await;
}
