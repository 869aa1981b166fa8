//! The keys that sign and verify, each bound to its id and its one algorithm.
//!
//! A ring is read from a private JWK Set (RFC 7517 §5) or from a secret in the
//! environment. The first key signs, all of them verify: so a new key can take
//! over while tokens of the old one still live. A ring never changes; when the
//! file does, the server reads a new one and puts it in place of the old.
//!
//! An HMAC key (HS256) signs and verifies with the same secret, so whoever can
//! check a token can also make one. The others (RS256, ES256, EdDSA) are pairs:
//! the private half signs and stays here, the public half verifies and may be
//! shown to anyone, which is what [`KeyRing::public_set`] does.

use std::ops::Deref;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use secrecy::{ExposeSecret as _, SecretString};

mod generate;
mod jwk;
mod material;
mod verifying;

pub use generate::generate;
pub(super) use jwk::bytes;
pub use jwk::{Jwk, JwkSet};
pub(super) use material::uncompressed_point;
pub use verifying::{Key, PublicSetError, VerifyingKeys};

/// The least number of bytes of an HMAC secret: as many as the hash puts out
/// (RFC 7518 §3.2). A shorter one is guessed from a single token, at leisure.
pub const MIN_SECRET_BYTES: usize = 32;

/// The least size of an RSA key (RFC 7518 §3.3).
pub const MIN_RSA_BITS: usize = 2048;

/// The longest id of a key, in bytes: it stands in every token.
const MAX_KID_BYTES: usize = 64;

/// How tokens are signed: the `alg` of the header (RFC 7518 §3.1, RFC 8037).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC with SHA-256: one secret, which signs and verifies.
    Hs256,
    /// RSA PKCS #1 v1.5 with SHA-256: understood everywhere; long signatures,
    /// slow to sign and quick to verify.
    Rs256,
    /// ECDSA on the curve P-256 with SHA-256: short signatures.
    Es256,
    /// EdDSA on the curve Ed25519: short, quick, and with no random number that
    /// could go wrong.
    EdDsa,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Hs256, Self::Rs256, Self::Es256, Self::EdDsa];

    /// The name in a header and in a JWK.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm with this name, if it is one of ours.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.name() == name)
    }
}

impl From<Algorithm> for jsonwebtoken::Algorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Hs256 => Self::HS256,
            Algorithm::Rs256 => Self::RS256,
            Algorithm::Es256 => Self::ES256,
            Algorithm::EdDsa => Self::EdDSA,
        }
    }
}

/// What the library signs with, beside the key that verifies it.
pub(super) type Signer<'a> = (&'a Key, &'a EncodingKey);

/// Reads a private key and makes sure of it: strong enough, meant for signing,
/// and its parts fit together.
fn read_private(jwk: &Jwk) -> Result<(Key, EncodingKey), KeyError> {
    let (kid, algorithm) = named(jwk)?;
    if !jwk.is_for("sign") {
        return Err(KeyError::NotForSigning);
    }
    let (signer, verifier) = material::from_jwk(jwk, algorithm)?;
    let key = Key::new(kid, algorithm, verifier);
    try_out(&key, &signer)?;
    Ok((key, signer))
}

/// The id and the one algorithm of a key, which each must name.
fn named(jwk: &Jwk) -> Result<(&str, Algorithm), KeyError> {
    let kid = jwk.kid.as_deref().unwrap_or_default();
    let is_odd = |c: char| c.is_control() || c.is_whitespace();
    if kid.is_empty() || kid.len() > MAX_KID_BYTES || kid.contains(is_odd) {
        return Err(KeyError::BadId);
    }
    let algorithm = jwk.alg.as_deref().and_then(Algorithm::from_name);
    Ok((kid, algorithm.ok_or(KeyError::BadAlgorithm)?))
}

/// Signs something and verifies it. aws-lc has seen that both halves belong
/// together; this is the proof that jsonwebtoken takes them too, before the
/// first user would find out.
fn try_out(key: &Key, signer: &EncodingKey) -> Result<(), KeyError> {
    const SOMETHING: &[u8] = b"a.b";
    let signature = (DEFAULT_PROVIDER.signer_factory)(&key.algorithm().into(), signer)
        .ok()
        .and_then(|signer| signer.try_sign(SOMETHING).ok());
    match signature {
        Some(signature) if key.has_signed(SOMETHING, &signature) => Ok(()),
        _ => Err(KeyError::Inconsistent),
    }
}

