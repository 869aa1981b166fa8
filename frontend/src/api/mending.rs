//! What to do about an answer: decisions without a network or a clock.

use std::time::Duration;

use shared::error::ErrorCode;

/// So often a request is sent at the most: with the token that was there, with
/// one that another tab fetched meanwhile, with one that we fetched, and once
/// more where tokens live shorter than the network takes.
const MOST: u32 = 4;

/// What has been done for a request so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct SoFar {
    /// How often it was sent.
    pub(super) sent: u32,
    /// Whether a new token was fetched for it.
    pub(super) has_renewed: bool,
    /// Whether the user gave the password again for it.
    pub(super) has_stepped_up: bool,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Give the answer to whoever asked.
    Answer,
    /// Send it again: another token has come meanwhile.
    Replay,
    /// Fetch a new token, then send it again.
    Renew,
    /// Ask the user for the password, then send it again.
    StepUp,
    /// The session is over, for this reason.
    End(ErrorCode),
}

/// After an answer with this code; `has_newer` tells whether the store has
/// another token by now than the one that was sent.
///
/// Sending again is safe for every method: a refusal of the token comes before
/// anything was done.
pub(super) fn after(code: Option<ErrorCode>, so_far: SoFar, has_newer: bool) -> Next {
    match code {
        Some(ErrorCode::StepUpRequired) if !so_far.has_stepped_up => Next::StepUp,
        Some(code) if code.is_token_refusal() && so_far.sent < MOST => {
            if has_newer {
                Next::Replay
            } else if !so_far.has_renewed || code == ErrorCode::TokenExpired {
                Next::Renew
            } else {
                // The server refuses what it has just issued.
                Next::End(code)
            }
        }
        _ => Next::Answer,
    }
}

/// Why a session is over whose refresh token was refused as `refresh`, after the
/// access token was as `access`. "Not valid" says less than why the other one
/// was not.
pub(super) fn reason(access: Option<ErrorCode>, refresh: ErrorCode) -> ErrorCode {
    match (access, refresh) {
        (Some(access), ErrorCode::RefreshTokenInvalid) if access != ErrorCode::TokenMissing => {
            access
        }
        _ => refresh,
    }
}

/// Whether this says that the session is over: whatever else refreshing comes
/// to, a later try may succeed.
pub(super) fn ends_session(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::RefreshTokenInvalid
            | ErrorCode::RefreshTokenExpired
            | ErrorCode::RefreshTokenReused
    )
}

/// How long after its coming a token that lives so many seconds is renewed: when
/// four fifths are over, by elapsed time. To compare its `exp` with this
/// computer's clock would be wrong by as much as that clock is.
pub(crate) fn renew_after(expires_in: i64) -> Duration {
    // A timer cannot wait for more than 24 days; half a day is plenty.
    const LONGEST: u64 = 12 * 60 * 60 * 1000;
    let milliseconds = u64::try_from(expires_in)
        .unwrap_or(0)
        .saturating_mul(800)
        .clamp(500, LONGEST);
    Duration::from_millis(milliseconds)
}

#[cfg(test)]
mod tests {
    use shared::error::ErrorCode as E;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    const FIRST: SoFar = SoFar {
        sent: 1,
        has_renewed: false,
        has_stepped_up: false,
    };
    const RENEWED: SoFar = SoFar {
        sent: 2,
        has_renewed: true,
        has_stepped_up: false,
    };

    #[wasm_bindgen_test]
    fn a_refused_token_is_renewed_once_and_the_request_sent_again() {
        for code in [
            E::TokenExpired,
            E::TokenRevoked,
            E::TokenKeyUnknown,
            E::TokenMissing,
        ] {
            assert_eq!(after(Some(code), FIRST, false), Next::Renew, "{code}");
        }
        let revoked = Some(E::TokenRevoked);
        assert_eq!(after(revoked, RENEWED, false), Next::End(E::TokenRevoked));
    }

    #[wasm_bindgen_test]
    fn a_token_that_another_tab_fetched_is_tried_before_fetching_one() {
        assert_eq!(after(Some(E::TokenExpired), FIRST, true), Next::Replay);
    }

    #[wasm_bindgen_test]
    fn a_new_token_that_expires_on_the_way_ends_nothing_and_is_no_circle() {
        let expired = Some(E::TokenExpired);
        assert_eq!(after(expired, RENEWED, false), Next::Renew);
        let often = SoFar {
            sent: MOST,
            ..RENEWED
        };
        assert_eq!(after(expired, often, false), Next::Answer);
        assert_eq!(after(expired, often, true), Next::Answer);
    }

    #[wasm_bindgen_test]
    fn what_is_no_refusal_of_the_token_is_answered_as_it_came() {
        for &code in ErrorCode::ALL {
            let is_ours = code.is_token_refusal() || code == E::StepUpRequired;
            let next = after(Some(code), FIRST, false);
            assert_eq!(next == Next::Answer, !is_ours, "{code}: {next:?}");
        }
        assert_eq!(after(None, FIRST, false), Next::Answer);
    }

    #[wasm_bindgen_test]
    fn the_password_is_asked_for_once() {
        let code = Some(E::StepUpRequired);
        assert_eq!(after(code, FIRST, false), Next::StepUp);
        let asked = SoFar {
            has_stepped_up: true,
            ..FIRST
        };
        assert_eq!(after(code, asked, false), Next::Answer);
    }

    #[wasm_bindgen_test]
    fn the_reason_that_says_most_is_told() {
        for (access, refresh, told) in [
            (None, E::RefreshTokenInvalid, E::RefreshTokenInvalid),
            (
                Some(E::TokenMissing),
                E::RefreshTokenInvalid,
                E::RefreshTokenInvalid,
            ),
            (
                Some(E::TokenRevoked),
                E::RefreshTokenInvalid,
                E::TokenRevoked,
            ),
            (
                Some(E::TokenExpired),
                E::RefreshTokenExpired,
                E::RefreshTokenExpired,
            ),
            (
                Some(E::TokenExpired),
                E::RefreshTokenReused,
                E::RefreshTokenReused,
            ),
        ] {
            assert_eq!(reason(access, refresh), told);
        }
    }

    #[wasm_bindgen_test]
    fn only_a_refused_refresh_token_ends_the_session() {
        for &code in ErrorCode::ALL {
            let expected = code.as_str().starts_with("refresh_token_");
            assert_eq!(ends_session(code), expected, "{code}");
        }
    }

    #[wasm_bindgen_test]
    fn a_token_is_renewed_when_four_fifths_of_its_time_are_over() {
        for (expires_in, milliseconds) in [
            (900, 720_000),
            (2, 1600),
            (0, 500),
            (-1, 500),
            (i64::MAX, 43_200_000),
        ] {
            let expected = Duration::from_millis(milliseconds);
            assert_eq!(renew_after(expires_in), expected, "{expires_in}");
        }
    }
}
