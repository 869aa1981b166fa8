//! An encrypted token: JSON Web Encryption in its compact form (RFC 7516 §7.1),
//! made and opened in this browser by WebCrypto.
//!
//! ```text
//! header . encrypted key . initialization vector . ciphertext . tag
//! ```
//!
//! RSA encrypts no more than a few bytes, so it encrypts a fresh key, and AES
//! encrypts the rest with that: `RSA-OAEP-256` (RFC 7518 §4.3) and `A256GCM`
//! (§5.3). GCM makes a tag over the ciphertext and the header as well, so that
//! whoever alters either is found out.

use js_sys::{Reflect, Uint8Array};
use leptos::prelude::window;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::CryptoKey;

use crate::lab::crypto::{CryptoError, base64url, from_base64url, members, settle, subtle, usages};

const ALG: &str = "RSA-OAEP-256";
const ENC: &str = "A256GCM";
/// What NIST SP 800-38D recommends for GCM, and RFC 7518 §5.3 asks for.
const IV_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// Who can open what is encrypted.
#[derive(Clone)]
pub(super) struct Recipient {
    /// Not extractable: no script can get it out of the browser's hands, this
    /// page's own included.
    private: CryptoKey,
    public: CryptoKey,
}

impl Recipient {
    /// With a new pair of keys, of 2048 bits.
    pub(super) async fn new() -> Result<Self, CryptoError> {
        let algorithm = members([
            ("name", "RSA-OAEP".into()),
            ("hash", "SHA-256".into()),
            ("modulusLength", 2048.into()),
            ("publicExponent", Uint8Array::from(&[1, 0, 1][..]).into()),
        ]);
        let usages = usages(&["wrapKey", "unwrapKey"]);
        let pair = subtle()?.generate_key_with_object(&algorithm, false, &usages);
        let pair = settle(pair, CryptoError::Failed).await?;
        let half = |name: &str| {
            let key = Reflect::get(&pair, &name.into()).map_err(|_| CryptoError::Failed)?;
            Ok(key.unchecked_into())
        };
        Ok(Self {
            private: half("privateKey")?,
            public: half("publicKey")?,
        })
    }

    /// Encrypts for this recipient. For that the public key is enough, so a token
    /// that opens says nothing about who made it.
    ///
    /// `content` is the `cty` of the header: `JWT` if what is encrypted is a
    /// token itself (RFC 7519 §5.2).
    pub(super) async fn encrypt(
        &self,
        plaintext: &[u8],
        content: Option<&str>,
    ) -> Result<String, CryptoError> {
        let mut header = json!({ "alg": ALG, "enc": ENC });
        if let Some(content) = content {
            header["cty"] = json!(content);
        }
        let header = base64url(header.to_string());

        // A key for this one token, encrypted by RSA.
        let aes = members([("name", "AES-GCM".into()), ("length", 256.into())]);
        let key = subtle()?.generate_key_with_object(&aes, true, &usages(&["encrypt"]));
        let key: CryptoKey = settle(key, CryptoError::Failed).await?.unchecked_into();
        let wrapped = subtle()?.wrap_key_with_object("raw", &key, &self.public, &oaep());
        let wrapped = bytes(&settle(wrapped, CryptoError::Failed).await?);

        // A number used once: with the same key and vector twice, GCM is broken.
        let mut iv = [0; IV_BYTES];
        let random = window().crypto().map_err(|_| CryptoError::Unsupported)?;
        random
            .get_random_values_with_u8_array(&mut iv)
            .map_err(|_| CryptoError::Failed)?;

        let plaintext = Uint8Array::from(plaintext);
        let sealed =
            subtle()?.encrypt_with_object_and_js_u8_array(&gcm(&iv, &header), &key, &plaintext);
        let sealed = bytes(&settle(sealed, CryptoError::Failed).await?);
        let (ciphertext, tag) = sealed.split_at(sealed.len() - TAG_BYTES);
        let [wrapped, iv, ciphertext, tag] = [&*wrapped, &iv, ciphertext, tag].map(base64url);
        Ok([header, wrapped, iv, ciphertext, tag].join("."))
    }

