//! The visitors' own sessions, which wait while others are on the stage.
//!
//! A play is over when the curtain falls. If it ends otherwise, nobody has a token
//! of the session that waits any more: not the browser, whose cookie was the
//! stage's, and so nobody could log out of it. Then it is ended from here. Who logs
//! out in the middle of a play means both.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::web;

use super::Theatre;
use crate::auth::refresh_token::RefreshToken;
use crate::db::connection::{Connection, DbError};
use crate::db::throwaway_sessions::log_out;
use crate::state::AppState;

/// So many plays are remembered; one too many ends the oldest.
const REMEMBERED: usize = 32;

/// How often is looked for plays that ended by themselves.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The sessions that wait.
#[derive(Default)]
pub(super) struct Waiting(VecDeque<Behind>);

/// One of them, behind the session that is on the stage for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Behind {
    pub(super) on_stage: String,
    /// When the play ends by itself, in milliseconds since 1970.
    pub(super) until: i64,
    pub(super) own: RefreshToken,
}

impl Waiting {
    /// What waits behind this session, which leaves.
    pub(super) fn take(&mut self, on_stage: &str) -> Option<Behind> {
        self.take_first(|behind| behind.on_stage == on_stage)
    }

    pub(super) fn put(&mut self, behind: Behind) {
        // It is not dropped: the next sweep has to end its sessions.
        if let Some(oldest) = self.0.len().checked_sub(REMEMBERED) {
            self.0[oldest].until = i64::MIN;
        }
        self.0.push_back(behind);
    }

    fn take_first(&mut self, is_it: impl Fn(&Behind) -> bool) -> Option<Behind> {
        let place = self.0.iter().position(is_it)?;
        self.0.remove(place)
    }
}

/// Looks every second from now on, once there is a play at all.
pub(super) fn watch(state: &web::Data<AppState>, theatre: &web::Data<Theatre>) {
    if theatre.is_watched.swap(true, Ordering::Relaxed) {
        return;
    }
    let (state, theatre) = (state.clone(), theatre.clone());
    actix_web::rt::spawn(async move {
        loop {
            actix_web::rt::time::sleep(LOOK_EVERY).await;
            if let Err(error) = sweep(&state, &theatre).await {
                tracing::warn!(%error, "a play that is over could not be ended");
            }
        }
    });
}

/// Ends both sessions of each play that is over. What fails is tried again.
pub(super) async fn sweep(
    state: &web::Data<AppState>,
    theatre: &web::Data<Theatre>,
) -> Result<(), DbError> {
    let now = state.clock.millis();
    let is_any_over = theatre.waiting().0.iter().any(|b| is_over(state, b, now));
    if !is_any_over {
        return Ok(());
    }
    // Whole on a thread of its own: a request that is given up must not take a
    // session out and leave it at that.
    let (state, theatre) = (state.clone(), theatre.clone());
    let database = state.database.clone();
    let end = move |connection: &mut Connection| {
        loop {
            let over = theatre.waiting().take_first(|b| is_over(&state, b, now));
            let Some(behind) = over else { return Ok(()) };
            let ids = [behind.own.session_id.to_string(), behind.on_stage.clone()];
            if let Err(error) = log_out(connection, &ids, now) {
                theatre.waiting().put(behind);
                return Err(error);
            }
            state.end_sessions(&ids, now);
        }
    };
    database.run(end).await
}

/// Whether its time is up, or one of the two sessions was ended by whatever way.
fn is_over(state: &AppState, behind: &Behind, now: i64) -> bool {
    let own = behind.own.session_id.to_string();
    behind.until <= now
        || state.revocations.session_is_over(&behind.on_stage)
        || state.revocations.session_is_over(&own)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn behind(on_stage: usize) -> Behind {
        Behind {
            on_stage: on_stage.to_string(),
            until: 1000,
            own: RefreshToken {
                session_id: Uuid::from_u128(on_stage as u128),
                counter: 0,
            },
        }
    }

    #[test]
    fn what_waits_is_given_back_once_and_to_its_own_session() {
        let mut waiting = Waiting::default();
        waiting.put(behind(1));
        waiting.put(behind(2));
        assert_eq!(waiting.take("3"), None);
        assert_eq!(waiting.take("1"), Some(behind(1)));
        assert_eq!(waiting.take("1"), None);
        assert_eq!(waiting.take("2"), Some(behind(2)));
    }

    #[test]
    fn one_play_too_many_ends_the_oldest_and_does_not_forget_it() {
        let mut waiting = Waiting::default();
        for on_stage in 0..REMEMBERED + 2 {
            waiting.put(behind(on_stage));
        }
        let over = |behind: &Behind| behind.until <= 0;
        for on_stage in ["0", "1"] {
            let oldest = waiting.take_first(over).unwrap();
            assert_eq!(oldest.on_stage, on_stage);
        }
        assert_eq!(waiting.take_first(over), None);
        assert_eq!(waiting.0.len(), REMEMBERED);
    }
}
