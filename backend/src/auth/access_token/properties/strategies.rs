//! Tokens at random: mostly right, so that each check is reached, and wrong in
//! few places, so that each is failed.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use secrecy::SecretString;
use serde_json::{Value, json};
use shared::claims::Role;

use super::{KeyRing, TYPE};

pub(super) const NOW: i64 = 1_795_000_000;
pub(super) const LIFETIME: i64 = 900;
pub(super) const ISSUER: &str = "http://localhost:8080";
pub(super) const AUDIENCE: &str = "app-api";
pub(super) const ENDED_SESSION: &str = "s9";
pub(super) const DISABLED_USER: &str = "u9";

const SECRET: &str = "a secret for tests, 32 bytes long";

pub(super) fn keys() -> &'static KeyRing {
    static KEYS: LazyLock<KeyRing> =
        LazyLock::new(|| KeyRing::from_secret(&SecretString::from(SECRET)).unwrap());
    &KEYS
}

/// Good ones, with room on both sides of every time.
pub(super) fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "u1", "aud": AUDIENCE,
        "exp": NOW + 600, "nbf": NOW - 100, "iat": NOW - 100, "jti": "t1", "sid": "s1",
        "auth_time": NOW - 200, "role": "user", "scope": "notes:read"
    })
}

/// Signs any two texts, sense or nonsense, with the right key.
pub(super) fn sign(header: &str, payload: &str) -> String {
    let [header, payload] = [header, payload].map(|part| URL_SAFE_NO_PAD.encode(part));
    let signed = format!("{header}.{payload}");
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let algorithm = jsonwebtoken::Algorithm::HS256;
    let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), &key, algorithm).unwrap();
    format!("{signed}.{signature}")
}

/// What happens to a token on its way.
#[derive(Debug, Clone, Copy)]
pub(super) enum Edit {
    Replace(char),
    Insert(char),
    Append(char),
    Delete,
    Swap,
}

pub(super) fn edits() -> impl Strategy<Value = Edit> {
    // Mostly what looks as if it belonged there.
    let base64url =
        prop::char::ranges(vec!['A'..='Z', 'a'..='z', '0'..='9', '-'..='.', '_'..='_'].into());
    let character = prop_oneof![4 => base64url, 1 => any::<char>()].boxed();
    prop_oneof![
        4 => character.clone().prop_map(Edit::Replace),
        2 => character.clone().prop_map(Edit::Insert),
        1 => character.prop_map(Edit::Append),
        2 => Just(Edit::Delete),
        2 => Just(Edit::Swap),
    ]
}

/// User id, session id, role, `auth_time` and the time of issue.
pub(super) fn subjects() -> impl Strategy<Value = (String, String, Role, i64, i64)> {
    let role = prop_oneof![Just(Role::User), Just(Role::Admin)];
    // Up to the year 9999.
    let times = (10_i64..=253_402_300_799).prop_flat_map(|now| (0..=now, Just(now)));
    (texts(), texts(), role, times)
        .prop_map(|(user, session, role, (auth_time, now))| (user, session, role, auth_time, now))
}

/// Not empty, of any characters: quotes, escapes, controls, other scripts.
fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), 1..40).prop_map(String::from_iter)
}

