//! From the numbers in a JWK to keys that sign and verify.
//!
//! jsonwebtoken takes private keys as DER only, so the numbers go through aws-lc,
//! which also sees whether they make a key at all. Its public keys of curves are
//! "DER" by name: what they hold is the bare point.

use std::collections::BTreeSet;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair,
};
use jsonwebtoken::{DecodingKey, EncodingKey};
use pkcs8::der::Decode as _;

use super::jwk::{Jwk, bytes};
use super::{Algorithm, KeyError, MIN_RSA_BITS, MIN_SECRET_BYTES};

type Pair = (EncodingKey, DecodingKey);

/// Both halves of the key.
pub(super) fn from_jwk(jwk: &Jwk, algorithm: Algorithm) -> Result<Pair, KeyError> {
    check_type(jwk, algorithm)?;
    match algorithm {
        Algorithm::Hs256 => hmac(&part(&jwk.k)?),
        Algorithm::Rs256 => rsa(jwk),
        Algorithm::Es256 => ecdsa(&part(&jwk.d)?, &part(&jwk.x)?, &part(&jwk.y)?),
        Algorithm::EdDsa => ed25519(&part(&jwk.d)?, &part(&jwk.x)?),
    }
}

/// The half that verifies, from a key that is published. There is no such half of
/// an HMAC key: taken from a public set, anybody could sign with it.
pub(super) fn public_from_jwk(jwk: &Jwk, algorithm: Algorithm) -> Result<DecodingKey, KeyError> {
    check_type(jwk, algorithm)?;
    match algorithm {
        Algorithm::Hs256 => Err(KeyError::WrongType),
        Algorithm::Rs256 => rsa_public(&part(&jwk.n)?, &part(&jwk.e)?),
        Algorithm::Es256 => {
            let (x, y) = (part(&jwk.x)?, part(&jwk.y)?);
            check_field_length([&x, &y])?;
            Ok(DecodingKey::from_ec_der(&uncompressed_point(&x, &y)))
        }
        Algorithm::EdDsa => {
            let x = part(&jwk.x)?;
            check_field_length([&x])?;
            Ok(DecodingKey::from_ed_der(&x))
        }
    }
}

/// Type and curve must be those of the algorithm.
fn check_type(jwk: &Jwk, algorithm: Algorithm) -> Result<(), KeyError> {
    let (kty, crv) = match algorithm {
        Algorithm::Hs256 => ("oct", None),
        Algorithm::Rs256 => ("RSA", None),
        Algorithm::Es256 => ("EC", Some("P-256")),
        Algorithm::EdDsa => ("OKP", Some("Ed25519")),
    };
    if jwk.kty != kty || crv.is_some_and(|crv| jwk.crv.as_deref() != Some(crv)) {
        return Err(KeyError::WrongType);
    }
    Ok(())
}

fn part(member: &Option<String>) -> Result<Vec<u8>, KeyError> {
    bytes(member.as_ref()).ok_or(KeyError::BadPart)
}

fn hmac(secret: &[u8]) -> Result<Pair, KeyError> {
    if secret.len() < MIN_SECRET_BYTES {
        return Err(KeyError::SecretTooShort);
    }
    if is_guessable(secret) {
        return Err(KeyError::SecretTooSimple);
    }
    let signer = EncodingKey::from_secret(secret);
    Ok((signer, DecodingKey::from_secret(secret)))
}

/// Secrets of 32 bytes and more that stand in tutorials and debuggers.
const PUBLISHED: [&str; 5] = [
    "a-string-secret-at-least-256-bits-long",
    "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    "your-256-bit-secret-your-256-bit-secret",
    "this-is-a-very-secure-secret-key",
    "your-super-secret-jwt-key-change-in-production",
];

/// The secret in RFC 7515 A.1, which begins like this.
const OF_THE_RFC: [u8; 8] = [0x03, 0x23, 0x35, 0x4b, 0x2b, 0x0f, 0xa5, 0xbc];

