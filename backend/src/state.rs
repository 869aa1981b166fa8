//! What every request can reach.

use std::time::Duration;

use crate::auth::access_token::Policy;
use crate::auth::keys::KeyRing;
use crate::auth::password::PasswordHasher;
use crate::auth::revocation::Revocations;
use crate::clock::{Clock, whole_seconds};
use crate::db::connection::Database;

/// Made once at start, shared by all threads.
pub struct AppState {
    /// The time.
    pub clock: Clock,
    /// The keys that sign and verify.
    pub keys: KeyRing,
    /// What all tokens have in common.
    pub policy: Policy,
    /// How long a session may last.
    pub session_lifetime: Duration,
    /// The sessions that ended early.
    pub revocations: Revocations,
    /// Hashes passwords.
    pub passwords: PasswordHasher,
    /// Users, sessions, notes.
    pub database: Database,
}

impl AppState {
    /// The second at which the last token of a session that ended at `seconds`
    /// has expired by itself.
    #[must_use]
    pub fn last_token_expires(&self, seconds: i64) -> i64 {
        let lifetime = self.policy.lifetime + self.policy.leeway;
        seconds.saturating_add(whole_seconds(lifetime))
    }
}
