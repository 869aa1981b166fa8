//! What ended or changed while tokens that say otherwise may still live: read
//! at start, and again every second, since another process may have done it.

use std::time::Duration;

use actix_web::web;

use crate::auth::access_token::Policy;
use crate::auth::revocation::Revocations;
use crate::clock::whole_seconds;
use crate::db::connection::{Database, DbError};
use crate::db::{sessions, user_changes};
use crate::state::AppState;

/// How often the database is asked for what others changed.
pub const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How far back each look goes, in milliseconds: a transaction is seen some time
/// after the moment that it wrote down, and clocks differ.
pub const OVERLAP: i64 = 10_000;

/// Every so many looks, one goes back further, for a transaction that took still
/// longer to be seen: a disk or a replica can hold a commit up.
const LONG_LOOK_EVERY: u32 = 30;

/// How far that one goes back, in milliseconds.
const LONG_OVERLAP: i64 = 120_000;

/// How long ended sessions stay in the database, in seconds: to be listed as
/// reused, should one of their tokens come back.
const KEPT: i64 = 24 * 60 * 60;

/// All that still matters. A restart brings no ended session back.
///
/// # Errors
/// When a query fails.
pub fn load(database: &Database, policy: &Policy, now_millis: i64) -> Result<Revocations, DbError> {
    let revocations = Revocations::default();
    let since = oldest_that_matters(policy, now_millis);
    look(database, policy, &revocations, since, now_millis)?;
    Ok(revocations)
}

/// What ended before this moment, no living token contradicts.
fn oldest_that_matters(policy: &Policy, now_millis: i64) -> i64 {
    now_millis.saturating_sub(policy.last_token_expires(0).saturating_mul(1000))
}

/// Reads what was written down after `since`. The users of whom that is news, since
/// what they say of themselves may be another thing as well.
///
/// # Errors
/// When a query fails.
pub fn look(
    database: &Database,
    policy: &Policy,
    revocations: &Revocations,
    since: i64,
    now_millis: i64,
) -> Result<Vec<String>, DbError> {
    let (ended, changed) = database.run_apart(|connection| {
        let ended = sessions::revoked_since(connection, since)?;
        Ok((ended, user_changes::since(connection, since)?))
    })?;
    let now = now_millis.div_euclid(1000);
    for (session_id, at) in ended {
        let forget_at = policy.last_token_expires(at.div_euclid(1000));
        revocations.end_session(&session_id, forget_at, now);
    }
    let mut news = Vec::new();
    for (user_id, role, at) in changed {
        let forget_at = policy.last_token_expires(at.div_euclid(1000));
        if revocations.user_became(&user_id, role, forget_at, at) {
            news.push(user_id);
        }
    }
    Ok(news)
}

/// Removes what no token contradicts any more.
///
/// # Errors
/// When a statement fails.
fn forget(database: &Database, policy: &Policy, now_millis: i64) -> Result<(), DbError> {
    let longest = policy.last_token_expires(0).max(KEPT);
    let before = now_millis.saturating_sub(longest.saturating_mul(1000));
    database.run_patiently(|connection| {
        sessions::forget(connection, before)?;
        user_changes::forget(connection, before)
    })?;
    Ok(())
}

/// Removes it beside everything else: it may take minutes, and the looks must not
/// wait. What is too old does no harm, so an hour later it is tried again.
pub(super) fn clean_up(state: web::Data<AppState>, now: i64) {
    tokio::task::spawn_blocking(move || {
        if let Err(error) = forget(&state.database, &state.policy, now) {
            tracing::warn!(%error, "sessions that are long over are still there");
        }
    });
}

/// Looks every second. Never returns.
pub(super) async fn watch(state: web::Data<AppState>) {
    let mut look_again = tokio::time::interval(LOOK_EVERY);
    look_again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut failing = false;
    let mut cleaned = state.clock.seconds();
    // Up to when the database has been read: after a pause, of the process or of
    // the database, the next look goes back to there.
    let mut seen_until = state.started_at;
    let mut looks: u32 = 0;
    loop {
        look_again.tick().await;
        looks = looks.wrapping_add(1);
        let again = state.clone();
        let now = state.clock.millis();
        let clean = now.div_euclid(1000) - cleaned > whole_seconds(Duration::from_secs(60 * 60));
        // Where the clock was set back, tokens live again whose end may have been
        // forgotten while it was ahead.
        let since = if now < seen_until {
            oldest_that_matters(&state.policy, now)
        } else {
            seen_until.saturating_sub(match looks % LONG_LOOK_EVERY {
                0 => LONG_OVERLAP,
                _ => OVERLAP,
            })
        };
        if clean {
            cleaned = now.div_euclid(1000);
            clean_up(state.clone(), now);
        }
        let looked = web::block(move || {
            look(
                &again.database,
                &again.policy,
                &again.revocations,
                since,
                now,
            )
        })
        .await;
        match looked {
            Ok(Ok(changed)) => {
                for user_id in &changed {
                    state.profiles.forget(user_id);
                }
                failing = false;
                seen_until = now;
            }
            // Told once: what this process ends itself it knows anyway.
            _ if failing => {}
            _ => {
                failing = true;
                tracing::error!("the database does not say what other processes ended");
            }
        }
    }
}
