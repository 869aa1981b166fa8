//! What is over before it expires.
//!
//! A signed token is valid until its time is up, whatever happened since: that
//! is the weakness of the format. The answer is a short list of the sessions
//! that ended early, kept in memory so that a request costs no query, and in the
//! database so that it outlives a crash.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// The sessions that ended while tokens of theirs may still live.
///
/// Keyed by session, not by token: one entry refuses all tokens of the session,
/// and a token's text can be varied without changing what it says.
#[derive(Debug, Default)]
pub struct Revocations {
    /// Session id to the second at which the last of its tokens has expired.
    sessions: RwLock<HashMap<String, i64>>,
}

impl Revocations {
    /// Remembers that a session is over, until `forget_at` (seconds since 1970),
    /// when its last token has expired by itself.
    pub fn end_session(&self, session_id: &str, forget_at: i64, now: i64) {
        let mut sessions = self
            .sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        sessions.insert(session_id.to_owned(), forget_at);
        // Sweep when the map has to grow anyway, so that sweeping costs as
        // little, on average, as inserting.
        if sessions.len() == sessions.capacity() {
            sessions.retain(|_, forget_at| *forget_at > now);
        }
    }

    /// Whether this session has ended.
    #[must_use]
    pub fn is_over(&self, session_id: &str) -> bool {
        self.sessions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains_key(session_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ended_session_is_over_and_no_other_is() {
        let revocations = Revocations::default();
        revocations.end_session("s1", 900, 0);
        assert!(revocations.is_over("s1"));
        assert!(!revocations.is_over("s2"));
    }

    #[test]
    fn sessions_whose_tokens_have_all_expired_are_forgotten_in_time() {
        let revocations = Revocations::default();
        for second in 0..100_000 {
            revocations.end_session(&second.to_string(), second + 900, second);
        }
        assert!(revocations.sessions.read().unwrap().len() < 10_000);
        assert!(revocations.is_over("99999"));
        assert!(revocations.is_over("99101"));
    }
}
