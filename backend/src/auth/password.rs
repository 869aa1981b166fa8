//! Hashing passwords and checking them: the only user of bcrypt.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::hashing_pool::{HashingPool, Load, Overloaded};

/// A secret that goes into every hash and is kept outside the database, so that
/// a stolen database alone is not enough to guess passwords with.
pub type Pepper = [u8; 32];

/// The version of the pepper in use, stored beside each hash so that there can
/// be a second one.
pub const PEPPER_VERSION: i32 = 1;

/// A sum over the pepper by which two servers can tell that they have the same one.
/// Of 32 random bytes nobody finds those that have this sum.
#[must_use]
pub fn fingerprint(pepper: &Pepper) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, pepper);
    STANDARD_NO_PAD.encode(hmac::sign(&key, b"tessera pepper fingerprint\x01"))
}

/// What is stored of a password: bcrypt's own text, salt and cost included.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// A hash that was stored before.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text to store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes hashes and checks passwords against them.
#[derive(Clone)]
pub struct PasswordHasher {
    pool: HashingPool,
    key: hmac::Key,
    cost: u32,
}

/// A hash could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many others wait.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The stored text is no bcrypt hash, or the system gives no random bytes.
    #[error(transparent)]
    Bcrypt(#[from] bcrypt::BcryptError),
}

impl PasswordHasher {
    /// How much the threads that hash have to do.
    #[must_use]
    pub fn load(&self) -> Load {
        self.pool.load()
    }

    /// A hasher of this cost: each step more doubles the work.
    #[must_use]
    pub fn new(pool: HashingPool, pepper: &Pepper, cost: u32) -> Self {
        Self {
            pool,
            key: hmac::Key::new(hmac::HMAC_SHA384, pepper),
            cost,
        }
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// When too many others wait.
    pub async fn hash(&self, password: &str) -> Result<PasswordHash, HashError> {
        let (peppered, cost) = (self.pepper(password), self.cost);
        let hash = self
            .pool
            .run(move || bcrypt::hash(peppered, cost))
            .await??;
        Ok(PasswordHash(hash))
    }

    /// The same where no request waits for it, at the start say: however long it
    /// takes on a machine that has other things to do.
    ///
    /// # Errors
    /// When it takes minutes.
    pub async fn hash_at_leisure(&self, password: &str) -> Result<PasswordHash, HashError> {
        let (peppered, cost) = (self.pepper(password), self.cost);
        let hash = self
            .pool
            .run_within(HashingPool::LEISURE, move || bcrypt::hash(peppered, cost))
            .await??;
        Ok(PasswordHash(hash))
    }

    /// Whether `password` is the one that `stored` was made of. Without a stored
    /// hash, for a user who does not exist, the answer is no and takes as long:
    /// the time must not tell which names are taken.
    ///
    /// # Errors
    /// When too many others wait, or the stored hash is damaged.
    pub async fn verify(
        &self,
        password: &str,
        stored: Option<&PasswordHash>,
    ) -> Result<bool, HashError> {
        let peppered = self.pepper(password);
        let exists = stored.is_some();
        let cost = self.cost;
        let hash = stored.map_or_else(|| dummy_hash(cost), |hash| hash.0.clone());
        let matches = self
            .pool
            .run(move || verify_at_cost(&peppered, &hash, cost))
            .await??;
        Ok(matches && exists)
    }

    /// Whether `stored` was made at a lower cost than is asked for now, so that
    /// it should be made again while the password is at hand.
    #[must_use]
    pub fn is_outdated(&self, stored: &PasswordHash) -> bool {
        cost_of(&stored.0).is_ok_and(|cost| cost < self.cost)
    }

    /// HMAC-SHA-384 in base64: 64 characters, whatever the password. bcrypt by
    /// itself ignores all after 72 bytes (24 Chinese characters) and stops at a
    /// NUL; behind this, every byte counts.
    fn pepper(&self, password: &str) -> String {
        STANDARD_NO_PAD.encode(hmac::sign(&self.key, password.as_bytes()))
    }
}

/// Verifies, and works on until it has cost as much as a hash of `cost`: 2^c
/// steps and then 2^c + 2^(c+1) + … + 2^(cost-1) are 2^cost. Otherwise a hash
/// from before the cost was raised would be told from a name that nobody has.
fn verify_at_cost(peppered: &str, hash: &str, cost: u32) -> Result<bool, bcrypt::BcryptError> {
    let matches = bcrypt::verify(peppered, hash)?;
    for cost in cost_of(hash)?..cost {
        bcrypt::verify(peppered, &dummy_hash(cost))?;
    }
    Ok(matches)
}

fn cost_of(hash: &str) -> Result<u32, bcrypt::BcryptError> {
    hash.parse::<bcrypt::HashParts>()
        .map(|parts| parts.get_cost())
}

/// A hash of the right form and cost that fits no password we know.
fn dummy_hash(cost: u32) -> String {
    format!("$2b${cost:02}$C6UzMDM.H6dfI/f/IKcEe.7Zq0VfyJ3gqrQ1TQhgZz7zJtDgOQG2u")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher() -> PasswordHasher {
        PasswordHasher::new(HashingPool::start().unwrap(), &[7; 32], 4)
    }

    #[tokio::test]
    async fn the_last_of_many_characters_matters() {
        let hasher = hasher();
        for long in [
            "密".repeat(64),
            "x".repeat(71),
            "x".repeat(72),
            "x".repeat(73),
        ] {
            let hash = hasher.hash(&long).await.unwrap();
            assert!(hasher.verify(&long, Some(&hash)).await.unwrap());
            let other = format!(
                "{}y",
                &long[..long.len() - long.chars().last().unwrap().len_utf8()]
            );
            assert!(!hasher.verify(&other, Some(&hash)).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_nul_ends_nothing() {
        let hasher = hasher();
        let hash = hasher.hash("password\0password").await.unwrap();
        assert!(!hasher.verify("password", Some(&hash)).await.unwrap());
        assert!(!hasher.verify("password\0other", Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_is_bcrypt_of_the_cost_asked_for_and_needs_the_pepper() {
        let hasher = hasher();
        let hash = hasher.hash("correct horse").await.unwrap();
        assert!(hash.as_str().starts_with("$2b$04$"), "{}", hash.as_str());
        let other = PasswordHasher::new(HashingPool::start().unwrap(), &[8; 32], 4);
        assert!(!other.verify("correct horse", Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_knows_the_password_of_a_user_who_does_not_exist() {
        assert!(!hasher().verify("anything at all", None).await.unwrap());
    }

    #[test]
    fn the_dummy_hash_is_one_that_bcrypt_works_on() {
        for cost in [4, 10] {
            assert!(!bcrypt::verify("x", &dummy_hash(cost)).unwrap());
        }
    }

    #[tokio::test]
    async fn a_raised_cost_makes_a_stored_hash_outdated_and_still_verifies_it() {
        let old = hasher();
        let hash = old.hash("correct horse").await.unwrap();
        let raised = PasswordHasher::new(HashingPool::start().unwrap(), &[7; 32], 6);
        assert!(!old.is_outdated(&hash));
        assert!(raised.is_outdated(&hash));
        assert!(raised.verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!raised.verify("another horse", Some(&hash)).await.unwrap());
    }
}
