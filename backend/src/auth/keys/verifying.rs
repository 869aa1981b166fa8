//! Keys that verify and cannot sign: our own public halves, or those that another
//! server publishes.

use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;

use super::jwk::{Jwk, JwkSet};
use super::{Algorithm, KeyError, material, named};

/// More keys than any server publishes at once.
const MAX_KEYS: usize = 32;

/// One key, for one algorithm.
pub struct Key {
    kid: String,
    algorithm: Algorithm,
    verifier: DecodingKey,
}

impl Key {
    pub(super) fn new(kid: &str, algorithm: Algorithm, verifier: DecodingKey) -> Self {
        Self {
            kid: kid.to_owned(),
            algorithm,
            verifier,
        }
    }

    /// Its id, the `kid` of the tokens that it signs.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The one algorithm that it is for.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether this key, with its own algorithm, made this signature (a `&Vec`
    /// because jsonwebtoken's trait asks for one).
    #[must_use]
    pub fn has_signed(&self, message: &[u8], signature: &Vec<u8>) -> bool {
        (DEFAULT_PROVIDER.verifier_factory)(&self.algorithm.into(), &self.verifier)
            .is_ok_and(|verifier| verifier.verify(message, signature).is_ok())
    }
}

/// Keys by their id. What a token is judged with: nothing in it can sign, unless
/// it is an HMAC key of our own.
#[derive(Default)]
pub struct VerifyingKeys(Vec<Key>);

/// Why a published set of keys is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicSetError {
    /// Not a JWK Set.
    #[error("it is not a JWK Set (RFC 7517 §5)")]
    NotAKeySet,
    /// More keys than anybody needs.
    #[error("it has more than {MAX_KEYS} keys")]
    TooManyKeys,
    /// A key of type `oct`, or private members.
    #[error(
        "key number {place} is a secret or a private key: what is published can be used by \
         anybody to sign, so none of this set is believed"
    )]
    NotPublic {
        /// Which one, counted from 1.
        place: usize,
    },
    /// Two keys with one id.
    #[error("key number {place} has the `kid` of another key: which of them would verify?")]
    SameId {
        /// Which one, counted from 1.
        place: usize,
    },
}

impl VerifyingKeys {
    pub(super) fn of(keys: Vec<Key>) -> Self {
        Self(keys)
    }

    /// Reads what another server publishes. Keys that we have no use for (for
    /// encryption, of another algorithm, without a `kid` or an `alg`, too weak) are
    /// left out, as RFC 7517 §5 asks: a server may publish more than its tokens
    /// need. HS256 cannot come out of it, whatever the set says.
    ///
    /// # Errors
    /// When it is no set, is ambiguous, or holds what must not be public.
    pub fn from_public_set(json: &str) -> Result<Self, PublicSetError> {
        let set = JwkSet::parse(json).ok_or(PublicSetError::NotAKeySet)?;
        if set.keys.len() > MAX_KEYS {
            return Err(PublicSetError::TooManyKeys);
        }
        let mut keys: Vec<Key> = Vec::with_capacity(set.keys.len());
        for (index, jwk) in set.keys.iter().enumerate() {
            let place = index + 1;
            if jwk.is_secret() {
                return Err(PublicSetError::NotPublic { place });
            }
            let Ok(key) = read_public(jwk) else { continue };
            if keys.iter().any(|other| other.kid == key.kid) {
                return Err(PublicSetError::SameId { place });
            }
            keys.push(key);
        }
        Ok(Self(keys))
    }

    /// The key with this id. There is a handful, so they are looked through.
    #[must_use]
    pub fn find(&self, kid: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.kid == kid)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn read_public(jwk: &Jwk) -> Result<Key, KeyError> {
    let (kid, algorithm) = named(jwk)?;
    if !jwk.is_for("verify") {
        return Err(KeyError::NotForSigning);
    }
    let verifier = material::public_from_jwk(jwk, algorithm)?;
    Ok(Key::new(kid, algorithm, verifier))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::generate;
    use super::*;

    fn private(algorithm: Algorithm, kid: &str) -> Jwk {
        generate(algorithm, kid).unwrap()
    }

    fn public(algorithm: Algorithm, kid: &str) -> Value {
        serde_json::to_value(private(algorithm, kid).public_half().unwrap()).unwrap()
    }

    fn read(keys: Value) -> Result<Vec<String>, PublicSetError> {
        let keys = VerifyingKeys::from_public_set(&json!({ "keys": keys }).to_string())?;
        Ok(keys.iter().map(|key| key.kid().to_owned()).collect())
    }

    #[test]
    fn public_keys_are_read_and_what_is_of_no_use_is_left_out() {
        let mut set = vec![
            public(Algorithm::Rs256, "r"),
            public(Algorithm::Es256, "e"),
            public(Algorithm::EdDsa, "d"),
        ];
        for (name, value) in [
            ("kid", json!(null)),
            ("kid", json!("")),
            ("alg", json!(null)),
            ("alg", json!("HS256")),
            ("alg", json!("ES384")),
            ("alg", json!("none")),
            ("use", json!("enc")),
            ("key_ops", json!(["encrypt"])),
            ("x", json!("AQAB")),
            ("crv", json!("P-384")),
        ] {
            let mut odd = public(Algorithm::Es256, "odd");
            odd[name] = value;
            set.push(odd);
        }
        set.push(json!({
            "kty": "RSA", "kid": "small", "alg": "RS256", "e": "AQAB", "n": "xcXF".repeat(42)
        }));
        assert_eq!(read(json!(set)).unwrap(), ["r", "e", "d"]);
        assert_eq!(read(json!([])).unwrap(), [""; 0]);
    }

    #[test]
    fn a_set_with_a_secret_in_it_is_refused_as_a_whole() {
        let good = public(Algorithm::Es256, "e");
        let oct = json!({ "kty": "oct", "kid": "s", "alg": "HS256", "k": "A".repeat(43) });
        let bare = json!({ "kty": "oct", "kid": "s" });
        let d = serde_json::to_value(private(Algorithm::EdDsa, "d")).unwrap();
        let rsa = serde_json::to_value(private(Algorithm::Rs256, "r")).unwrap();
        for secret in [oct, bare, d, rsa] {
            let refused = read(json!([good, secret]));
            assert_eq!(refused, Err(PublicSetError::NotPublic { place: 2 }));
        }
    }

    #[test]
    fn what_is_no_set_or_an_ambiguous_or_endless_one_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"keys":{}}"#,
            r#"{"keys":[1]}"#,
            "<html>",
        ] {
            let read = VerifyingKeys::from_public_set(text);
            assert_eq!(read.err(), Some(PublicSetError::NotAKeySet), "{text}");
        }
        let twice = json!([public(Algorithm::Es256, "e"), public(Algorithm::EdDsa, "e")]);
        assert_eq!(read(twice), Err(PublicSetError::SameId { place: 2 }));
        let many = vec![json!({}); MAX_KEYS + 1];
        assert_eq!(read(json!(many)), Err(PublicSetError::TooManyKeys));
    }
}
