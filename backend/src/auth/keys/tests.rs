//! Which keys are taken, and which are refused.

use serde_json::{Value, json};

use super::*;

const RANDOM: [u8; 32] = *b"0123456789abcdef0123456789abcdef";

fn set(keys: Value) -> Result<KeyRing, KeySetError> {
    KeyRing::from_jwk_set(&json!({ "keys": keys }).to_string())
}

fn oct(kid: &str, secret: &[u8]) -> Value {
    json!({ "kty": "oct", "kid": kid, "alg": "HS256", "k": URL_SAFE_NO_PAD.encode(secret) })
}

fn made(algorithm: Algorithm, kid: &str) -> Value {
    serde_json::to_value(generate(algorithm, kid).unwrap()).unwrap()
}

fn fault(key: Value) -> KeyError {
    match set(json!([key])).err().expect("a refusal") {
        KeySetError::Key { place: 1, fault } => fault,
        other => panic!("{other}"),
    }
}

fn with(mut key: Value, name: &str, value: Value) -> Value {
    key[name] = value;
    key
}

#[test]
fn a_generated_key_of_every_algorithm_signs_and_verifies() {
    for algorithm in Algorithm::ALL {
        let ring = set(json!([made(algorithm, "k1")])).unwrap();
        assert_eq!(ring.signing_key().kid(), "k1");
        assert_eq!(ring.signing_key().algorithm(), algorithm);
        assert!(ring.find("k1").is_some());
        assert!(ring.find("k2").is_none());
    }
}

#[test]
fn the_first_key_signs_and_all_verify() {
    let ring = set(json!([made(Algorithm::Es256, "new"), oct("old", &RANDOM)])).unwrap();
    assert_eq!(ring.signing_key().kid(), "new");
    assert!(ring.find("old").is_some());
}

#[test]
fn the_public_half_says_of_its_members_what_the_key_says() {
    for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa] {
        let key = generate(algorithm, "k1").unwrap();
        let public = serde_json::to_value(key.public_half()).unwrap();
        let key = serde_json::to_value(key).unwrap();
        for (name, value) in public.as_object().unwrap() {
            match name.as_str() {
                "use" => assert_eq!(value, "sig"),
                _ => assert_eq!(value, &key[name], "{algorithm:?} {name}"),
            }
        }
    }
}

#[test]
fn the_public_set_has_public_members_only_and_no_hmac_key() {
    let ring = set(json!([
        made(Algorithm::Hs256, "h"),
        made(Algorithm::Rs256, "r"),
        made(Algorithm::Es256, "e"),
        made(Algorithm::EdDsa, "d")
    ]))
    .unwrap();
    let public: Value = serde_json::from_str(ring.public_set()).unwrap();
    let names: Vec<Vec<&str>> = public["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| {
            key.as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect()
        })
        .collect();
    assert_eq!(
        names,
        [
            vec!["alg", "e", "kid", "kty", "n", "use"],
            vec!["alg", "crv", "kid", "kty", "use", "x", "y"],
            vec!["alg", "crv", "kid", "kty", "use", "x"],
        ]
    );
}

#[test]
fn what_is_no_set_of_keys_is_refused() {
    for text in [
        "",
        "[]",
        "{}",
        "null",
        r#"{"keys":{}}"#,
        r#"{"keys":[1]}"#,
        r#"{"keys":[["oct","k1","HS256"]]}"#,
        r#"[[{"kty":"oct"}]]"#,
    ] {
        let refusal = KeyRing::from_jwk_set(text).err();
        assert_eq!(refusal, Some(KeySetError::NotAKeySet), "{text}");
    }
    assert_eq!(set(json!([])).err(), Some(KeySetError::NoKey));
    let twice = r#"{"keys":[{"kty":"oct","kid":"a","kid":"b","alg":"HS256","k":""}]}"#;
    let refusal = KeyRing::from_jwk_set(twice).err();
    assert_eq!(refusal, Some(KeySetError::NotAKeySet));
}

