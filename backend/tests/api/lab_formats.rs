//! One identity in several formats: all say the same, all verify by the keys that
//! come along, and none opens anything.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};
use shared::lab::formats::{AUDIENCE, FORMATS, Formats};

use crate::helpers::{Answer, Client, TestApp, read, sign, sign_text};

async fn formats(client: &Client) -> Formats {
    let answer = client.get(FORMATS).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    serde_json::from_str(&answer.text).unwrap()
}

fn hmac_fits(formats: &Formats, message: &str, mac: &[u8]) -> bool {
    let secret = URL_SAFE_NO_PAD.decode(&formats.keys.hmac_secret).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
    hmac::verify(&key, message.as_bytes(), mac).is_ok()
}

fn rsa_fits(formats: &Formats, message: &str, signature: &[u8]) -> bool {
    let key = RsaPublicKeyComponents {
        n: URL_SAFE_NO_PAD.decode(&formats.keys.rsa_n).unwrap(),
        e: URL_SAFE_NO_PAD.decode(&formats.keys.rsa_e).unwrap(),
    };
    let algorithm = &RSA_PKCS1_2048_8192_SHA256;
    key.verify(algorithm, message.as_bytes(), signature).is_ok()
}

/// What is signed, and the signature.
fn opened(jwt: &str) -> (&str, Vec<u8>) {
    let (signed, signature) = jwt.rsplit_once('.').unwrap();
    (signed, URL_SAFE_NO_PAD.decode(signature).unwrap())
}

fn pairs(swt: &str) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(swt.as_bytes())
        .into_owned()
        .collect()
}

/// What stands between the two, where that occurs once.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    assert_eq!(text.matches(before).count(), 1, "{before}");
    let (_, rest) = text.split_once(before).unwrap();
    rest.split_once(after).unwrap().0
}

#[actix_web::test]
async fn every_format_says_the_same_of_who_is_logged_in() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (_, own) = read(alice.token.as_ref().unwrap());
    let formats = formats(&alice).await;
    let identity = serde_json::to_value(&formats.identity).unwrap();
    for name in ["iss", "sub", "role", "auth_time"] {
        assert_eq!(identity[name], own[name], "{name}");
    }
    assert_eq!(identity["aud"], AUDIENCE);
    let seconds = |name: &str| identity[name].as_i64().unwrap();
    assert_eq!(seconds("exp") - seconds("iat"), 15 * 60);

    for (jwt, alg) in [(&formats.jwt_hs256, "HS256"), (&formats.jwt_rs256, "RS256")] {
        let (header, claims) = read(jwt);
        assert_eq!(header, json!({ "alg": alg, "typ": "JWT" }));
        assert_eq!(claims, identity);
    }

    let swt = pairs(&formats.swt);
    for (name, claim) in [
        ("Issuer", "iss"),
        ("Audience", "aud"),
        ("ExpiresOn", "exp"),
        ("sub", "sub"),
        ("iat", "iat"),
        ("auth_time", "auth_time"),
        ("role", "role"),
    ] {
        let value = match &identity[claim] {
            Value::String(text) => text.clone(),
            number => number.to_string(),
        };
        assert_eq!(swt[name], value, "{name}");
    }
    assert_eq!(swt.len(), 8, "these and the HMAC");

    let saml = &formats.saml;
    let time = |name: &str| backend::clock::rfc3339(seconds(name) * 1000);
    for (before, after, value) in [
        ("<saml:Issuer>", "<", formats.identity.iss.clone()),
        (":persistent\">", "<", formats.identity.sub.clone()),
        ("<saml:Audience>", "<", AUDIENCE.to_owned()),
        (" IssueInstant=\"", "\"", time("iat")),
        ("<saml:Conditions NotOnOrAfter=\"", "\"", time("exp")),
        (
            "<saml:SubjectConfirmationData NotOnOrAfter=\"",
            "\"",
            time("exp"),
        ),
        (" AuthnInstant=\"", "\"", time("auth_time")),
        ("<saml:AttributeValue>", "<", "user".to_owned()),
    ] {
        assert_eq!(between(saml, before, after), value, "{before}");
    }
}

