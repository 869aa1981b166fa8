//! For each check, tokens that the right key signed and that are wrong all the
//! same.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::*;
use crate::auth::trace::{Trace, Unwatched};

const NOW: i64 = 1_795_000_000;
const SECRET: &str = "a secret for tests, 32 bytes long";

fn keys() -> KeyRing {
    KeyRing::from_secret(&SecretString::from(SECRET)).unwrap()
}

fn policy() -> Policy {
    Policy {
        issuer: "http://localhost:8080".to_owned(),
        audience: "app-api".to_owned(),
        lifetime: Duration::from_secs(900),
        leeway: Duration::ZERO,
        takes_services: false,
    }
}

fn header() -> Value {
    json!({"alg": "HS256", "kid": keys().signing_key().kid(), "typ": TYPE})
}

fn claims() -> Value {
    json!({
        "iss": "http://localhost:8080", "sub": "u1", "aud": "app-api",
        "exp": NOW + 900, "nbf": NOW, "iat": NOW, "jti": "t1", "sid": "s1",
        "auth_time": NOW, "role": "user", "scope": "notes:read"
    })
}

/// Signs any two texts, sense or nonsense, with the right key.
fn sign(header: &str, claims: &str) -> String {
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{signed}.{signature}")
}

fn with(object: Value, name: &str, value: Value) -> String {
    let mut object = object;
    object[name] = value;
    object.to_string()
}

fn without(object: Value, name: &str) -> String {
    let mut object = object;
    object.as_object_mut().unwrap().remove(name);
    object.to_string()
}

fn judge(token: &str) -> Result<AccessClaims, ErrorCode> {
    judge_by(&policy(), token)
}

fn judge_by(policy: &Policy, token: &str) -> Result<AccessClaims, ErrorCode> {
    let judge = Judge {
        keys: &keys(),
        policy,
        revocations: &Revocations::default(),
        now: NOW,
    };
    verify(Some(token), judge, &mut Unwatched)
}

fn refusal_of_header(header: &str) -> ErrorCode {
    judge(&sign(header, &claims().to_string())).unwrap_err()
}

fn refusal_of_claims(claims: &str) -> ErrorCode {
    judge(&sign(&header().to_string(), claims)).unwrap_err()
}

fn subject() -> Subject<'static> {
    Subject {
        user_id: "u1",
        role: Role::Admin,
        session_id: "s1",
        auth_time: NOW - 60,
        session_ends: NOW + 10_000,
    }
}

#[test]
fn what_was_issued_is_verified_and_says_the_same() {
    let token = issue(&keys(), &policy(), &subject(), NOW).unwrap();
    let claims = judge(&token).unwrap();
    assert_eq!(claims.sub, "u1");
    assert_eq!(claims.sid, "s1");
    assert_eq!(claims.exp, NOW + 900);
    assert_eq!(claims.role, Role::Admin);
    assert_eq!(claims.scope, Role::Admin.scope());
    assert!(token.len() < 1024, "{} bytes", token.len());
}

#[test]
fn no_token_outlives_its_session() {
    let subject = Subject {
        session_ends: NOW + 60,
        ..subject()
    };
    let token = issue(&keys(), &policy(), &subject, NOW).unwrap();
    assert_eq!(judge(&token).unwrap().exp, NOW + 60);
}

#[test]
fn the_header_is_exactly_what_the_wire_contract_says() {
    let token = issue(&keys(), &policy(), &subject(), NOW).unwrap();
    let header = shared::unverified::decode(&token).unwrap().header;
    assert_eq!(header.len(), 3);
    assert_eq!(header["alg"], "HS256");
    assert_eq!(header["typ"], "at+jwt");
}

#[test]
fn any_character_changed_anywhere_is_refused() {
    let token = issue(&keys(), &policy(), &subject(), NOW).unwrap();
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(bytes).unwrap();
        assert!(judge(&altered).is_err(), "character {at}");
    }
}

