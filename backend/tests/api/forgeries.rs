//! Forged tokens: no signature, another algorithm, a key of one's own, a public
//! key for a secret, a header that wants the server to fetch something.

use std::net::TcpListener;

use backend::auth::keys::{Algorithm, Jwk};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

use crate::helpers::{SECRET, TestApp, key, read, sign, sign_text};
use crate::tokens::{assert_refused, issued, with, without};

#[actix_web::test]
async fn none_is_no_algorithm_in_any_casing_and_with_any_signature() {
    let (app, header, claims) = issued().await;
    for alg in ["none", "None", "NONE", "nOnE", "nonE", " none", ""] {
        let token = sign(&with(&header, "alg", json!(alg)), &claims);
        let (signed, _) = token.rsplit_once('.').unwrap();
        for token in [
            format!("{signed}."),
            format!("{signed}.AAAA"),
            token.clone(),
        ] {
            assert_refused(&app, token, "token_algorithm_rejected").await;
        }
    }
    for alg in [json!(null), json!(["HS256"]), json!({}), json!(256)] {
        let token = sign(&with(&header, "alg", alg), &claims);
        assert_refused(&app, token, "token_algorithm_rejected").await;
    }
    let token = sign(&without(&header, "alg"), &claims);
    assert_refused(&app, token, "token_algorithm_rejected").await;
}

#[actix_web::test]
async fn a_missing_short_or_foreign_signature_is_refused() {
    let (app, header, claims) = issued().await;
    let token = sign(&header, &claims);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    for signature in [
        String::new(),
        encode(&bytes[..31]),
        encode(&bytes[..1]),
        encode(&[&bytes[..], &[0]].concat()),
        encode(&[0; 32]),
    ] {
        assert_refused(
            &app,
            format!("{signed}.{signature}"),
            "token_signature_invalid",
        )
        .await;
    }
    for secret in [
        "another secret, also of 32 bytes or more",
        "",
        "secret",
        "a secret for tests, 32 bytes lonG",
    ] {
        let forged = sign_text(&header.to_string(), &claims.to_string(), secret.as_bytes());
        assert_refused(&app, forged, "token_signature_invalid").await;
    }
}

#[actix_web::test]
async fn another_algorithm_under_the_same_key_id_is_refused() {
    for algorithm in Algorithm::ALL {
        let (app, _, _folder) = TestApp::with_keys(&[key(algorithm, "k1")]).await;
        let (header, claims) = read(&app.alice().await.token.unwrap());
        assert_eq!(header["alg"], algorithm.name());
        for alg in [
            "HS256", "HS384", "HS512", "RS256", "RS384", "PS256", "ES256", "ES384", "ES512",
            "EdDSA",
        ] {
            if alg != algorithm.name() {
                let token = sign(&with(&header, "alg", json!(alg)), &claims);
                assert_refused(&app, token, "token_algorithm_rejected").await;
            }
        }
    }
}

fn bytes(member: &Option<String>) -> Vec<u8> {
    let member = member.as_deref().unwrap_or_default();
    URL_SAFE_NO_PAD.decode(member).unwrap()
}

/// The number or the point of a public key.
fn number(jwk: &Jwk) -> Vec<u8> {
    match jwk.kty.as_str() {
        "RSA" => bytes(&jwk.n),
        "EC" => [&[4][..], &bytes(&jwk.x), &bytes(&jwk.y)].concat(),
        _ => bytes(&jwk.x),
    }
}

