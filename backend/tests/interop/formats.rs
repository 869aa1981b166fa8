//! The lesson on formats in the hands of others: an XML signature library takes
//! our assertion, the JWT libraries our tokens, and jose opens what the page has
//! encrypted.

use serde_json::{Value, json};
use shared::lab::formats::{AUDIENCE, FORMATS, Formats};

use crate::library::{Expected, Key, Library};
use crate::ours::{SIGNATURE, altered};
use crate::server::{KeyFrom, Server};

async fn formats(server: &Server) -> Formats {
    serde_json::from_value(server.get(FORMATS).await).unwrap()
}

fn rsa_key(formats: &Formats) -> Value {
    json!({ "kty": "RSA", "n": formats.keys.rsa_n, "e": formats.keys.rsa_e })
}

#[actix_web::test]
async fn an_xml_signature_library_takes_the_assertion_and_no_altered_one() {
    let server = Server::start(KeyFrom::Secret).await;
    let formats = formats(&server).await;
    let key = rsa_key(&formats);
    let verify = |xml: &str| Library::SignXml.verify_xml(xml, &key);

    let verified = verify(&formats.saml).unwrap();
    assert_eq!(verified["is_canonical"], true);
    // What the signature covers is the whole assertion.
    assert_eq!(
        verified["element"],
        "{urn:oasis:names:tc:SAML:2.0:assertion}Assertion"
    );
    assert_eq!(verified["name_id"], formats.identity.sub);
    assert_eq!(verified["audience"], formats.identity.aud);

    for (from, to) in [
        (">user<", ">admin<"),
        (AUDIENCE, "urn:tessera:lab:formata"),
        ("IssueInstant=\"2", "IssueInstant=\"3"),
    ] {
        let other = formats.saml.replace(from, to);
        assert_ne!(other, formats.saml);
        let error = verify(&other).unwrap_err();
        assert!(error.starts_with("Invalid"), "{error}");
    }
    let (before, signature) = formats.saml.split_once("<ds:SignatureValue>").unwrap();
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let other = format!("{before}<ds:SignatureValue>{first}{}", &signature[1..]);
    assert_eq!(verify(&other).unwrap_err(), "InvalidSignature");
    let mut other = rsa_key(&formats);
    other["n"] = json!("AQAB");
    let error = Library::SignXml.verify_xml(&formats.saml, &other);
    assert_eq!(error.unwrap_err(), "another key");
}

#[actix_web::test]
async fn every_library_verifies_the_tokens_of_the_lesson() {
    let server = Server::start(KeyFrom::Secret).await;
    let formats = formats(&server).await;
    let secret = json!({ "kty": "oct", "alg": "HS256", "k": formats.keys.hmac_secret });
    let mut pair = rsa_key(&formats);
    pair["alg"] = json!("RS256");
    for (algorithm, token, key) in [
        ("HS256", &formats.jwt_hs256, Key::Jwk(secret)),
        ("RS256", &formats.jwt_rs256, Key::Jwk(pair)),
    ] {
        let expected = Expected {
            algorithm,
            typ: "JWT",
            issuer: formats.identity.iss.clone(),
            audience: AUDIENCE.to_owned(),
            subject: formats.identity.sub.clone(),
            claims: &["iss", "sub", "aud", "iat", "exp", "auth_time", "role"],
            max_age: "15m",
        };
        let claims = serde_json::to_value(&formats.identity).unwrap();
        for library in Library::all_that_know(algorithm) {
            let verified = library.verify(token, &key, &expected);
            assert_eq!(verified.as_ref(), Ok(&claims), "{library:?}");
            let error = library.verify(&altered(token, SIGNATURE), &key, &expected);
            assert_eq!(error.unwrap_err(), library.wrong_signature());
        }
    }
}

/// A token and its private key as the page of the lesson made them, the key made
/// extractable for that one time. (A browser test opens a fresh one each time, by
/// aws-lc.)
const ENCRYPTED: &str = include_str!("encrypted_by_the_page.json");

#[test]
fn jose_opens_what_the_page_has_encrypted_and_nothing_altered() {
    let sample: Value = serde_json::from_str(ENCRYPTED).unwrap();
    let token = sample["token"].as_str().unwrap();
    let opened = Library::Jose.decrypt(token, &sample["jwk"]).unwrap();
    assert_eq!(
        opened["header"],
        json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM" })
    );
    assert_eq!(opened["claims"], sample["claims"]);
    for part in 0..5 {
        let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        let other = if parts[part].starts_with('A') {
            "B"
        } else {
            "A"
        };
        parts[part].replace_range(..1, other);
        let error = Library::Jose.decrypt(&parts.join("."), &sample["jwk"]);
        assert!(error.unwrap_err().starts_with("ERR_JWE_"), "part {part}");
    }
}