#[test]
fn a_token_of_another_form_is_malformed() {
    let token = sign(&header().to_string(), &claims().to_string());
    let (signed, _) = token.rsplit_once('.').unwrap();
    for odd in [
        String::new(),
        signed.to_owned(),
        format!("{token}.x"),
        format!("{token}="),
        format!(" {token}"),
        format!("{token}\n"),
        "a".repeat(MAX_BYTES + 1),
        sign("not json", &claims().to_string()),
        sign("[]", &claims().to_string()),
    ] {
        assert_eq!(judge(&odd), Err(ErrorCode::TokenMalformed), "{odd:?}");
    }
}

#[test]
fn a_second_spelling_of_the_same_signature_is_malformed() {
    // 32 bytes end in a character of which two bits are unused.
    let token = sign(&header().to_string(), &claims().to_string());
    let last = token.chars().last().unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let at = alphabet.find(last).unwrap();
    let other = alphabet.chars().nth(at ^ 1).unwrap();
    let altered = format!("{}{other}", &token[..token.len() - 1]);
    assert_eq!(judge(&altered), Err(ErrorCode::TokenMalformed));
}

#[test]
fn a_header_that_brings_its_own_key_or_rules_is_refused() {
    for name in [
        "jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc", "cty",
    ] {
        let header = with(header(), name, json!("https://evil.example/key"));
        assert_eq!(refusal_of_header(&header), ErrorCode::TokenHeaderRejected);
    }
}

#[test]
fn a_member_that_occurs_twice_is_refused() {
    let twice = header().to_string().replacen('{', r#"{"alg":"none","#, 1);
    assert_eq!(refusal_of_header(&twice), ErrorCode::TokenMalformed);
    let twice = claims().to_string().replacen('{', r#"{"role":"admin","#, 1);
    assert_eq!(refusal_of_claims(&twice), ErrorCode::TokenClaimsRejected);
}

#[test]
fn another_type_of_token_is_no_access_token() {
    for typ in [
        json!("JWT"),
        json!("link+jwt"),
        json!("AT+JWT"),
        json!(1),
        json!(null),
    ] {
        let header = with(header(), "typ", typ);
        assert_eq!(refusal_of_header(&header), ErrorCode::TokenTypeRejected);
    }
    assert_eq!(
        refusal_of_header(&without(header(), "typ")),
        ErrorCode::TokenTypeRejected
    );
}

#[test]
fn a_key_id_that_is_not_ours_is_unknown_whatever_it_looks_like() {
    for kid in [
        json!(""),
        json!("../../dev/null"),
        json!("' OR 1=1 --"),
        json!(["k1"]),
        json!("k".repeat(2000)),
    ] {
        let header = with(header(), "kid", kid);
        assert_eq!(refusal_of_header(&header), ErrorCode::TokenKeyUnknown);
    }
    assert_eq!(
        refusal_of_header(&without(header(), "kid")),
        ErrorCode::TokenKeyUnknown
    );
}

#[test]
fn the_token_does_not_choose_the_algorithm() {
    for alg in [
        "none", "None", "NONE", "nOnE", "", "HS384", "RS256", "hs256",
    ] {
        let header = with(header(), "alg", json!(alg));
        assert_eq!(
            refusal_of_header(&header),
            ErrorCode::TokenAlgorithmRejected
        );
    }
    assert_eq!(
        refusal_of_header(&without(header(), "alg")),
        ErrorCode::TokenAlgorithmRejected
    );
}

#[test]
fn a_signature_by_another_key_or_cut_off_is_invalid() {
    let token = sign(&header().to_string(), &claims().to_string());
    let (signed, _) = token.rsplit_once('.').unwrap();
    let other = EncodingKey::from_secret(b"another secret, also of 32 bytes or more");
    let signature =
        jsonwebtoken::crypto::sign(signed.as_bytes(), &other, Algorithm::HS256).unwrap();
    for forged in [format!("{signed}.{signature}"), format!("{signed}.")] {
        assert_eq!(judge(&forged), Err(ErrorCode::TokenSignatureInvalid));
    }
}

mod claims;