/// Whether anyone would try this secret: one that was published, one of a few
/// different bytes, or a short one (`changeme`, say) over and over.
fn is_guessable(secret: &[u8]) -> bool {
    let different: BTreeSet<u8> = secret.iter().copied().collect();
    let repeats = |length: usize| secret.iter().zip(&secret[length..]).all(|(a, b)| a == b);
    let text = secret.trim_ascii().to_ascii_lowercase();
    different.len() < 5
        || (1..=8).any(repeats)
        || secret
            .windows(2)
            .all(|pair| pair[0].wrapping_add(1) == pair[1])
        || secret.starts_with(&OF_THE_RFC)
        || PUBLISHED.iter().any(|known| text == known.as_bytes())
}

fn rsa(jwk: &Jwk) -> Result<Pair, KeyError> {
    let (n, e) = (part(&jwk.n)?, part(&jwk.e)?);
    let verifier = rsa_public(&n, &e)?;
    let pair = RsaKeyPair::from_components(&KeyPairComponents {
        public_key: PublicKeyComponents { n, e },
        d: part(&jwk.d)?,
        p: part(&jwk.p)?,
        q: part(&jwk.q)?,
        dP: part(&jwk.dp)?,
        dQ: part(&jwk.dq)?,
        qInv: part(&jwk.qi)?,
    })
    .map_err(|_| KeyError::Inconsistent)?;
    // PKCS #8 wraps the RSAPrivateKey of PKCS #1, which the library asks for.
    let wrapped = pair.as_der().map_err(|_| KeyError::Inconsistent)?;
    let inner =
        pkcs8::PrivateKeyInfoRef::from_der(wrapped.as_ref()).map_err(|_| KeyError::Inconsistent)?;
    let signer = EncodingKey::from_rsa_der(inner.private_key.as_bytes());
    Ok((signer, verifier))
}

fn rsa_public(n: &[u8], e: &[u8]) -> Result<DecodingKey, KeyError> {
    if bits(n) < MIN_RSA_BITS {
        return Err(KeyError::RsaTooSmall);
    }
    Ok(DecodingKey::from_rsa_raw_components(n, e))
}

/// The size of a number, without the zeros in front.
fn bits(number: &[u8]) -> usize {
    match number.iter().position(|byte| *byte != 0) {
        Some(first) => (number.len() - first) * 8 - number[first].leading_zeros() as usize,
        None => 0,
    }
}

fn ecdsa(d: &[u8], x: &[u8], y: &[u8]) -> Result<Pair, KeyError> {
    check_field_length([d, x, y])?;
    let point = uncompressed_point(x, y);
    let pair =
        EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, d, &point)
            .map_err(|_| KeyError::Inconsistent)?;
    let der = pair.to_pkcs8v1().map_err(|_| KeyError::Inconsistent)?;
    let signer = EncodingKey::from_ec_der(der.as_ref());
    Ok((signer, DecodingKey::from_ec_der(&point)))
}

/// As long as the curve's field, leading zeros and all (RFC 7518 §6.2.1.2), or
/// not everybody could read what is published.
fn check_field_length<const N: usize>(numbers: [&[u8]; N]) -> Result<(), KeyError> {
    match numbers.iter().all(|number| number.len() == 32) {
        true => Ok(()),
        false => Err(KeyError::BadPart),
    }
}

fn ed25519(d: &[u8], x: &[u8]) -> Result<Pair, KeyError> {
    let pair =
        Ed25519KeyPair::from_seed_and_public_key(d, x).map_err(|_| KeyError::Inconsistent)?;
    let der = pair.to_pkcs8v1().map_err(|_| KeyError::Inconsistent)?;
    let signer = EncodingKey::from_ed_der(der.as_ref());
    Ok((signer, DecodingKey::from_ed_der(x)))
}

/// A point on a curve as both coordinates, behind the byte that says so
/// (SEC 1 §2.3.3).
pub(crate) fn uncompressed_point(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[4], x, y].concat()
}