/// SubjectPublicKeyInfo (RFC 5280 §4.1): for one kind and size of key, what stands
/// before and after the number never changes.
fn der(jwk: &Jwk) -> Vec<u8> {
    let (before, after): (&[u8], &[u8]) = match jwk.kty.as_str() {
        "RSA" => (
            b"\x30\x82\x01\x22\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\
              \x03\x82\x01\x0f\x00\x30\x82\x01\x0a\x02\x82\x01\x01\x00",
            b"\x02\x03\x01\x00\x01",
        ),
        "EC" => (
            b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\
              \x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00",
            b"",
        ),
        _ => (b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", b""),
    };
    [before, &number(jwk), after].concat()
}

/// As a text in a file.
pub(crate) fn pem(jwk: &Jwk) -> String {
    let base64 = STANDARD.encode(der(jwk));
    let lines: Vec<&str> = (0..base64.len())
        .step_by(64)
        .map(|at| &base64[at..base64.len().min(at + 64)])
        .collect();
    let lines = lines.join("\n");
    format!("-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n")
}

/// The public key as bytes that an attacker may try as a secret: the numbers
/// themselves, DER, PEM and JSON.
fn encodings(jwk: &Jwk) -> Vec<Vec<u8>> {
    let (der, pem) = (der(jwk), pem(jwk));
    let public = serde_json::to_string(&jwk.public_half()).unwrap();
    let coordinate = jwk.n.as_ref().or(jwk.x.as_ref()).unwrap();
    vec![
        number(jwk),
        STANDARD.encode(&der).into_bytes(),
        der,
        pem.trim_end().as_bytes().to_vec(),
        pem.into_bytes(),
        public.into_bytes(),
        coordinate.clone().into_bytes(),
        Vec::new(),
    ]
}

#[actix_web::test]
async fn a_public_key_is_no_hmac_secret_in_any_encoding() {
    for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa] {
        let jwk = key(algorithm, "k1");
        let (app, _, _folder) = TestApp::with_keys(std::slice::from_ref(&jwk)).await;
        let (header, claims) = read(&app.alice().await.token.unwrap());
        let as_hmac = with(&header, "alg", json!("HS256")).to_string();
        for secret in encodings(&jwk) {
            // Whether the header owns up to HS256 or not.
            let token = sign_text(&as_hmac, &claims.to_string(), &secret);
            assert_refused(&app, token, "token_algorithm_rejected").await;
            let token = sign_text(&header.to_string(), &claims.to_string(), &secret);
            assert_refused(&app, token, "token_signature_invalid").await;
        }
    }
}

#[actix_web::test]
async fn a_header_that_brings_or_points_to_a_key_is_refused_and_nothing_is_fetched() {
    let (app, header, claims) = issued().await;
    let attacker = TcpListener::bind("127.0.0.1:0").unwrap();
    attacker.set_nonblocking(true).unwrap();
    let url = json!(format!(
        "http://{}/keys.json",
        attacker.local_addr().unwrap()
    ));
    let own_key = json!({ "kty": "oct", "alg": "HS256", "k": URL_SAFE_NO_PAD.encode(SECRET) });
    for (name, value) in [
        ("jwk", own_key),
        ("jku", url.clone()),
        ("x5u", url.clone()),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(true)),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
        ("cty", json!("JWT")),
        ("x5t", json!("AAAA")),
        ("KID", json!("k1")),
    ] {
        let token = sign(&with(&header, name, value), &claims);
        assert_refused(&app, token, "token_header_rejected").await;
    }
    let waiting = attacker.accept().err().map(|error| error.kind());
    assert_eq!(waiting, Some(std::io::ErrorKind::WouldBlock));
}

#[actix_web::test]
async fn a_key_id_that_is_not_ours_is_unknown_whatever_it_is() {
    let (app, header, claims) = issued().await;
    for kid in [
        json!(""),
        json!(" "),
        json!(null),
        json!(0),
        json!(true),
        json!([header["kid"]]),
        json!({ "kid": header["kid"] }),
        json!("../../../../dev/null"),
        json!("/proc/self/environ"),
        json!("' OR '1'='1"),
        json!("x'; DROP TABLE users; --"),
        json!("| id"),
        json!("\u{0}"),
        json!(format!("{} ", header["kid"].as_str().unwrap())),
    ] {
        let token = sign(&with(&header, "kid", kid), &claims);
        assert_refused(&app, token, "token_key_unknown").await;
    }
    let token = sign(&without(&header, "kid"), &claims);
    assert_refused(&app, token, "token_key_unknown").await;
    // 2 KB fit a token; 10 KB make it too long to be looked at.
    let token = sign(&with(&header, "kid", json!("k".repeat(2000))), &claims);
    assert_refused(&app, token, "token_key_unknown").await;
    let token = sign(&with(&header, "kid", json!("k".repeat(10_000))), &claims);
    assert_refused(&app, token, "token_malformed").await;
}

#[actix_web::test]
async fn a_token_of_another_kind_is_no_access_token() {
    let (app, header, claims) = issued().await;
    for typ in [
        json!("JWT"),
        json!("jwt"),
        json!("AT+JWT"),
        json!("application/at+jwt"),
        json!("link+jwt"),
        json!("reset+jwt"),
        json!("refresh"),
        json!(""),
        json!(null),
        json!(["at+jwt"]),
    ] {
        let token = sign(&with(&header, "typ", typ), &claims);
        assert_refused(&app, token, "token_type_rejected").await;
    }
    let token = sign(&without(&header, "typ"), &claims);
    assert_refused(&app, token, "token_type_rejected").await;
}
