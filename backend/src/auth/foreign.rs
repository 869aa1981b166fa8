//! Checks the signature of any JWS with a key that one names, and nothing else:
//! for looking at the tokens of other systems, and for the published test
//! vectors. The server never judges a token this way.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256K1_SHA256_FIXED, ECDSA_P384_SHA384_FIXED,
    ECDSA_P521_SHA512_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
    RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents, VerificationAlgorithm,
};
use shared::error::ErrorCode;
use shared::trace::Check;

use super::jws::{Header, Parts};
use super::keys::{Jwk, bytes, uncompressed_point};
use super::trace::Witness;

/// The checks that are made here, in order.
pub const CHECKS: [Check; 5] = [
    Check::Parts,
    Check::Header,
    Check::Key,
    Check::Algorithm,
    Check::Signature,
];

/// Checks the signature of `token` with the one of `keys` that its header names.
/// The payload may be anything.
///
/// # Errors
/// The code of the check that it failed.
pub fn verify(token: &str, keys: &[Jwk], witness: &mut impl Witness) -> Result<(), ErrorCode> {
    let w = witness;
    let parts = w.check(
        Check::Parts,
        || format!("{} parts", token.split('.').count()),
        || Parts::of(token).ok_or(ErrorCode::TokenMalformed),
    )?;
    let header = w.check(
        Check::Header,
        || match Header::read(&parts.header) {
            None => "not a JSON object with every name once".to_owned(),
            Some(header) => header.harmful().unwrap_or("nothing harmful").to_owned(),
        },
        || check_header(&parts.header),
    )?;
    let candidates = w.check(
        Check::Key,
        || header.kid().to_string(),
        || check_key(&header, keys),
    )?;
    let (keys, scheme) = w.check(
        Check::Algorithm,
        || header.alg().to_string(),
        || check_alg(&header, &candidates),
    )?;
    w.check(
        Check::Signature,
        || match keys.len() {
            1 => format!("{} bytes", parts.signature.len()),
            keys => format!(
                "{} bytes, and {keys} keys that may have signed",
                parts.signature.len()
            ),
        },
        || check_signature(&parts, &keys, &scheme),
    )
}

/// What a header holds besides is ignored (RFC 7515 §4), but for what changes
/// how the token is checked.
fn check_header(json: &[u8]) -> Result<Header<'_>, ErrorCode> {
    let header = Header::read(json).ok_or(ErrorCode::TokenMalformed)?;
    match header.harmful() {
        Some(_) => Err(ErrorCode::TokenHeaderRejected),
        None => Ok(header),
    }
}

/// The keys with that id, and those without any.
fn check_key<'k>(header: &Header<'_>, keys: &'k [Jwk]) -> Result<Vec<&'k Jwk>, ErrorCode> {
    let fits = |key: &&Jwk| match (header.kid().text(), key.kid.as_deref()) {
        (Some(wanted), Some(kid)) => wanted == kid,
        _ => true,
    };
    let candidates: Vec<&Jwk> = keys.iter().filter(fits).collect();
    if candidates.is_empty() {
        return Err(ErrorCode::TokenKeyUnknown);
    }
    Ok(candidates)
}

/// The keys that are for this algorithm and for signatures.
fn check_alg<'k>(
    header: &Header<'_>,
    candidates: &[&'k Jwk],
) -> Result<(Vec<&'k Jwk>, Scheme), ErrorCode> {
    let alg = header.alg().text().unwrap_or_default();
    let keys: Vec<&Jwk> = candidates
        .iter()
        .copied()
        .filter(|key| is_for(key, alg))
        .collect();
    match Scheme::named(alg) {
        Some(scheme) if !keys.is_empty() => Ok((keys, scheme)),
        _ => Err(ErrorCode::TokenAlgorithmRejected),
    }
}

fn is_for(key: &Jwk, alg: &str) -> bool {
    let (kty, crv) = match alg {
        "HS256" | "HS384" | "HS512" => ("oct", None),
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => ("RSA", None),
        "ES256" => ("EC", Some("P-256")),
        "ES384" => ("EC", Some("P-384")),
        "ES512" => ("EC", Some("P-521")),
        "ES256K" => ("EC", Some("secp256k1")),
        "EdDSA" | "Ed25519" => ("OKP", Some("Ed25519")),
        _ => return false,
    };
    let named = match key.alg.as_deref() {
        None => true,
        // Not an algorithm: ES512 with the number of its curve. Keys with this
        // slip are about, among them some of Wycheproof's.
        Some("ES521") => alg == "ES512",
        Some(named) => named == alg,
    };
    named
        && key.kty == kty
        && (crv.is_none() || key.crv.as_deref() == crv)
        && (key.is_for("verify") || key.is_for("sign"))
}

