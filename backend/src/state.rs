//! What every request can reach.

use std::time::Duration;

use arc_swap::ArcSwap;

use crate::auth::access_token::Policy;
use crate::auth::keys::KeyRing;
use crate::auth::password::PasswordHasher;
use crate::auth::revocation::Revocations;
use crate::clock::Clock;
use crate::db::connection::Database;

/// Made once at start, shared by all threads.
pub struct AppState {
    /// The time.
    pub clock: Clock,
    /// The keys that sign and verify.
    /// Another ring takes their place when their file changes; whoever is using
    /// the old one keeps it until done.
    pub keys: ArcSwap<KeyRing>,
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
