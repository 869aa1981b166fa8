//! What is over before it expires.
//!
//! A signed token is valid until its time is up, whatever happened since: that
//! is the weakness of the format. The answer is a short list of the sessions
//! that ended early and of the users who are no longer what their tokens say,
//! kept in memory so that a request costs no query, and in the database so that
//! it outlives a crash.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{PoisonError, RwLock};

use shared::claims::Role;

/// What ended while tokens that say otherwise may still live.
///
/// Keyed by session and by user, not by token: one entry refuses all tokens of
/// the session, and a token's text can be varied without changing what it says.
#[derive(Debug, Default)]
pub struct Revocations {
    sessions: Expiring<()>,
    /// What the user is by now; nobody any more, if disabled or deleted.
    users: Expiring<Option<Role>>,
}

impl Revocations {
    /// Remembers that a session is over, until `forget_at` (seconds since 1970),
    /// when its last token has expired by itself.
    pub fn end_session(&self, session_id: &str, forget_at: i64, now: i64) {
        let end = Entry {
            value: (),
            order: forget_at,
            forget_at,
        };
        self.sessions.insert(session_id, end, now);
    }

    /// Remembers what a user is from the moment `at` (milliseconds since 1970) on,
    /// `None` for one who is disabled or deleted, until `forget_at`, when the last
    /// token that says otherwise has expired. Whether that is news.
    pub fn user_became(&self, user_id: &str, role: Option<Role>, forget_at: i64, at: i64) -> bool {
        let change = Entry {
            value: role,
            order: at,
            forget_at,
        };
        self.users.insert(user_id, change, at.div_euclid(1000))
    }

    /// How many sessions and how many users are remembered.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.sessions.len(), self.users.len())
    }

    /// Whether this session has ended.
    #[must_use]
    pub fn session_is_over(&self, session_id: &str) -> bool {
        self.sessions.get(session_id).is_some()
    }

    /// Whether a user is still what a token says.
    #[must_use]
    pub fn user_is_still(&self, user_id: &str, role: Role) -> bool {
        self.users.get(user_id).is_none_or(|now| now == Some(role))
    }
}

/// So many that two threads seldom want the same one.
const SHARDS: usize = 64;

/// Values by id, each with the second from which on it may be forgotten.
///
/// In shards with a lock each: requests only read, and a writer holds up those
/// few that ask for the same shard, for as long as one insertion takes.
#[derive(Debug)]
struct Expiring<V> {
    hasher: RandomState,
    shards: [Shard<V>; SHARDS],
}

type Shard<V> = RwLock<HashMap<String, Entry<V>>>;

#[derive(Debug, Clone, Copy)]
struct Entry<V> {
    value: V,
    /// Of two for the same id, the greater one counts.
    order: i64,
    forget_at: i64,
}

impl<V> Default for Expiring<V> {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| RwLock::default()),
        }
    }
}

impl<V: Copy> Expiring<V> {
    fn shard(&self, id: &str) -> &Shard<V> {
        let hash = self.hasher.hash_one(id);
        &self.shards[usize::try_from(hash % SHARDS as u64).unwrap_or(0)]
    }

    /// Whether nothing as late was known.
    fn insert(&self, id: &str, entry: Entry<V>, now: i64) -> bool {
        let mut shard = self
            .shard(id)
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        // What is told late, by a look at the database that began before, must
        // not undo what came after it.
        let known = shard.get(id).map(|known| known.order);
        if known.is_some_and(|known| known > entry.order) {
            return false;
        }
        let is_news = known != Some(entry.order);
        shard.insert(id.to_owned(), entry);
        // Sweep when the map has to grow anyway, so that sweeping costs as
        // little, on average, as inserting.
        if shard.len() == shard.capacity() {
            shard.retain(|_, entry| entry.forget_at > now);
        }
        is_news
    }

    fn len(&self) -> usize {
        let len = |shard: &RwLock<HashMap<_, _>>| {
            let shard = shard.read().unwrap_or_else(PoisonError::into_inner);
            shard.len()
        };
        self.shards.iter().map(len).sum()
    }

    fn get(&self, id: &str) -> Option<V> {
        let shard = self
            .shard(id)
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        shard.get(id).map(|entry| entry.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ended_session_is_over_and_no_other_is() {
        let revocations = Revocations::default();
        revocations.end_session("s1", 900, 0);
        assert!(revocations.session_is_over("s1"));
        assert!(!revocations.session_is_over("s2"));
    }

    #[test]
    fn a_user_is_what_the_token_says_until_something_changes() {
        let revocations = Revocations::default();
        assert!(revocations.user_is_still("u1", Role::Admin));
        revocations.user_became("u1", Some(Role::User), 900, 0);
        assert!(!revocations.user_is_still("u1", Role::Admin));
        assert!(revocations.user_is_still("u1", Role::User));
        revocations.user_became("u1", None, 900, 0);
        assert!(!revocations.user_is_still("u1", Role::User));
        assert!(revocations.user_is_still("u2", Role::User));
    }

    #[test]
    fn news_that_come_late_undo_nothing() {
        let revocations = Revocations::default();
        assert!(revocations.user_became("u1", None, 900, 2));
        assert!(!revocations.user_became("u1", Some(Role::Admin), 900, 1));
        assert!(!revocations.user_is_still("u1", Role::Admin));
        assert!(revocations.user_became("u1", Some(Role::Admin), 900, 3));
        assert!(
            !revocations.user_became("u1", Some(Role::Admin), 900, 3),
            "heard before"
        );
        assert!(revocations.user_is_still("u1", Role::Admin));
    }

    #[test]
    fn a_panic_under_a_lock_lets_no_ended_session_in_and_stops_nobody() {
        let revocations = Revocations::default();
        revocations.end_session("s1", 900, 0);
        let shard = revocations.sessions.shard("s1");
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _entries = shard.write();
            panic!("on purpose")
        }));
        assert!(panicked.is_err() && shard.is_poisoned());
        assert!(revocations.session_is_over("s1"));
        revocations.end_session("s2", 900, 0);
        assert!(revocations.session_is_over("s2"));
    }

    #[test]
    fn sessions_whose_tokens_have_all_expired_are_forgotten_in_time() {
        let revocations = Revocations::default();
        for second in 0..200_000 {
            revocations.end_session(&second.to_string(), second + 900, second);
        }
        let (kept, _) = revocations.counts();
        assert!(kept < 10_000, "{kept}");
        assert!((199_101..200_000).all(|second| revocations.session_is_over(&second.to_string())));
    }
}
