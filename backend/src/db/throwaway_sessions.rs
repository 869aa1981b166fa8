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
        let found: Option<(SessionRow, UserRow)> = sessions::table
            .inner_join(users::table)
            .filter(sessions::id.eq(parent))
            .filter(sessions::user_id.eq(&session.user_id))
            .filter(sessions::revoked_at.is_null())
            .filter(sessions::expires_at.gt(session.created_at))
            .filter(users::disabled_at.is_null())
            .select((SessionRow::as_select(), UserRow::as_select()))
            .first(connection)
            .optional()?;
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
