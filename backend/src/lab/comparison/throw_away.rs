//! Sessions that are opened to be ended. They stand in the real table, so that
//! ending them is the real thing; the visitor's own session is left alone.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use shared::auth::TokenDelivery;
use shared::error::ErrorCode;
use uuid::Uuid;

use crate::auth::access_token::{self, Policy, Subject};
use crate::db::events::{self, Event};
use crate::db::sessions::{self, SessionRow};
use crate::db::throwaway_sessions;
use crate::db::users::UserRow;
use crate::error::Error;
use crate::extractors::client::Client;
use crate::extractors::current_user::CurrentUser;
use crate::state::AppState;

/// How long a session lasts that nobody ends, in milliseconds.
const MILLIS: i64 = 10 * 60 * 1000;

/// The sessions that may still be going on.
#[derive(Default)]
pub(super) struct Opened(Mutex<VecDeque<String>>);

impl Opened {
    const MOST: usize = 16;

    /// Remembers one; the oldest, if there are too many, which is to be ended.
    fn add(&self, id: String) -> Option<String> {
        let mut ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ids.push_back(id);
        (ids.len() > Self::MOST).then(|| ids.pop_front()).flatten()
    }
}

/// The application's policy but for the audience and, where a strategy has one of
/// its own, the lifetime.
///
/// The audience is the application's and more, so it is another whatever that one
/// is set to: no other endpoint takes these tokens (RFC 8725 §3.9).
pub(super) fn policy(state: &AppState, lifetime: Option<u64>) -> Policy {
    Policy {
        audience: format!("{}/lab-comparison", state.policy.audience),
        lifetime: lifetime.map_or(state.policy.lifetime, Duration::from_secs),
        ..state.policy.clone()
    }
}

/// A session for a user, from now on, that nobody has begun yet.
pub(super) fn draft(state: &AppState, user_id: String, client: &Client) -> SessionRow {
    let now = state.clock.millis();
    SessionRow {
        id: Uuid::now_v7().to_string(),
        user_id,
        created_at: now,
        expires_at: now + MILLIS,
        revoked_at: None,
        counter: 0,
        rotated_at: now,
        auth_time: now,
        delivery: TokenDelivery::Bearer.as_str().to_owned(),
        user_agent: "Tessera: session beside token".to_owned(),
        ip: client.ip_text(),
    }
}

/// Begins a session beside the one that `current` is in: it ends no later, and the
/// password counts as given when it was given there.
pub(super) async fn open(
    state: &AppState,
    opened: &Opened,
    current: CurrentUser,
    client: &Client,
) -> Result<(SessionRow, UserRow), Error> {
    let parent = current.session_id;
    let session = draft(state, current.id, client);
    let event = Event::of_user(events::LOGGED_IN, &session.user_id).from(&session.ip);
    let begun = state
        .database
        .run(move |connection| {
            throwaway_sessions::begin_beside(connection, &parent, session, &event)
        })
        .await?
        .ok_or(ErrorCode::TokenRevoked)?;
    if let Some(oldest) = opened.add(begun.0.id.clone()) {
        close(state, oldest).await?;
    }
    Ok(begun)
}

/// Ends a session, as logging out does: on disk, then in memory. The second server
/// hears of it from the database.
pub(super) async fn close(state: &AppState, id: String) -> Result<(), Error> {
    let (now, session_id) = (state.clock.millis(), id.clone());
    state
        .database
        .run(move |connection| {
            if let Some(user_id) = sessions::revoke(connection, &session_id, now)? {
                let event = Event::of_user(events::LOGGED_OUT, &user_id);
                events::record(connection, &event, now)?;
            }
            Ok(())
        })
        .await?;
    state.end_sessions([&id], now);
    Ok(())
}

/// A token for a session, by the one function that issues them.
pub(super) fn issue(
    state: &AppState,
    policy: &Policy,
    user: &UserRow,
    session: &SessionRow,
) -> Result<String, Error> {
    let role = shared::claims::Role::from_name(&user.role)
        .ok_or_else(|| Error::Internal("a user has an unknown role".to_owned()))?;
    let subject = Subject {
        user_id: &user.id,
        role,
        session_id: &session.id,
        auth_time: session.auth_time.div_euclid(1000),
        session_ends: session.expires_at.div_euclid(1000),
    };
    let now = state.clock.seconds();
    Ok(access_token::issue(
        &state.keys.load(),
        policy,
        &subject,
        now,
    )?)
}