/// Why a key is not taken. Never with a byte of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Without an id, or with an odd one.
    #[error("needs a `kid` of 1 to 64 bytes without white space")]
    BadId,
    /// An id that another key has.
    #[error("has the `kid` of another key: which of them would verify?")]
    SameId,
    /// An `alg` that is missing or not one of ours.
    #[error("needs an `alg`: HS256, RS256, ES256 or EdDSA")]
    BadAlgorithm,
    /// A `kty` or `crv` for something else than its `alg`.
    #[error("has a `kty` or a `crv` that does not fit its `alg`")]
    WrongType,
    /// A `use` or `key_ops` for something else.
    #[error("is not for signing, says its `use` or `key_ops`")]
    NotForSigning,
    /// A member that is missing or not base64url.
    #[error("lacks a part of the private key, or has one that is not base64url")]
    BadPart,
    /// Parts of different keys.
    #[error("has parts that do not belong together")]
    Inconsistent,
    /// Under 32 bytes.
    #[error("has a secret of fewer than 32 bytes")]
    SecretTooShort,
    /// White space at an end.
    #[error("begins or ends with white space")]
    SecretHasSpace,
    /// Published, or one pattern over and over.
    #[error("has a secret that anyone would guess")]
    SecretTooSimple,
    /// Under 2048 bits.
    #[error("is an RSA key of fewer than 2048 bits")]
    RsaTooSmall,
}

/// Why a set of keys is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// Not a JWK Set.
    #[error("is not a JWK Set (RFC 7517): {{\"keys\": [{{\"kty\", \"kid\", \"alg\", …}}]}}")]
    NotAKeySet,
    /// A set without keys.
    #[error("has no key")]
    NoKey,
    /// One of the keys is at fault.
    #[error("has a key that is not taken: number {place} {fault}")]
    Key {
        /// Which one, counted from 1.
        place: usize,
        /// Why.
        fault: KeyError,
    },
}

/// All the keys; never empty.
pub struct KeyRing {
    keys: VerifyingKeys,
    /// What each signs with, in the same order.
    signers: Vec<EncodingKey>,
    public_set: String,
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
        let secret = secret.expose_secret();
        // The end of a line from a file, most often; on another server without it
        // every token would be forged.
        if secret.trim() != secret {
            return Err(KeyError::SecretHasSpace);
        }
        let secret = secret.as_bytes();
        let kid = URL_SAFE_NO_PAD.encode(&digest(&SHA256, secret).as_ref()[..6]);
        let (key, signer) = read_private(&Jwk::secret(&kid, secret))?;
        Ok(Self {
            keys: VerifyingKeys::of(vec![key]),
            signers: vec![signer],
            public_set: JwkSet::default().to_json(),
        })
    }

    /// The ring of a private JWK Set.
    ///
    /// # Errors
    /// When any key of it is weak or ambiguous: none is skipped in silence.
    pub fn from_jwk_set(json: &str) -> Result<Self, KeySetError> {
        let set = JwkSet::parse(json).ok_or(KeySetError::NotAKeySet)?;
        let mut keys: Vec<Key> = Vec::with_capacity(set.keys.len());
        let mut signers = Vec::with_capacity(set.keys.len());
        for (index, jwk) in set.keys.iter().enumerate() {
            let at = |fault| KeySetError::Key {
                place: index + 1,
                fault,
            };
            let (key, signer) = read_private(jwk).map_err(at)?;
            if keys.iter().any(|other| other.kid() == key.kid()) {
                return Err(at(KeyError::SameId));
            }
            keys.push(key);
            signers.push(signer);
        }
        if keys.is_empty() {
            return Err(KeySetError::NoKey);
        }
        let public = set.keys.iter().filter_map(Jwk::public_half).collect();
        Ok(Self {
            keys: VerifyingKeys::of(keys),
            signers,
            public_set: JwkSet { keys: public }.to_json(),
        })
    }

    /// The key that new tokens are signed with.
    #[must_use]
    pub fn signing_key(&self) -> &Key {
        self.signer().0
    }

    /// The same, with what it signs with.
    pub(super) fn signer(&self) -> Signer<'_> {
        self.signers()
            .next()
            .expect("a ring without a key was refused")
    }

    /// The first key whose public half can be shown, which signs what others are
    /// to verify: of an HMAC key nothing can be shown, and whoever had its secret
    /// to verify with could sign as well.
    pub(super) fn public_signer(&self) -> Option<Signer<'_>> {
        let mut signers = self.signers();
        signers.find(|(key, _)| key.algorithm() != Algorithm::Hs256)
    }

    /// Whether anything that it signs can be verified by others.
    #[must_use]
    pub fn has_public_key(&self) -> bool {
        self.public_signer().is_some()
    }

    fn signers(&self) -> impl Iterator<Item = Signer<'_>> {
        self.keys.iter().zip(&self.signers)
    }

    /// The public halves as a JWK Set (RFC 7517 §5), for others who verify our
    /// tokens. An HMAC key has none: who could verify with it could also sign.
    #[must_use]
    pub fn public_set(&self) -> &str {
        &self.public_set
    }
}

/// A ring can do what its verifying keys can, and whoever only judges is given
/// those alone. The signing one is the first of them.
impl Deref for KeyRing {
    type Target = VerifyingKeys;

    fn deref(&self) -> &VerifyingKeys {
        &self.keys
    }
}

#[cfg(test)]
mod tests;
