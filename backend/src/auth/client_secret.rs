//! The secret of a service, which it proves itself with where a user would give a
//! password.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::Unspecified;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};

/// In front of each, so that a scanner finds one that was committed by mistake.
const PREFIX: &str = "tessera_";

/// What stands in the database instead of the secret: its SHA-256.
///
/// A password needs a slow hash and a pepper, because people choose what others
/// guess. This is 256 bits from the system's random source: who has the hash has
/// nothing to begin guessing with, and checking it costs nothing, so nobody can
/// keep the server busy with wrong ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretHash(String);

/// Makes a secret, to be shown once, and its hash, to be kept.
///
/// # Errors
/// When the system gives no random bytes.
pub fn generate() -> Result<(SecretString, SecretHash), Unspecified> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes)?;
    let secret = SecretString::from(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)));
    let hash = hash(&secret);
    Ok((secret, hash))
}

/// Whether this is the secret. For a service that nobody registered the same work
/// is done.
#[must_use]
pub fn verify(presented: &SecretString, stored: Option<&SecretHash>) -> bool {
    let presented = hash(presented);
    let nobodys = SecretHash(URL_SAFE_NO_PAD.encode([0; 32]));
    let expected = stored.unwrap_or(&nobodys);
    let fits = verify_slices_are_equal(presented.0.as_bytes(), expected.0.as_bytes()).is_ok();
    fits && stored.is_some()
}

fn hash(secret: &SecretString) -> SecretHash {
    let hash = digest(&SHA256, secret.expose_secret().as_bytes());
    SecretHash(URL_SAFE_NO_PAD.encode(hash))
}

impl SecretHash {
    /// As it was stored.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// To be stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_fits_its_own_hash_and_no_other() {
        let (secret, hash) = generate().unwrap();
        let (other, _) = generate().unwrap();
        assert!(verify(&secret, Some(&hash)));
        assert!(!verify(&other, Some(&hash)));
        assert!(!verify(&secret, None));
        assert!(!verify(&SecretString::from(hash.as_str()), Some(&hash)));
        assert!(!hash.as_str().contains(secret.expose_secret()));
    }
}
