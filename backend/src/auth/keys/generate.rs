//! New keys, from the system's random source.

use aws_lc_rs::encoding::{AsBigEndian as _, AsDer as _};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair,
};
use pkcs1::RsaPrivateKeyRef;
use pkcs8::der::Decode as _;

use super::jwk::{Jwk, text};
use super::{Algorithm, MIN_SECRET_BYTES};

/// Makes a private key with this id.
///
/// # Errors
/// When the system gives no random bytes.
pub fn generate(algorithm: Algorithm, kid: &str) -> Result<Jwk, CannotGenerate> {
    let mut jwk = match algorithm {
        Algorithm::Hs256 => {
            let mut secret = [0; MIN_SECRET_BYTES];
            aws_lc_rs::rand::fill(&mut secret).map_err(|_| CannotGenerate)?;
            Jwk::secret(kid, &secret)
        }
        Algorithm::Rs256 => rsa()?,
        Algorithm::Es256 => ecdsa()?,
        Algorithm::EdDsa => ed25519()?,
    };
    jwk.kid = Some(kid.to_owned());
    jwk.alg = Some(algorithm.name().to_owned());
    Ok(jwk)
}

/// No key came out.
#[derive(Debug, thiserror::Error)]
#[error("the system gave no random bytes for a key")]
pub struct CannotGenerate;

impl From<Unspecified> for CannotGenerate {
    fn from(_: Unspecified) -> Self {
        Self
    }
}

/// 2048 bits: as strong as needed until 2030 (NIST SP 800-57), and no longer, as
/// its signature stands in every token. Whoever wants more wants a curve.
fn rsa() -> Result<Jwk, CannotGenerate> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
    let wrapped = pair.as_der()?;
    let info = pkcs8::PrivateKeyInfoRef::from_der(wrapped.as_ref()).map_err(|_| CannotGenerate)?;
    let key =
        RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).map_err(|_| CannotGenerate)?;
    Ok(Jwk {
        kty: "RSA".to_owned(),
        n: text(key.modulus.as_bytes()),
        e: text(key.public_exponent.as_bytes()),
        d: text(key.private_exponent.as_bytes()),
        p: text(key.prime1.as_bytes()),
        q: text(key.prime2.as_bytes()),
        dp: text(key.exponent1.as_bytes()),
        dq: text(key.exponent2.as_bytes()),
        qi: text(key.coefficient.as_bytes()),
        ..Jwk::default()
    })
}

fn ecdsa() -> Result<Jwk, CannotGenerate> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
    // A byte that says "uncompressed", then both coordinates.
    let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
    let d = pair.private_key().as_be_bytes()?;
    Ok(Jwk {
        kty: "EC".to_owned(),
        crv: Some("P-256".to_owned()),
        x: text(x),
        y: text(y),
        d: text(d.as_ref()),
        ..Jwk::default()
    })
}

fn ed25519() -> Result<Jwk, CannotGenerate> {
    let pair = Ed25519KeyPair::generate()?;
    let seed = pair.seed()?.as_be_bytes()?;
    Ok(Jwk {
        kty: "OKP".to_owned(),
        crv: Some("Ed25519".to_owned()),
        x: text(pair.public_key().as_ref()),
        d: text(seed.as_ref()),
        ..Jwk::default()
    })
}
