//! Sessions that the lessons open beside the one somebody is in, to be stolen,
//! spent, or ended.

use diesel::prelude::*;

use super::connection::Connection;
use super::events::{self, Event};
use super::schema::{sessions, users};
use super::sessions::SessionRow;
use super::users::UserRow;

/// Adds a session of the same user beside the session `parent`, if that is still
/// going on and the user may still log in; both as they are then.
///
/// It gives its holder nothing that the parent does not: it ends no later, and the
/// password counts as given when it was given there. One transaction that has the
/// write lock from the start, so that no password change and no log-out comes
/// between looking and adding.
///
/// # Errors
/// When a statement fails.
pub fn begin_beside(
    connection: &mut Connection,
    parent: &str,
    mut session: SessionRow,
    event: &Event,
) -> QueryResult<Option<(SessionRow, UserRow)>> {
    connection.immediate_transaction(|connection| {
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