#[test]
fn a_weak_secret_is_refused() {
    assert_eq!(fault(oct("k1", &RANDOM[..31])), KeyError::SecretTooShort);
    assert_eq!(fault(oct("k1", b"")), KeyError::SecretTooShort);
    let of_four = b"abcdbacdcabddbcacdbabdcaadbcbcda";
    assert_eq!(fault(oct("k1", of_four)), KeyError::SecretTooSimple);
    let of_five = b"abcdbacdcabddbcacdbabdcaadbcbcde";
    assert!(set(json!([oct("k1", of_five)])).is_ok());
    for simple in [
        "00000000000000000000000000000001",
        "changemechangemechangemechangeme",
        "a-string-secret-at-least-256-bits-long",
        "A-STRING-SECRET-AT-LEAST-256-BITS-LONG\n",
        "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_",
    ] {
        let key = oct("k1", simple.as_bytes());
        assert_eq!(fault(key), KeyError::SecretTooSimple, "{simple}");
    }
    let of_the_rfc =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let key = with(oct("k1", &RANDOM), "k", json!(of_the_rfc));
    assert_eq!(fault(key), KeyError::SecretTooSimple);
}

#[test]
fn an_id_is_needed_and_belongs_to_one_key() {
    for bad in [
        json!(null),
        json!(""),
        json!(" "),
        json!("a b"),
        json!("a\nsigns  HS256  b"),
        json!("k".repeat(65)),
    ] {
        assert_eq!(fault(with(oct("", &RANDOM), "kid", bad)), KeyError::BadId);
    }
    assert!(set(json!([oct(&"k".repeat(64), &RANDOM)])).is_ok());
    let twice = set(json!([oct("k1", &RANDOM), made(Algorithm::EdDsa, "k1")]));
    assert_eq!(
        twice.err(),
        Some(KeySetError::Key {
            place: 2,
            fault: KeyError::SameId
        })
    );
}

#[test]
fn a_key_and_an_algorithm_that_do_not_fit_are_refused() {
    for alg in [json!(null), json!("none"), json!("HS512"), json!("hs256")] {
        let key = with(oct("k1", &RANDOM), "alg", alg);
        assert_eq!(fault(key), KeyError::BadAlgorithm);
    }
    let algorithms = Algorithm::ALL;
    for of in algorithms {
        let key = made(of, "k1");
        for named in algorithms.into_iter().filter(|named| *named != of) {
            let key = with(key.clone(), "alg", json!(named.name()));
            assert_eq!(fault(key), KeyError::WrongType, "{of:?} as {named:?}");
        }
    }
    let key = with(made(Algorithm::Es256, "k1"), "crv", json!("P-384"));
    assert_eq!(fault(key), KeyError::WrongType);
    let key = with(made(Algorithm::EdDsa, "k1"), "crv", json!("X25519"));
    assert_eq!(fault(key), KeyError::WrongType);
}

#[test]
fn a_key_for_something_else_is_refused() {
    let key = made(Algorithm::Es256, "k1");
    let for_signing = with(key.clone(), "use", json!("sig"));
    assert!(set(json!([with(for_signing, "key_ops", json!(["sign"]))])).is_ok());
    for (name, value) in [
        ("use", json!("enc")),
        ("key_ops", json!(["verify"])),
        ("key_ops", json!([])),
    ] {
        let key = with(key.clone(), name, value);
        assert_eq!(fault(key), KeyError::NotForSigning);
    }
}

/// A key of 1024 bits, made for this test alone.
fn small_rsa() -> Value {
    json!({
        "kty": "RSA", "kid": "k1", "alg": "RS256", "e": "AQAB",
        "n": URL_SAFE_NO_PAD.encode([0xc5; 128]), "d": "AQAB",
        "p": "AQAB", "q": "AQAB", "dp": "AQAB", "dq": "AQAB", "qi": "AQAB"
    })
}