/// Any JSON, with a preference for what would be right elsewhere, or nearly.
pub(super) fn values() -> impl Strategy<Value = Value> {
    const WORDS: [&str; 12] = [
        "",
        "user",
        "admin",
        "Admin",
        "root",
        AUDIENCE,
        ISSUER,
        ENDED_SESSION,
        DISABLED_USER,
        "none",
        TYPE,
        "1795000000",
    ];
    // The earliest `iat`, the given `auth_time` and `iat`, now, and the last `exp`.
    const BOUNDS: [i64; 5] = [-300, -200, -100, 0, 800];
    let leaves = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        3 => (-1000..=1000_i64).prop_map(|seconds| json!(NOW + seconds)),
        4 => (-7..=7_i64, select(BOUNDS.to_vec()))
            .prop_map(|(seconds, bound)| json!(NOW + bound + seconds)),
        1 => (-2..=2_i64).prop_map(Value::from),
        1 => Just(json!(1_795_000_300.0)),
        3 => select(WORDS.to_vec()).prop_map(Value::from),
        2 => texts().prop_map(Value::from),
    ];
    leaves.prop_recursive(3, 8, 3, |inner| {
        let names = select(vec!["iss", "exp", "role", "$ref", "x"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((names, inner), 0..3)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// One thing that is wrong with an object, or at least unusual.
#[derive(Debug, Clone)]
enum Oddity {
    Missing(Index),
    Is(Index, Value),
    Twice(Index, Value),
    Besides(&'static str, Value),
    /// The members in another order, which is none of a verifier's business.
    Turned(Index),
}

fn oddities() -> impl Strategy<Value = Oddity> {
    let foreign = select(vec![
        "jwk", "crit", "b64", "x5c", "cty", "name", "EXP", "a\u{0}",
    ]);
    prop_oneof![
        2 => any::<Index>().prop_map(Oddity::Missing),
        6 => (any::<Index>(), values()).prop_map(|(at, value)| Oddity::Is(at, value)),
        1 => (any::<Index>(), values()).prop_map(|(at, value)| Oddity::Twice(at, value)),
        2 => (foreign, values()).prop_map(|(name, value)| Oddity::Besides(name, value)),
        1 => any::<Index>().prop_map(Oddity::Turned),
    ]
}

/// An object's text, in which names may occur twice.
fn written(object: &Value, oddities: &[Oddity]) -> String {
    let object = object.as_object().unwrap().clone();
    let mut members: Vec<(String, Value)> = object.into_iter().collect();
    for oddity in oddities {
        let count = members.len();
        match oddity.clone() {
            _ if count == 0 => {}
            Oddity::Missing(at) => drop(members.remove(at.index(count))),
            Oddity::Is(at, value) => members[at.index(count)].1 = value,
            Oddity::Twice(at, value) => members.push((members[at.index(count)].0.clone(), value)),
            Oddity::Besides(name, value) => members.push((name.to_owned(), value)),
            Oddity::Turned(at) => members.rotate_left(at.index(count)),
        }
    }
    let member = |(name, value): (String, Value)| format!("{}:{value}", json!(name));
    let members: Vec<String> = members.into_iter().map(member).collect();
    format!("{{{}}}", members.join(","))
}

/// An object that is mostly right; now and then something else altogether.
fn parts(right: Value) -> impl Strategy<Value = String> {
    let odd = |count| prop::collection::vec(oddities(), count);
    let same = right.clone();
    prop_oneof![
        10 => Just(right.to_string()),
        8 => odd(1..2).prop_map(move |odd| written(&right, &odd)),
        2 => odd(2..4).prop_map(move |odd| written(&same, &odd)),
        1 => values().prop_map(|value| value.to_string()),
        1 => texts(),
    ]
}

/// Whatever a request might bring.
pub(super) fn tokens() -> impl Strategy<Value = Option<String>> {
    let header = json!({"alg": "HS256", "kid": keys().signing_key().kid(), "typ": TYPE});
    let [mut over, mut disabled] = [claims(), claims()];
    over["sid"] = json!(ENDED_SESSION);
    disabled["sub"] = json!(DISABLED_USER);
    let payload = prop_oneof![8 => parts(claims()), 1 => parts(over), 1 => parts(disabled)];
    let signed = (parts(header), payload).prop_map(|(header, payload)| sign(&header, &payload));
    let signed = signed.boxed();
    let other = (signed.clone(), signed.clone()).prop_map(|(token, other)| {
        let (signed, _) = token.rsplit_once('.').unwrap();
        let (_, signature) = other.rsplit_once('.').unwrap();
        format!("{signed}.{signature}")
    });
    let token = prop_oneof![
        20 => signed,
        2 => other,
        1 => "[A-Za-z0-9_=-]{0,9}([.][A-Za-z0-9_-]{0,9}){0,4}",
        1 => texts(),
        1 => (4000..5000_usize).prop_map(|length| "a".repeat(length)),
    ];
    prop::option::weighted(0.97, token)
}