#[actix_web::test]
async fn every_signature_fits_and_no_altered_text() {
    let app = TestApp::start().await;
    let formats = formats(&app.john().await).await;

    let (signed, mac) = opened(&formats.jwt_hs256);
    assert!(hmac_fits(&formats, signed, &mac));
    assert!(!hmac_fits(&formats, &signed.replacen('I', "J", 1), &mac));
    let (signed, signature) = opened(&formats.jwt_rs256);
    assert!(rsa_fits(&formats, signed, &signature));
    assert!(!rsa_fits(
        &formats,
        &signed.replacen('I', "J", 1),
        &signature
    ));

    let (signed, _) = formats.swt.rsplit_once("&HMACSHA256=").unwrap();
    let mac = STANDARD.decode(&pairs(&formats.swt)["HMACSHA256"]).unwrap();
    assert!(hmac_fits(&formats, signed, &mac));
    assert!(!hmac_fits(&formats, &signed.replace("admin", "user"), &mac));

    // As it stands the assertion is canonical, which the interoperability tests
    // let another program say; so its bytes can be taken from it.
    let saml = &formats.saml;
    let envelope = between(saml, "<ds:Signature ", "</ds:Signature>");
    let envelope = format!("<ds:Signature {envelope}</ds:Signature>");
    let without = saml.replace(&envelope, "");
    let info = between(saml, "<ds:SignedInfo>", "</ds:SignedInfo>");
    let info = format!(
        "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{info}</ds:SignedInfo>"
    );
    let in_it = between(saml, "<ds:DigestValue>", "<");
    assert_eq!(in_it, STANDARD.encode(digest(&SHA256, without.as_bytes())));
    let id = between(saml, " ID=\"", "\"");
    assert_eq!(between(saml, " URI=\"#", "\""), id);
    let signature = between(saml, "<ds:SignatureValue>", "<");
    let signature = STANDARD.decode(signature).unwrap();
    assert!(rsa_fits(&formats, &info, &signature));
    assert!(!rsa_fits(&formats, &info.replace(id, "_other"), &signature));
    for (name, value) in [
        ("Modulus", &formats.keys.rsa_n),
        ("Exponent", &formats.keys.rsa_e),
    ] {
        let told = between(saml, &format!("<ds:{name}>"), "<");
        let told = STANDARD.decode(told).unwrap();
        assert_eq!(&URL_SAFE_NO_PAD.encode(told), value, "{name}");
    }
}

#[actix_web::test]
async fn none_of_them_opens_anything() {
    let app = TestApp::start().await;
    let formats = formats(&app.john().await).await;
    for (token, code) in [
        (&formats.jwt_hs256, "token_type_rejected"),
        (&formats.jwt_rs256, "token_type_rejected"),
        (&formats.swt, "token_malformed"),
        (&formats.saml, "token_malformed"),
    ] {
        for path in ["/api/me", FORMATS] {
            let answer = app.with_token(token).get(path).await;
            answer.assert_refused(401, code);
        }
    }
    // Dressed up as an access token, of our kind and naming our key: the keys of
    // the lesson are not the server's.
    let own = app.john().await.token.unwrap();
    let (header, mut own) = read(&own);
    let (_, claims) = read(&formats.jwt_hs256);
    let secret = URL_SAFE_NO_PAD.decode(&formats.keys.hmac_secret).unwrap();
    let forged = sign_text(&header.to_string(), &claims.to_string(), &secret);
    let answer = app.with_token(forged).get("/api/me").await;
    answer.assert_refused(401, "token_signature_invalid");
    // Even with all claims of ours, and by the server's own key, the audience
    // would not do.
    own["aud"] = claims["aud"].clone();
    let signed = sign(&header, &own);
    let answer = app.with_token(signed).get("/api/me").await;
    answer.assert_refused(401, "token_audience_rejected");
}

#[actix_web::test]
async fn the_keys_are_made_once_for_each_server_and_are_none_of_its_own() {
    let app = TestApp::start().await;
    let first = formats(&app.alice().await).await;
    let second = formats(&app.john().await).await;
    assert_eq!(first.keys, second.keys);
    assert_ne!(first.saml, second.saml);
    let elsewhere = TestApp::start().await;
    let other = formats(&elsewhere.alice().await).await;
    assert_ne!(other.keys.hmac_secret, first.keys.hmac_secret);
    assert_ne!(other.keys.rsa_n, first.keys.rsa_n);
    let published = app.anonymous().get("/.well-known/jwks.json").await;
    assert_eq!(published.body["keys"], json!([]));
}

#[actix_web::test]
async fn who_is_not_logged_in_is_told_so() {
    let app = TestApp::start().await;
    let answer = app.anonymous().get(FORMATS).await;
    answer.assert_refused(401, "token_missing");
}

#[actix_web::test]
async fn the_formats_are_for_our_own_page_on_this_machine() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (name, value) in [
        ("host", "evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let request = alice.request(Method::GET, FORMATS).header(name, value);
        let answer = Answer::of(request).await;
        assert_eq!(answer.body["code"], "not_found", "{name}: {value}");
    }
    let request = alice.request(Method::GET, FORMATS);
    let answer = Answer::of(request.header("sec-fetch-site", "same-origin")).await;
    assert_eq!(answer.status.as_u16(), 200);
}

#[actix_web::test]
async fn the_formats_are_not_there_in_production() {
    let app = TestApp::with(&[
        ("APP_ENV", "production"),
        ("APP_PUBLIC_URL", "https://tessera.example"),
        ("APP_BCRYPT_COST", "10"),
    ])
    .await;
    let answer = app.anonymous().get(FORMATS).await;
    assert_eq!(answer.body["code"], "not_found");
    assert_eq!(answer.status.as_u16(), 404);
}