#[test]
fn an_rsa_key_under_2048_bits_is_refused() {
    assert_eq!(fault(small_rsa()), KeyError::RsaTooSmall);
    // As long in bytes, and a bit short: leading zeros are not size.
    let mut n = [0xc5; 256];
    n[0] = 0x7f;
    let key = with(small_rsa(), "n", json!(URL_SAFE_NO_PAD.encode(n)));
    assert_eq!(fault(key), KeyError::RsaTooSmall);
    let padded = [vec![0; 200], vec![0xc5; 128]].concat();
    let key = with(small_rsa(), "n", json!(URL_SAFE_NO_PAD.encode(padded)));
    assert_eq!(fault(key), KeyError::RsaTooSmall);
}

#[test]
fn halves_of_different_keys_are_refused() {
    for (algorithm, members) in [
        (
            Algorithm::Rs256,
            &["n", "d", "p", "q", "dp", "dq", "qi"][..],
        ),
        (Algorithm::Es256, &["x", "y", "d"]),
        (Algorithm::EdDsa, &["x", "d"]),
    ] {
        let (key, other) = (made(algorithm, "k1"), made(algorithm, "k1"));
        for member in members {
            let mixed = with(key.clone(), member, other[member].clone());
            assert_eq!(
                fault(mixed),
                KeyError::Inconsistent,
                "{algorithm:?} {member}"
            );
        }
    }
}

#[test]
fn a_public_or_damaged_key_is_no_private_one() {
    for (algorithm, members) in [
        (Algorithm::Hs256, &["k"][..]),
        (
            Algorithm::Rs256,
            &["n", "e", "d", "p", "q", "dp", "dq", "qi"],
        ),
        (Algorithm::Es256, &["x", "y", "d"]),
        (Algorithm::EdDsa, &["x", "d"]),
    ] {
        let key = made(algorithm, "k1");
        for member in members {
            for bad in [json!(null), json!("a+/="), json!("a ")] {
                let key = with(key.clone(), member, bad);
                assert_eq!(fault(key), KeyError::BadPart, "{algorithm:?} {member}");
            }
        }
    }
}

#[test]
fn the_numbers_of_a_curve_have_its_length() {
    let key = generate(Algorithm::Es256, "k1").unwrap();
    let part = |member: &Option<String>| URL_SAFE_NO_PAD.decode(member.as_ref().unwrap()).unwrap();
    let (x, y, d) = (part(&key.x), part(&key.y), part(&key.d));
    let odd = |x: &[u8], y: &[u8], d: &[u8]| {
        json!({
            "kty": "EC", "crv": "P-256", "kid": "k1", "alg": "ES256",
            "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
            "d": URL_SAFE_NO_PAD.encode(d)
        })
    };
    assert!(set(json!([odd(&x, &y, &d)])).is_ok());
    // The same point and the same number, written otherwise.
    let moved = [&x[31..], &y].concat();
    assert_eq!(fault(odd(&x[..31], &moved, &d)), KeyError::BadPart);
    assert_eq!(
        fault(odd(&x, &y, &[&[0], &d[..]].concat())),
        KeyError::BadPart
    );
}

#[test]
fn a_secret_of_the_environment_needs_its_32_bytes() {
    let short = SecretString::from("0123456789abcdef0123456789abcde");
    assert_eq!(
        KeyRing::from_secret(&short).err(),
        Some(KeyError::SecretTooShort)
    );
    let spaced = SecretString::from("0123456789abcdef0123456789abcdef\n");
    assert_eq!(
        KeyRing::from_secret(&spaced).err(),
        Some(KeyError::SecretHasSpace)
    );
    let ring = KeyRing::from_secret(&"0123456789abcdef0123456789abcdef".into()).unwrap();
    assert_eq!(
        ring.public_set().replace(char::is_whitespace, ""),
        r#"{"keys":[]}"#
    );
}

#[test]
fn no_refusal_shows_a_byte_of_the_key() {
    let secret = "hunter2-hunter2-hunter2-hunter2!";
    for key in [
        with(oct("k1", secret.as_bytes()), "alg", json!(secret)),
        json!({ "kty": "oct", "kid": "k1", "alg": "HS256", "k": secret.to_owned() + "=" }),
        json!(secret),
    ] {
        let refusal = set(json!([key])).err().unwrap().to_string();
        assert!(!refusal.contains("hunter2"), "{refusal}");
    }
}
