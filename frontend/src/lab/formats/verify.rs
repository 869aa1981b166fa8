//! The checks of a signature, really made in this browser, format by format.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use js_sys::Uint8Array;
use serde_json::json;
use shared::lab::formats::VerifyingKeys;

use super::saml::Signed;
use super::specimen::Format;
use crate::lab::crypto::{self, Alg, CryptoError, Key};

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// The token has the shape of its format.
    Shape,
    /// The same HMAC comes out when it is made again.
    Hmac,
    /// The RSA signature fits the public key.
    Rsa,
    /// The note that is signed is about this assertion.
    Reference,
    /// The assertion has the digest that the note tells.
    Digest,
    /// RSA has signed the note.
    SignedInfo,
}

/// A check and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) check: Check,
    pub(super) holds: bool,
    /// What was computed here and what the token says, where both are texts.
    pub(super) compared: Option<(String, String)>,
}

impl Finding {
    fn new(check: Check, holds: bool) -> Self {
        Self {
            check,
            holds,
            compared: None,
        }
    }

    fn comparing(check: Check, computed: String, told: &str) -> Self {
        Self {
            check,
            holds: computed == told,
            compared: Some((computed, told.to_owned())),
        }
    }
}

/// Every check of the format's signature, in order.
///
/// The keys are those that the server has told, never one that the token brings.
pub(super) async fn verify(
    format: Format,
    text: &str,
    keys: &VerifyingKeys,
) -> Result<Vec<Finding>, CryptoError> {
    match format {
        Format::Hs256 => match text.rsplit_once('.') {
            Some((signed, told)) => {
                let mac = hmac(signed, keys).await?;
                let mac = crypto::base64url(mac);
                Ok(vec![Finding::comparing(Check::Hmac, mac, told)])
            }
            None => Ok(shapeless()),
        },
        Format::Rs256 => {
            let parts = text.rsplit_once('.');
            let parts = parts
                .and_then(|(signed, signature)| Some((signed, crypto::from_base64url(signature)?)));
            match parts {
                Some((signed, signature)) => {
                    let fits = rsa(signed, &signature, keys).await?;
                    Ok(vec![Finding::new(Check::Rsa, fits)])
                }
                None => Ok(shapeless()),
            }
        }
        Format::Swt => match text.rsplit_once("&HMACSHA256=") {
            Some((signed, told)) => {
                let mac = STANDARD.encode(hmac(signed, keys).await?);
                let mac: String = js_sys::encode_uri_component(&mac).into();
                Ok(vec![Finding::comparing(Check::Hmac, mac, told)])
            }
            None => Ok(shapeless()),
        },
        Format::Saml => match Signed::read(text) {
            Some(signed) => saml(&signed, keys).await,
            None => Ok(shapeless()),
        },
        // Its tag is checked by decrypting.
        Format::Jwe => Ok(Vec::new()),
    }
}

fn shapeless() -> Vec<Finding> {
    vec![Finding::new(Check::Shape, false)]
}

/// First what is cheap to say and dear to forget: which element the signature is
/// about. Whoever verifies one and reads another is deceived by signature
/// wrapping.
async fn saml(signed: &Signed<'_>, keys: &VerifyingKeys) -> Result<Vec<Finding>, CryptoError> {
    let digest = STANDARD.encode(sha256(signed.assertion.as_bytes()).await?);
    let fits = match STANDARD.decode(signed.signature) {
        Ok(signature) => rsa(&signed.signed_info, &signature, keys).await?,
        Err(_) => false,
    };
    Ok(vec![
        Finding::new(Check::Reference, signed.reference == signed.id),
        Finding::comparing(Check::Digest, digest, signed.digest),
        Finding::new(Check::SignedInfo, fits),
    ])
}

/// Made again, as whoever can check an HMAC can also make one.
async fn hmac(message: &str, keys: &VerifyingKeys) -> Result<Vec<u8>, CryptoError> {
    let secret = crypto::from_base64url(&keys.hmac_secret).ok_or(CryptoError::KeyRejected)?;
    crypto::sign(Alg::Hs256, &Key::Secret(secret), message.as_bytes()).await
}

async fn rsa(message: &str, signature: &[u8], keys: &VerifyingKeys) -> Result<bool, CryptoError> {
    let jwk = json!({ "kty": "RSA", "n": keys.rsa_n, "e": keys.rsa_e });
    let key = Key::Jwk(jwk.to_string());
    crypto::verify(Alg::Rs256, &key, message.as_bytes(), signature).await
}

async fn sha256(message: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let message = Uint8Array::from(message);
    let digest = crypto::subtle()?.digest_with_str_and_js_u8_array("SHA-256", &message);
    let digest = crypto::settle(digest, CryptoError::Failed).await?;
    Ok(Uint8Array::new(&digest).to_vec())
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn keys() -> VerifyingKeys {
        VerifyingKeys {
            hmac_secret: crypto::base64url([7; 32]),
            rsa_n: String::new(),
            rsa_e: String::new(),
        }
    }

    #[wasm_bindgen_test]
    async fn a_simple_web_token_holds_until_a_character_is_another() {
        let mac = hmac("Issuer=a&ExpiresOn=1", &keys()).await.unwrap();
        let mac: String = js_sys::encode_uri_component(&STANDARD.encode(mac)).into();
        let token = format!("Issuer=a&ExpiresOn=1&HMACSHA256={mac}");
        let findings = verify(Format::Swt, &token, &keys()).await.unwrap();
        assert_eq!(findings.len(), 1);
        assert!(findings[0].holds, "{findings:?}");
        let other = token.replace("=1", "=2");
        let findings = verify(Format::Swt, &other, &keys()).await.unwrap();
        assert!(!findings[0].holds, "{findings:?}");
    }

    #[wasm_bindgen_test]
    async fn what_has_another_shape_is_told_so() {
        for format in Format::SIGNED {
            let findings = verify(format, "nothing", &keys()).await.unwrap();
            assert_eq!(findings, shapeless());
        }
    }
}
