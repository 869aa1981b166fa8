//! Users that a lesson makes to be disabled and deleted.
//!
//! Which they are is written in a table of the lesson's own, by their ids and in
//! the transaction that adds them. Their names say nothing: anybody may register
//! one that looks like theirs, and must not be swept away for it.

use diesel::prelude::*;

use super::connection::Connection;
use super::events::{self, Event};
use super::schema::{sessions, users};
use super::sessions::SessionRow;
use super::throwaway_sessions;
use super::users::UserRow;
use super::{lesson_tables, lock};

mod table {
    diesel::table! {
        lab_users (id) {
            id -> Text,
            until -> BigInt,
        }
    }
}

use table::lab_users;

/// The ids of those whose time was over at `now`, and whom nobody has deleted: the
/// process that made them was stopped, or could not. Makes the table where there
/// is none; a row of it goes with its user.
///
/// # Errors
/// When a statement fails.
pub fn left_over(connection: &mut Connection, now: i64) -> QueryResult<Vec<String>> {
    connection.write_transaction(|connection| {
        lesson_tables::make(
            connection,
            "lab_users",
            "id    TEXT_ID NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
             until BIGINT NOT NULL",
        )?;
        lab_users::table
            .filter(lab_users::until.le(now))
            .select(lab_users::id)
            .load(connection)
    })
}

/// Adds a user, who is to be gone by `until`, and their session, if the session
/// `parent` of whoever asked for it is still going on: the new one ends no later,
/// and its password counts as given when it was given there. All or nothing.
///
/// # Errors
/// When a statement fails.
pub fn add(
    connection: &mut Connection,
    parent: &str,
    (user, until): (&UserRow, i64),
    mut session: SessionRow,
    event: &Event,
) -> QueryResult<Option<SessionRow>> {
    connection.write_transaction(|connection| {
        lock::session(connection, parent)?;
        let found = throwaway_sessions::going_on(connection, parent, session.created_at)?;
        let Some((parent, _)) = found else {
            return Ok(None);
        };
        session.expires_at = session.expires_at.min(parent.expires_at);
        session.auth_time = parent.auth_time;
        diesel::insert_into(users::table)
            .values(user)
            .execute(connection)?;
        diesel::insert_into(lab_users::table)
            .values((lab_users::id.eq(&user.id), lab_users::until.eq(until)))
            .execute(connection)?;
        diesel::insert_into(sessions::table)
            .values(&session)
            .execute(connection)?;
        events::record(connection, event, session.created_at)?;
        Ok(Some(session))
    })
}
