//! Throws anything at all at the judge of access tokens.
//!
//! The first byte says how the others are meant, the rest is plain text:
//!
//! - `0`: a token, as a stranger would send it.
//! - `1`: a header, a newline and a payload, which the right key signs here. So
//!   the fuzzer gets past the signature, which it could never guess.

#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use aws_lc_rs::hmac;
use backend::auth::access_token::{self, Judge, Policy};
use backend::auth::foreign;
use backend::auth::keys::{Jwk, JwkSet, KeyRing};
use backend::auth::revocation::Revocations;
use backend::auth::trace::{Trace, Unwatched};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use shared::claims::{AccessClaims, Role};
use shared::error::ErrorCode;
use shared::trace::{Check, CheckReport, Verdict};

fuzz_target!(|data: &[u8]| {
    match data.split_first() {
        Some((b'0', token)) => sent_by_a_stranger(&String::from_utf8_lossy(token)),
        Some((b'1', parts)) => signed_by_us(parts),
        _ => {}
    }
});

const SECRET: &[u8] = b"a secret for fuzzing, 32 bytes and more";
const NOW: i64 = 1_795_000_000;
const LIFETIME: i64 = 900;
const ISSUER: &str = "http://localhost:8080";
const AUDIENCE: &str = "app-api";
const ENDED_SESSION: &str = "s9";
const DISABLED_USER: &str = "u9";

/// Nobody without the key makes a second token: whatever is accepted is the one
/// that the fuzzer was given, to the last byte.
fn sent_by_a_stranger(token: &str) {
    if judge(token).is_ok() {
        assert_eq!(token, sign(&header(), &claims()));
    }
    judge_by_signature(token);
}

/// What our own key signed is accepted if it says what it must, and what the
/// judge read is what another reader reads.
fn signed_by_us(parts: &[u8]) {
    let end = parts.iter().position(|byte| *byte == b'\n');
    let (header_part, payload) = parts.split_at(end.unwrap_or(parts.len()));
    let payload = payload.get(1..).unwrap_or_default();
    let token = sign(header_part, payload);
    judge_by_signature(&token);
    let Ok(claims) = judge(&token) else { return };

    let read: Value = serde_json::from_slice(header_part).expect("the header is JSON");
    let ours: Value = serde_json::from_slice(&header()).expect("ours is JSON");
    assert_eq!(read, ours);
    let read: AccessClaims = serde_json::from_slice(payload).expect("every claim has its type");
    assert_eq!(read, claims);

    assert!(claims.exp > NOW && claims.nbf <= NOW && claims.iat <= NOW);
    assert!(claims.exp - claims.iat <= LIFETIME);
    assert!(claims.auth_time <= claims.iat);
    assert!(
        [claims.nbf, claims.iat, claims.auth_time]
            .iter()
            .all(|time| *time >= 0)
    );
    assert_eq!(
        (claims.iss.as_str(), claims.aud.as_str()),
        (ISSUER, AUDIENCE)
    );
    let texts = [&claims.sub, &claims.jti, &claims.sid, &claims.scope];
    assert!(texts.iter().all(|text| !text.is_empty()));
    assert!(claims.sid != ENDED_SESSION && claims.sub != DISABLED_USER);
    assert!(matches!(claims.role, Role::User | Role::Admin));
}

/// Judges with nobody looking and with a trace, which must not differ.
fn judge(token: &str) -> Result<AccessClaims, ErrorCode> {
    static SERVER: LazyLock<(KeyRing, Policy, Revocations)> = LazyLock::new(server);
    let (keys, policy, revocations) = &*SERVER;
    let judge = Judge {
        keys,
        policy,
        revocations,
        now: NOW,
    };
    let judged = access_token::verify(Some(token), judge, &mut Unwatched);
    let mut trace = Trace::default();
    assert_eq!(access_token::verify(Some(token), judge, &mut trace), judged);
    let refusal = judged.as_ref().err().copied();
    assert_tells(&trace.into_reports(Check::ALL), Check::ALL, refusal);
    judged
}

/// The same for the judge of other systems' tokens, who looks at the signature
/// only.
fn judge_by_signature(token: &str) {
    static KEYS: LazyLock<Vec<Jwk>> = LazyLock::new(|| {
        let set: JwkSet = serde_json::from_str(include_str!("keys.json")).expect("a JWK Set");
        set.keys
    });
    let judged = foreign::verify(token, &KEYS, &mut Unwatched);
    let mut trace = Trace::default();
    assert_eq!(foreign::verify(token, &KEYS, &mut trace), judged);
    let reports = trace.into_reports(&foreign::CHECKS);
    assert_tells(&reports, &foreign::CHECKS, judged.err());
}

/// The trace has every check in order, and ends with the one that refused.
fn assert_tells(reports: &[CheckReport], checks: &[Check], refusal: Option<ErrorCode>) {
    assert!(reports.iter().map(|report| &report.check).eq(checks));
    let passed = reports
        .iter()
        .take_while(|report| report.verdict == Verdict::Passed);
    let (passed, rest) = reports.split_at(passed.count());
    assert!(passed.iter().all(|report| report.code.is_none()));
    match rest.split_first() {
        None => assert_eq!(refusal, None),
        Some((failed, after)) => {
            assert_eq!(failed.verdict, Verdict::Failed);
            assert!(failed.code.is_some() && failed.code == refusal);
            let untouched = |report: &CheckReport| {
                report.verdict == Verdict::NotReached && report.code.is_none()
            };
            assert!(after.iter().all(untouched));
        }
    }
}

fn server() -> (KeyRing, Policy, Revocations) {
    let k = URL_SAFE_NO_PAD.encode(SECRET);
    let set = json!({"keys": [{"kty": "oct", "kid": "k1", "alg": "HS256", "k": k}]});
    let keys = KeyRing::from_jwk_set(&set.to_string()).expect("a good key");
    let policy = Policy {
        issuer: ISSUER.to_owned(),
        audience: AUDIENCE.to_owned(),
        lifetime: Duration::from_secs(LIFETIME.unsigned_abs()),
        leeway: Duration::ZERO,
        takes_services: false,
    };
    let revocations = Revocations::default();
    revocations.end_session(ENDED_SESSION, i64::MAX, NOW);
    revocations.user_became(DISABLED_USER, None, i64::MAX, NOW);
    (keys, policy, revocations)
}

fn header() -> Vec<u8> {
    json!({"alg": "HS256", "kid": "k1", "typ": "at+jwt"})
        .to_string()
        .into()
}

fn claims() -> Vec<u8> {
    let claims = json!({
        "iss": ISSUER, "sub": "u1", "aud": AUDIENCE,
        "exp": NOW + LIFETIME, "nbf": NOW, "iat": NOW, "jti": "t1", "sid": "s1",
        "auth_time": NOW, "role": "user", "scope": "notes:read"
    });
    claims.to_string().into()
}

fn sign(header: &[u8], payload: &[u8]) -> String {
    static KEY: LazyLock<hmac::Key> = LazyLock::new(|| hmac::Key::new(hmac::HMAC_SHA256, SECRET));
    let [header, payload] = [header, payload].map(|part| URL_SAFE_NO_PAD.encode(part));
    let signed = format!("{header}.{payload}");
    let signature = hmac::sign(&KEY, signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
