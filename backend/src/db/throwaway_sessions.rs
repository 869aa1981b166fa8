//! Sessions that the lessons open beside the one somebody is in, to be stolen,
//! spent, or ended.

use diesel::prelude::*;

use super::connection::Connection;
use super::events::{self, Event};
use super::lock;
use super::schema::{sessions, users};
use super::sessions::{self as real, Presented, Refreshed, SessionRow};
use super::users::UserRow;
use crate::auth::rotation::Limits;

/// Adds a session of the same user beside the session `parent`, if that is still
/// going on and the user may still log in; both as they are then.
///
/// It gives its holder nothing that the parent does not: it ends no later, and the
/// password counts as given when it was given there. One transaction that has user and
/// parent to itself, so that no password change and no log-out comes between looking
/// and adding.
///
/// # Errors
/// When a statement fails.
pub fn begin_beside(
    connection: &mut Connection,
    parent: &str,
    mut session: SessionRow,
    event: &Event,
) -> QueryResult<Option<(SessionRow, UserRow)>> {
    connection.write_transaction(|connection| {
        lock::user(connection, &session.user_id)?;
        lock::session(connection, parent)?;
        let found = going_on(connection, parent, session.created_at)?
            .filter(|(parent, _)| parent.user_id == session.user_id);
        let Some((parent, user)) = found else {
            return Ok(None);
        };
        session.expires_at = session.expires_at.min(parent.expires_at);
        session.auth_time = parent.auth_time;
        diesel::insert_into(sessions::table)
            .values(&session)
            .execute(connection)?;
        events::record(connection, event, session.created_at)?;
        Ok(Some((session, user)))
    })
}

/// The session `id` with its user, if it is going on at `now` and the user may
/// still log in.
pub(super) fn going_on(
    connection: &mut Connection,
    id: &str,
    now: i64,
) -> QueryResult<Option<(SessionRow, UserRow)>> {
    sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq(id))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(users::disabled_at.is_null())
        .select((SessionRow::as_select(), UserRow::as_select()))
        .first(connection)
        .optional()
}

/// When a session ends at the latest, in milliseconds since 1970; `None` if it is
/// over already.
///
/// # Errors
/// When the query fails.
pub fn ends(connection: &mut Connection, id: &str) -> QueryResult<Option<i64>> {
    sessions::table
        .find(id)
        .filter(sessions::revoked_at.is_null())
        .select(sessions::expires_at)
        .first(connection)
        .optional()
}

/// Adds `next` beside `parent`, in the place of the session `leaving`, which ends.
/// Never beside that one: a chain of them lasts no longer than the one parent.
///
/// # Errors
/// When a statement fails.
pub fn next_beside(
    connection: &mut Connection,
    parent: &str,
    leaving: Option<&str>,
    next: SessionRow,
    event: &Event,
) -> QueryResult<Option<(SessionRow, UserRow)>> {
    let now = next.created_at;
    let Some((session, user)) = begin_beside(connection, parent, next, event)? else {
        return Ok(None);
    };
    if let Some(leaving) = leaving
        && real::revoke(connection, leaving, now)?.is_none()
    {
        // Somebody logged out of it a moment ago.
        real::revoke(connection, &session.id, now)?;
        return Ok(None);
    }
    Ok(Some((session, user)))
}

/// Uses the refresh token `own` and ends the session `leaving`; `None` if that was
/// over already.
///
/// It is left last: should that fail, the same token serves once more, as after
/// any answer that was lost.
///
/// # Errors
/// When a statement fails.
pub fn give_back(
    connection: &mut Connection,
    own: Presented,
    leaving: &str,
    now: i64,
    limits: Limits,
    ip: &str,
) -> QueryResult<Option<Refreshed>> {
    let refreshed = real::refresh(connection, own, now, limits, ip)?;
    let left = real::revoke(connection, leaving, now)?;
    Ok(left.map(|_| refreshed))
}

/// Ends these sessions, as logging out of each does.
///
/// # Errors
/// When a statement fails.
pub fn log_out(connection: &mut Connection, ids: &[String], now: i64) -> QueryResult<()> {
    // One row at a time, or whoever ends all sessions of the same user at once could
    // wait for this one while this one waits for them.
    for id in ids {
        connection.write_transaction(|connection| {
            if let Some(user_id) = real::revoke(connection, id, now)? {
                let event = Event::of_user(events::LOGGED_OUT, &user_id);
                events::record(connection, &event, now)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
