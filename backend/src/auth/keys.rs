//! The keys that sign and verify, each bound to its id and its one algorithm.
//!
//! The ring is read once at start from a private JWK Set (RFC 7517 §5) or from a
//! secret in the environment. The first key signs, all of them verify.

use std::collections::BTreeSet;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

/// The least number of bytes of an HMAC secret: as many as the hash puts out
/// (RFC 7518 §3.2). A shorter one is guessed from a single token, at leisure.
pub const MIN_SECRET_BYTES: usize = 32;

/// The longest id of a key, in bytes: it stands in every token.
const MAX_KID_BYTES: usize = 64;

/// One key, for one algorithm.
pub struct Key {
    /// Its id, the `kid` of the tokens that it signs.
    pub kid: String,
    pub(super) algorithm: Algorithm,
    /// The algorithm as the `alg` of a token names it.
    pub(super) alg: &'static str,
    pub(super) encoding: EncodingKey,
    pub(super) decoding: DecodingKey,
}

impl Key {
    fn hs256(kid: String, secret: &[u8]) -> Result<Self, KeyError> {
        if secret.len() < MIN_SECRET_BYTES {
            return Err(KeyError::SecretTooShort);
        }
        if is_guessable(secret) {
            return Err(KeyError::SecretTooSimple);
        }
        Ok(Self {
            kid,
            algorithm: Algorithm::HS256,
            alg: "HS256",
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
        })
    }
}

/// Secrets of 32 bytes and more that stand in tutorials and debuggers.
const PUBLISHED: [&str; 4] = [
    "a-string-secret-at-least-256-bits-long",
    "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    "your-256-bit-secret-your-256-bit-secret",
    "this-is-a-very-secure-secret-key",
];

/// Whether anyone would try this secret: one that was published, one of a few
/// different bytes, or a short one (`changeme`, say) over and over.
fn is_guessable(secret: &[u8]) -> bool {
    let different: BTreeSet<u8> = secret.iter().copied().collect();
    let repeats = |length: usize| secret.iter().zip(&secret[length..]).all(|(a, b)| a == b);
    different.len() < 5
        || (1..=8).any(repeats)
        || PUBLISHED.iter().any(|known| secret == known.as_bytes())
}

/// Why a key is not taken. Never with a byte of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not a JWK Set.
    #[error("is not a JWK Set (RFC 7517): {{\"keys\": [{{\"kty\", \"kid\", \"alg\", …}}]}}")]
    NotAKeySet,
    /// A set without keys.
    #[error("has no key")]
    NoKey,
    /// A key without an id, or an id that two keys have.
    #[error("has a key without a `kid`, with one over 64 bytes, or two keys with the same one")]
    BadKeyId,
    /// An `alg` that is missing, unknown or not for that `kty`.
    #[error("has a key whose `alg` is missing or does not fit its `kty`")]
    BadAlgorithm,
    /// A secret that is not base64url.
    #[error("has a key whose `k` is not base64url")]
    BadSecret,
    /// Under 32 bytes.
    #[error("has a secret of fewer than 32 bytes")]
    SecretTooShort,
    /// One byte over and over.
    #[error("has a secret that anyone would guess")]
    SecretTooSimple,
}

/// All the keys; never empty.
pub struct KeyRing {
    keys: Vec<Key>,
}

impl KeyRing {
    /// The ring of the one secret in `JWT_SECRET`.
    ///
    /// Its id is derived from it by a hash, so that a token signed by a former
    /// secret is told "unknown key" rather than "forged".
    ///
    /// # Errors
    /// When the secret is too weak.
    pub fn from_secret(secret: &SecretString) -> Result<Self, KeyError> {
        let secret = secret.expose_secret().as_bytes();
        let kid = URL_SAFE_NO_PAD.encode(&digest(&SHA256, secret).as_ref()[..6]);
        Ok(Self {
            keys: vec![Key::hs256(kid, secret)?],
        })
    }

    /// The ring of a private JWK Set.
    ///
    /// # Errors
    /// When any key of it is weak or ambiguous: none is skipped in silence.
    pub fn from_jwk_set(json: &str) -> Result<Self, KeyError> {
        let set: JwkSet = serde_json::from_str(json).map_err(|_| KeyError::NotAKeySet)?;
        let mut keys: Vec<Key> = Vec::with_capacity(set.keys.len());
        for jwk in set.keys {
            if jwk.kid.trim().is_empty()
                || jwk.kid.len() > MAX_KID_BYTES
                || keys.iter().any(|key| key.kid == jwk.kid)
            {
                return Err(KeyError::BadKeyId);
            }
            if jwk.kty != "oct" || jwk.alg != "HS256" {
                return Err(KeyError::BadAlgorithm);
            }
            let secret = URL_SAFE_NO_PAD
                .decode(&jwk.k)
                .map_err(|_| KeyError::BadSecret)?;
            keys.push(Key::hs256(jwk.kid, &secret)?);
        }
        if keys.is_empty() {
            return Err(KeyError::NoKey);
        }
        Ok(Self { keys })
    }