    /// What is in it. [`CryptoError::Failed`] if any part of it is another than
    /// it was: the browser does not say which, and must not.
    pub(super) async fn decrypt(&self, token: &str) -> Result<Vec<u8>, CryptoError> {
        let parts: Vec<&str> = token.split('.').collect();
        let [header, wrapped, iv, ciphertext, tag] = parts[..] else {
            return Err(CryptoError::Failed);
        };
        // This recipient takes these two algorithms, whatever the header says.
        let read = |part| from_base64url(part).ok_or(CryptoError::Failed);
        let told: Value =
            serde_json::from_slice(&read(header)?).map_err(|_| CryptoError::Failed)?;
        if told["alg"] != ALG || told["enc"] != ENC {
            return Err(CryptoError::Unsupported);
        }
        let (wrapped, iv) = (read(wrapped)?, read(iv)?);
        let sealed = [read(ciphertext)?, read(tag)?].concat();

        let wrapped = Uint8Array::from(&*wrapped);
        let key = subtle()?.unwrap_key_with_js_u8_array_and_object_and_object(
            "raw",
            &wrapped,
            &self.private,
            &oaep(),
            &members([("name", "AES-GCM".into())]),
            false,
            &usages(&["decrypt"]),
        );
        let key: CryptoKey = settle(key, CryptoError::Failed).await?.unchecked_into();
        let sealed = Uint8Array::from(&*sealed);
        let opened =
            subtle()?.decrypt_with_object_and_js_u8_array(&gcm(&iv, header), &key, &sealed);
        Ok(bytes(&settle(opened, CryptoError::Failed).await?))
    }
}

fn oaep() -> js_sys::Object {
    members([("name", "RSA-OAEP".into())])
}

/// The header as it stands in the token is sealed along (RFC 7516 §5.1 step 14).
fn gcm(iv: &[u8], header: &str) -> js_sys::Object {
    members([
        ("name", "AES-GCM".into()),
        ("iv", Uint8Array::from(iv).into()),
        ("additionalData", Uint8Array::from(header.as_bytes()).into()),
        ("tagLength", 128.into()),
    ])
}

fn bytes(buffer: &JsValue) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::super::specimen::{alter_at, part_of};
    use super::*;

    #[wasm_bindgen_test]
    async fn what_is_encrypted_is_opened_by_its_recipient_alone() {
        let recipient = Recipient::new().await.unwrap();
        let token = recipient.encrypt(b"{}", Some("JWT")).await.unwrap();
        assert_eq!(recipient.decrypt(&token).await.unwrap(), b"{}");
        assert_eq!(token.split('.').count(), 5);
        let (_, header) = part_of(&token, 0).unwrap();
        let header: Value = serde_json::from_slice(&from_base64url(header).unwrap()).unwrap();
        let expected = json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT" });
        assert_eq!(header, expected);
        let other = Recipient::new().await.unwrap();
        assert_eq!(other.decrypt(&token).await, Err(CryptoError::Failed));
        // The same once more is another token.
        let again = recipient.encrypt(b"{}", Some("JWT")).await.unwrap();
        assert_ne!(part_of(&token, 3), part_of(&again, 3));
    }

    #[wasm_bindgen_test]
    async fn a_token_with_one_other_character_in_any_part_does_not_open() {
        let recipient = Recipient::new().await.unwrap();
        let claims = [b'a'; 30];
        let token = recipient.encrypt(&claims, None).await.unwrap();
        for index in 0..5 {
            let (start, _) = part_of(&token, index).unwrap();
            let (other, _) = alter_at(&token, start + 2);
            assert!(recipient.decrypt(&other).await.is_err(), "part {index}");
        }
        assert!(recipient.decrypt("a.b.c").await.is_err());
    }

    #[wasm_bindgen_test]
    async fn the_private_key_stays_in_the_browser() {
        let recipient = Recipient::new().await.unwrap();
        assert!(!recipient.private.extractable());
    }
}
