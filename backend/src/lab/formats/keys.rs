//! The keys of this lesson: made when they are first asked for, kept in memory,
//! gone with the process. The server's own keys sign nothing here.

use std::sync::OnceLock;

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::{self, SystemRandom};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pkcs1::RsaPublicKeyRef;
use pkcs8::der::Decode as _;
use shared::lab::formats::VerifyingKeys;

/// A secret for the formats with an HMAC, a pair for those with RSA.
pub(super) struct Keys {
    secret: [u8; 32],
    pair: RsaKeyPair,
    n: Vec<u8>,
    e: Vec<u8>,
}

/// The keys, once somebody has asked for them.
#[derive(Default)]
pub(crate) struct LabKeys(OnceLock<Keys>);

impl LabKeys {
    /// The keys: the same for as long as the server runs.
    pub(super) fn get(&self) -> Result<&Keys, NoRandomness> {
        match self.0.get() {
            Some(keys) => Ok(keys),
            // Of two who are first at once, both get what one of them made.
            None => {
                let made = Keys::generate()?;
                Ok(self.0.get_or_init(|| made))
            }
        }
    }
}

impl Keys {
    fn generate() -> Result<Self, NoRandomness> {
        let mut secret = [0; 32];
        rand::fill(&mut secret)?;
        let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
        // PKCS #1: the modulus and the exponent, one after the other.
        let public =
            RsaPublicKeyRef::from_der(pair.public_key().as_ref()).map_err(|_| NoRandomness)?;
        let (n, e) = (public.modulus, public.public_exponent);
        let (n, e) = (n.as_bytes().to_vec(), e.as_bytes().to_vec());
        Ok(Self { secret, pair, n, e })
    }

    /// HMAC-SHA256 by the secret (RFC 2104).
    pub(super) fn hmac(&self, message: &[u8]) -> Vec<u8> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.secret);
        hmac::sign(&key, message).as_ref().to_vec()
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2), by the private half.
    pub(super) fn rsa(&self, message: &[u8]) -> Result<Vec<u8>, NoRandomness> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = SystemRandom::new();
        self.pair
            .sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
        Ok(signature)
    }

    /// Modulus and exponent as XML Signature writes them.
    pub(super) fn rsa_in_base64(&self) -> (String, String) {
        (STANDARD.encode(&self.n), STANDARD.encode(&self.e))
    }

    /// What verifies: half of the pair, and all there is of the secret.
    pub(super) fn verifying(&self) -> VerifyingKeys {
        VerifyingKeys {
            hmac_secret: URL_SAFE_NO_PAD.encode(self.secret),
            rsa_n: URL_SAFE_NO_PAD.encode(&self.n),
            rsa_e: URL_SAFE_NO_PAD.encode(&self.e),
        }
    }
}

/// SHA-256, in base64.
pub(super) fn sha256(message: &[u8]) -> String {
    STANDARD.encode(digest::digest(&digest::SHA256, message))
}

/// A key or a signature did not come out.
#[derive(Debug, thiserror::Error)]
#[error("the system gave no random bytes for the keys of the lesson")]
pub(super) struct NoRandomness;

impl From<Unspecified> for NoRandomness {
    fn from(_: Unspecified) -> Self {
        Self
    }
}