    /// The key that new tokens are signed with.
    #[must_use]
    pub fn signing_key(&self) -> &Key {
        &self.keys[0]
    }

    /// The key with this id. A ring has a handful; looking through them is
    /// quicker than hashing the id.
    #[must_use]
    pub fn find(&self, kid: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.kid == kid)
    }
}

/// A new private JWK Set of one HS256 key, made of 32 bytes of `random`.
#[must_use]
pub fn generate(kid: &str, random: &[u8; MIN_SECRET_BYTES]) -> String {
    let set = JwkSet {
        keys: vec![Jwk {
            kty: "oct".to_owned(),
            kid: kid.to_owned(),
            alg: "HS256".to_owned(),
            k: URL_SAFE_NO_PAD.encode(random),
        }],
    };
    serde_json::to_string_pretty(&set).expect("texts alone always serialize")
}

#[derive(Serialize, Deserialize)]
struct JwkSet {
    keys: Vec<Jwk>,
}

#[derive(Serialize, Deserialize)]
struct Jwk {
    #[serde(default)]
    kty: String,
    #[serde(default)]
    kid: String,
    #[serde(default)]
    alg: String,
    #[serde(default)]
    k: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANDOM: [u8; 32] = *b"0123456789abcdef0123456789abcdef";

    fn set(keys: serde_json::Value) -> Result<KeyRing, KeyError> {
        KeyRing::from_jwk_set(&serde_json::json!({ "keys": keys }).to_string())
    }

    fn oct(kid: &str, secret: &[u8]) -> serde_json::Value {
        serde_json::json!({
            "kty": "oct", "kid": kid, "alg": "HS256", "k": URL_SAFE_NO_PAD.encode(secret)
        })
    }

    fn refusal(ring: Result<KeyRing, KeyError>) -> KeyError {
        ring.err().expect("a refusal")
    }

    #[test]
    fn a_generated_set_is_read_back() {
        let ring = KeyRing::from_jwk_set(&generate("k1", &RANDOM)).unwrap();
        assert_eq!(ring.signing_key().kid, "k1");
        assert!(ring.find("k1").is_some());
        assert!(ring.find("k2").is_none());
    }

    #[test]
    fn the_first_key_signs_and_all_verify() {
        let other = *b"fedcba9876543210fedcba9876543210";
        let ring = set(serde_json::json!([oct("new", &RANDOM), oct("old", &other)])).unwrap();
        assert_eq!(ring.signing_key().kid, "new");
        assert!(ring.find("old").is_some());
    }

    #[test]
    fn weak_or_ambiguous_keys_are_refused() {
        assert_eq!(refusal(KeyRing::from_jwk_set("[]")), KeyError::NotAKeySet);
        assert_eq!(refusal(set(serde_json::json!([]))), KeyError::NoKey);
        let short = serde_json::json!([oct("k1", &RANDOM[..31])]);
        assert_eq!(refusal(set(short)), KeyError::SecretTooShort);
        for simple in [
            "00000000000000000000000000000001",
            "changemechangemechangemechangeme",
            "a-string-secret-at-least-256-bits-long",
        ] {
            let simple = serde_json::json!([oct("k1", simple.as_bytes())]);
            assert_eq!(refusal(set(simple)), KeyError::SecretTooSimple);
        }
        let twice = serde_json::json!([oct("k1", &RANDOM), oct("k1", &RANDOM)]);
        assert_eq!(refusal(set(twice)), KeyError::BadKeyId);
        let nameless = serde_json::json!([oct(" ", &RANDOM)]);
        assert_eq!(refusal(set(nameless)), KeyError::BadKeyId);
        let mut other = oct("k1", &RANDOM);
        other["alg"] = "none".into();
        assert_eq!(
            refusal(set(serde_json::json!([other]))),
            KeyError::BadAlgorithm
        );
    }

    #[test]
    fn a_secret_of_the_environment_needs_its_32_bytes() {
        let short = SecretString::from("0123456789abcdef0123456789abcde");
        assert_eq!(
            refusal(KeyRing::from_secret(&short)),
            KeyError::SecretTooShort
        );
        let enough = SecretString::from("0123456789abcdef0123456789abcdef");
        assert!(KeyRing::from_secret(&enough).is_ok());
    }
}
