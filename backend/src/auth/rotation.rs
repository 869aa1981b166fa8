//! What to do with a genuine refresh token: a decision, without a clock or a
//! database.
//!
//! Each use of a refresh token makes the next one and spends this one, so a copy
//! is of use once. If a spent one comes back, two parties hold the session's
//! tokens and nobody can tell which is the thief: the session ends (RFC 9700
//! §4.14.2). One exception: the answer may have been lost on the way, or two
//! tabs have asked at once. So the immediate predecessor still gets the same
//! successor, for a few seconds.

use shared::error::ErrorCode;

/// What is known of a session. Times are milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// The counter of its latest token.
    pub counter: i64,
    /// When that one was made.
    pub rotated_at: i64,
    /// When the session ends, whatever happens.
    pub expires_at: i64,
    /// Whether it was ended.
    pub is_over: bool,
}

/// How long things last, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long after its successor was made a token still gets that successor.
    pub grace: i64,
    /// How long a session lives that nobody uses.
    pub idle: i64,
}

/// What becomes of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is the latest: make the next one, and count on.
    Rotate,
    /// Its successor was made a moment ago: give that one once more.
    Repeat,
    /// It was spent: end the session, and write it down.
    Reused,
    /// Refuse it; nothing changes.
    Refused(ErrorCode),
}

/// Decides on a genuine token with this counter, presented at `now`.
#[must_use]
pub fn judge(session: Session, presented: i64, now: i64, limits: Limits) -> Outcome {
    if session.is_over {
        return Outcome::Refused(ErrorCode::RefreshTokenInvalid);
    }
    let idle_until = session.rotated_at.saturating_add(limits.idle);
    if now >= session.expires_at || now >= idle_until {
        return Outcome::Refused(ErrorCode::RefreshTokenExpired);
    }
    let repeat_until = session.rotated_at.saturating_add(limits.grace);
    match session.counter - presented {
        0 => Outcome::Rotate,
        1 if now < repeat_until => Outcome::Repeat,
        1.. => Outcome::Reused,
        // From the future: the database was restored from a backup. The holder
        // is genuine, the row is not to be believed.
        _ => Outcome::Refused(ErrorCode::RefreshTokenInvalid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        grace: 10_000,
        idle: 100_000,
    };

    /// Its fifth token was made at 50,000.
    const SESSION: Session = Session {
        counter: 5,
        rotated_at: 50_000,
        expires_at: 1_000_000,
        is_over: false,
    };

    fn at(now: i64, presented: i64) -> Outcome {
        judge(SESSION, presented, now, LIMITS)
    }

    #[test]
    fn the_latest_token_is_rotated_however_old_it_is() {
        assert_eq!(at(50_000, 5), Outcome::Rotate);
        assert_eq!(at(149_999, 5), Outcome::Rotate);
    }

    #[test]
    fn the_one_before_gets_the_same_successor_for_a_few_seconds() {
        assert_eq!(at(50_000, 4), Outcome::Repeat);
        assert_eq!(at(59_999, 4), Outcome::Repeat);
        assert_eq!(at(60_000, 4), Outcome::Reused);
        // A clock that went back makes nobody a thief.
        assert_eq!(at(40_000, 4), Outcome::Repeat);
    }

    #[test]
    fn any_older_one_was_spent_even_within_the_grace() {
        for presented in 0..=3 {
            assert_eq!(at(50_001, presented), Outcome::Reused, "{presented}");
        }
    }

    #[test]
    fn without_a_grace_the_one_before_is_spent_at_once() {
        let limits = Limits { grace: 0, ..LIMITS };
        assert_eq!(judge(SESSION, 4, 50_000, limits), Outcome::Reused);
    }

    #[test]
    fn a_session_ends_when_nobody_uses_it_and_at_its_absolute_end() {
        let expired = Outcome::Refused(ErrorCode::RefreshTokenExpired);
        assert_eq!(at(150_000, 5), expired);
        let busy = Session {
            rotated_at: 999_000,
            ..SESSION
        };
        assert_eq!(judge(busy, 5, 999_999, LIMITS), Outcome::Rotate);
        assert_eq!(judge(busy, 5, 1_000_000, LIMITS), expired);
        assert_eq!(
            at(150_000, 3),
            expired,
            "a spent one too: there is nothing to end"
        );
    }

    #[test]
    fn of_a_session_that_is_over_no_token_is_valid() {
        let over = Session {
            is_over: true,
            ..SESSION
        };
        for presented in [3, 4, 5, 6] {
            assert_eq!(
                judge(over, presented, 50_000, LIMITS),
                Outcome::Refused(ErrorCode::RefreshTokenInvalid)
            );
        }
    }

    #[test]
    fn a_token_from_the_future_ends_nothing() {
        assert_eq!(
            at(50_000, 6),
            Outcome::Refused(ErrorCode::RefreshTokenInvalid)
        );
    }
}
