//! What every request can reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use shared::claims::Role;

use crate::auth::access_token::Policy;
use crate::auth::keys::KeyRing;
use crate::auth::password::PasswordHasher;
use crate::auth::refresh_token::RefreshKey;
use crate::auth::revocation::Revocations;
use crate::auth::rotation::Limits;
use crate::auth::throttle::Throttle;
use crate::clock::Clock;
use crate::config::{Network, OtherApi};
use crate::db::connection::Database;
use crate::mail::Mailer;
use crate::metrics::Metrics;
use crate::profiles::Profiles;
use crate::web::cookies::Cookies;

/// Made once at start, shared by all threads.
pub struct AppState {
    /// The time.
    pub clock: Clock,
    /// The keys that sign and verify.
    /// Another ring takes their place when their file changes; whoever is using
    /// the old one keeps it until done.
    pub keys: ArcSwap<KeyRing>,
    /// When those were read, in milliseconds since 1970.
    pub keys_taken_at: AtomicI64,
    /// What all tokens have in common.
    pub policy: Policy,
    /// How long a session may last, whatever happens.
    pub session_lifetime: Duration,
    /// How long its refresh tokens are good for.
    pub refresh_limits: Limits,
    /// Makes and reads refresh tokens.
    pub refresh_key: RefreshKey,
    /// How recent a password must be for what cannot be undone.
    pub step_up_max_age: Duration,
    /// The sessions that ended early.
    pub revocations: Revocations,
    /// What users say of themselves.
    pub profiles: Profiles,
    /// Hashes passwords.
    pub passwords: PasswordHasher,
    /// Users, sessions, notes.
    pub database: Database,
    /// Slows down guessing.
    pub throttles: Throttles,
    /// How our cookies are named.
    pub cookies: Cookies,
    /// Where browsers reach the server.
    pub public_url: String,
    /// The APIs on other servers for which one can have tokens.
    pub other_apis: Vec<OtherApi>,
    /// Who may say where a request comes from.
    pub trusted_proxies: Vec<Network>,
    /// Sends mail.
    pub mailer: Mailer,
    /// When what had ended was read from the database, in milliseconds since 1970.
    pub started_at: i64,
    /// Counts what happens.
    pub metrics: Arc<Metrics>,
    /// Whether this is somebody's own machine.
    pub is_development: bool,
    /// Whether the server was told to stop.
    pub draining: AtomicBool,
}

/// What is counted, and against what.
pub struct Throttles {
    /// Wrong passwords for one account from one address.
    pub account: Throttle,
    /// Wrong passwords from one address, whatever the accounts.
    pub address: Throttle,
    /// New accounts from one address.
    pub register: Throttle,
    /// Links for forgotten passwords from one address.
    pub reset: Throttle,
}

impl AppState {
    /// Has these keys sign and verify from now on.
    pub fn take_keys(&self, keys: KeyRing) {
        self.keys.store(keys.into());
        let now = self.clock.millis();
        self.keys_taken_at.store(now, Ordering::Relaxed);
    }

    /// From now on, no new work is wanted.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether the server is about to stop.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// Ends sessions in memory, after the database has them as ended: from now on
    /// their tokens are refused.
    pub fn end_sessions<'a>(&self, ids: impl IntoIterator<Item = &'a String>, now_millis: i64) {
        let now = now_millis.div_euclid(1000);
        let forget_at = self.policy.last_token_expires(now);
        for id in ids {
            self.revocations.end_session(id, forget_at, now);
        }
    }

    /// What a user is from now on, in memory, after the database has it: their role,
    /// and nobody any more if disabled or deleted. What they say of themselves may
    /// have changed as well, and is read again.
    pub fn user_became(&self, user_id: &str, role: Option<Role>, at_millis: i64) {
        let forget_at = self.policy.last_token_expires(at_millis.div_euclid(1000));
        self.revocations
            .user_became(user_id, role, forget_at, at_millis);
        self.profiles.forget(user_id);
    }
}