fn check_signature(parts: &Parts<'_>, keys: &[&Jwk], scheme: &Scheme) -> Result<(), ErrorCode> {
    let signed = parts.signed.as_bytes();
    let fits = |key: &&Jwk| scheme.verify(key, signed, &parts.signature) == Some(true);
    if keys.iter().any(fits) {
        Ok(())
    } else {
        Err(ErrorCode::TokenSignatureInvalid)
    }
}

/// Whether this key made this signature by the algorithm of that name: for one
/// who has chosen both already.
#[cfg(feature = "lab")]
#[must_use]
pub fn has_signed(alg: &str, key: &Jwk, message: &[u8], signature: &[u8]) -> bool {
    let scheme = Scheme::named(alg).filter(|_| is_for(key, alg));
    scheme.is_some_and(|scheme| scheme.verify(key, message, signature) == Some(true))
}

/// How an algorithm is computed.
enum Scheme {
    Hmac(hmac::Algorithm),
    Rsa(&'static RsaParameters),
    /// Over a public point.
    Curve(&'static dyn VerificationAlgorithm),
    /// Over a public key that is one coordinate.
    Edwards,
}

impl Scheme {
    /// RFC 7518 §3.1, RFC 8037 §3.1, RFC 8812 §3.2 and RFC 9864 §2.2.
    fn named(alg: &str) -> Option<Self> {
        Some(match alg {
            "HS256" => Self::Hmac(hmac::HMAC_SHA256),
            "HS384" => Self::Hmac(hmac::HMAC_SHA384),
            "HS512" => Self::Hmac(hmac::HMAC_SHA512),
            "RS256" => Self::Rsa(&RSA_PKCS1_2048_8192_SHA256),
            "RS384" => Self::Rsa(&RSA_PKCS1_2048_8192_SHA384),
            "RS512" => Self::Rsa(&RSA_PKCS1_2048_8192_SHA512),
            "PS256" => Self::Rsa(&RSA_PSS_2048_8192_SHA256),
            "PS384" => Self::Rsa(&RSA_PSS_2048_8192_SHA384),
            "PS512" => Self::Rsa(&RSA_PSS_2048_8192_SHA512),
            "ES256" => Self::Curve(&ECDSA_P256_SHA256_FIXED),
            "ES384" => Self::Curve(&ECDSA_P384_SHA384_FIXED),
            "ES512" => Self::Curve(&ECDSA_P521_SHA512_FIXED),
            "ES256K" => Self::Curve(&ECDSA_P256K1_SHA256_FIXED),
            "EdDSA" | "Ed25519" => Self::Edwards,
            _ => return None,
        })
    }

    /// Whether the signature fits; `None` if the key lacks a part.
    fn verify(&self, key: &Jwk, message: &[u8], signature: &[u8]) -> Option<bool> {
        let part = |member: &Option<String>| bytes(member.as_ref());
        Some(match self {
            Self::Hmac(algorithm) => {
                let secret = part(&key.k).filter(|secret| !secret.is_empty())?;
                hmac::verify(&hmac::Key::new(*algorithm, &secret), message, signature).is_ok()
            }
            Self::Rsa(parameters) => {
                let (n, e) = (part(&key.n)?, part(&key.e)?);
                let key = RsaPublicKeyComponents { n, e };
                key.verify(parameters, message, signature).is_ok()
            }
            Self::Curve(algorithm) => {
                let point = uncompressed_point(&part(&key.x)?, &part(&key.y)?);
                algorithm.verify_sig(&point, message, signature).is_ok()
            }
            Self::Edwards => ED25519
                .verify_sig(&part(&key.x)?, message, signature)
                .is_ok(),
        })
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{
        ECDSA_P256K1_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
        EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _,
    };
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    use super::*;
    use crate::auth::trace::Unwatched;

    fn text(bytes: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn signed(alg: &str) -> String {
        let header = json!({ "alg": alg }).to_string();
        format!("{}.{}", text(header.as_bytes()), text(b"any bytes"))
    }

    fn judged(token: &str, key: &Value) -> Result<(), ErrorCode> {
        let key = serde_json::from_value(key.clone()).unwrap();
        verify(token, &[key], &mut Unwatched)
    }

    #[test]
    fn every_hmac_is_computed_by_its_own_hash() {
        let secret = [7; 64];
        let key = json!({ "kty": "oct", "k": text(&secret) });
        let algorithms = [
            ("HS256", hmac::HMAC_SHA256),
            ("HS384", hmac::HMAC_SHA384),
            ("HS512", hmac::HMAC_SHA512),
        ];
        for (alg, _) in algorithms {
            for (other, algorithm) in algorithms {
                let message = signed(alg);
                let tag = hmac::sign(&hmac::Key::new(algorithm, &secret), message.as_bytes());
                let token = format!("{message}.{}", text(tag.as_ref()));
                let fits = judged(&token, &key).is_ok();
                assert_eq!(fits, alg == other, "{alg} signed as {other}");
            }
        }
        let empty = json!({ "kty": "oct", "k": "" });
        let tag = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, b""),
            signed("HS256").as_bytes(),
        );
        let token = format!("{}.{}", signed("HS256"), text(tag.as_ref()));
        assert_eq!(
            judged(&token, &empty),
            Err(ErrorCode::TokenSignatureInvalid)
        );
    }

    #[test]
    fn the_curves_that_no_published_vector_covers_are_checked() {
        let curves: [(&str, &str, &'static EcdsaSigningAlgorithm); 2] = [
            ("ES384", "P-384", &ECDSA_P384_SHA384_FIXED_SIGNING),
            ("ES256K", "secp256k1", &ECDSA_P256K1_SHA256_FIXED_SIGNING),
        ];
        for (alg, crv, algorithm) in curves {
            let pair = EcdsaKeyPair::generate(algorithm).unwrap();
            let (x, y) =
                pair.public_key().as_ref()[1..].split_at(pair.public_key().as_ref().len() / 2);
            let key = json!({ "kty": "EC", "crv": crv, "x": text(x), "y": text(y) });
            let message = signed(alg);
            let signature = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
            let token = format!("{message}.{}", text(signature.as_ref()));
            assert_eq!(judged(&token, &key), Ok(()), "{alg}");
            let forged = format!("{message}.{}", text(&vec![1; signature.as_ref().len()]));
            assert_eq!(judged(&forged, &key), Err(ErrorCode::TokenSignatureInvalid));
        }
    }

    #[test]
    fn a_key_with_another_id_is_not_the_one_that_the_token_names() {
        let secret = [7; 32];
        let header = json!({ "alg": "HS256", "kid": "a" }).to_string();
        let message = format!("{}.e30", text(header.as_bytes()));
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let tag = hmac::sign(&key, message.as_bytes());
        let token = format!("{message}.{}", text(tag.as_ref()));
        for (kid, judgement) in [
            (json!("a"), Ok(())),
            (json!(null), Ok(())),
            (json!("b"), Err(ErrorCode::TokenKeyUnknown)),
        ] {
            let key = json!({ "kty": "oct", "kid": kid, "k": text(&secret) });
            assert_eq!(judged(&token, &key), judgement, "{kid}");
        }
    }

    #[test]
    fn of_several_keys_that_may_have_signed_each_is_tried() {
        let (secret, other) = (text(&[7; 32]), text(&[8; 32]));
        let message = signed("HS256");
        let tag = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]),
            message.as_bytes(),
        );
        let token = format!("{message}.{}", text(tag.as_ref()));
        let keys = [&other, &secret].map(|k| {
            let key = json!({ "kty": "oct", "k": k });
            serde_json::from_value(key).unwrap()
        });
        assert_eq!(verify(&token, &keys, &mut Unwatched), Ok(()));
        assert!(verify(&token, &keys[..1], &mut Unwatched).is_err());
    }

    #[test]
    fn ed25519_goes_by_both_of_its_names() {
        let pair = Ed25519KeyPair::generate().unwrap();
        let x = text(pair.public_key().as_ref());
        let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
        for alg in ["EdDSA", "Ed25519"] {
            let message = signed(alg);
            let token = format!("{message}.{}", text(pair.sign(message.as_bytes()).as_ref()));
            assert_eq!(judged(&token, &key), Ok(()), "{alg}");
        }
        let message = signed("Ed448");
        let token = format!("{message}.{}", text(pair.sign(message.as_bytes()).as_ref()));
        assert_eq!(judged(&token, &key), Err(ErrorCode::TokenAlgorithmRejected));
    }
}
