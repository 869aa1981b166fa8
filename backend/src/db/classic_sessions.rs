//! The classic session, for the lesson that sets it beside the token: a row that
//! is looked up at every request.
//!
//! The table is the lesson's own and made when it is first needed, not by a
//! migration: a starter without lessons never has it.

use diesel::prelude::*;
use diesel::result::Error;
use shared::claims::Role;

use super::connection::Connection;
use super::lesson_tables;
use super::schema::users;

mod table {
    use super::super::schema::users;

    diesel::table! {
        lab_sessions (id_hash) {
            id_hash -> Text,
            user_id -> Text,
            created_at -> BigInt,
            expires_at -> BigInt,
        }
    }

    diesel::allow_tables_to_appear_in_same_query!(lab_sessions, users);
}

use table::lab_sessions;

/// What SQLite and PostgreSQL say, for which Diesel has no kind of its own.
const NO_TABLE: [&str; 2] = [
    "no such table: lab_sessions",
    "relation \"lab_sessions\" does not exist",
];
/// So many of one user's are kept.
const KEPT: i64 = 8;

/// A classic session as stored. Times are milliseconds since 1970.
#[derive(Clone, Insertable)]
#[diesel(table_name = lab_sessions)]
pub struct ClassicSession {
    /// The hash of the id, which only the browser has: a stolen table opens no
    /// session.
    pub id_hash: String,
    /// Whose it is.
    pub user_id: String,
    /// When it began.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
}

/// Adds a session, and removes those that have expired and the user's oldest. Makes
/// the table where there is none: it refers to no other, so that whoever takes the
/// migrations back is not held up by a lesson.
///
/// # Errors
/// When a statement fails.
pub fn insert(connection: &mut Connection, session: &ClassicSession) -> QueryResult<()> {
    connection.write_transaction(|connection| {
        lesson_tables::make(
            connection,
            "lab_sessions",
            "id_hash    TEXT_ID NOT NULL PRIMARY KEY,
             user_id    TEXT_ID NOT NULL,
             created_at BIGINT NOT NULL,
             expires_at BIGINT NOT NULL",
        )?;
        let expired = lab_sessions::expires_at.le(session.created_at);
        diesel::delete(lab_sessions::table.filter(expired)).execute(connection)?;
        let surplus: Vec<String> = lab_sessions::table
            .filter(lab_sessions::user_id.eq(&session.user_id))
            .order(lab_sessions::created_at.desc())
            .offset(KEPT - 1)
            .limit(KEPT)
            .select(lab_sessions::id_hash)
            .load(connection)?;
        diesel::delete(lab_sessions::table.filter(lab_sessions::id_hash.eq_any(surplus)))
            .execute(connection)?;
        diesel::insert_into(lab_sessions::table)
            .values(session)
            .execute(connection)
            .map(drop)
    })
}

/// The user of a session that is going on at `now`, and what kind of user that is
/// at this moment: nobody, once disabled. One query.
///
/// # Errors
/// When it fails.
pub fn find(
    connection: &mut Connection,
    id_hash: &str,
    now: i64,
) -> QueryResult<Option<(String, Role)>> {
    let found: QueryResult<(String, String)> = lab_sessions::table
        .inner_join(users::table.on(users::id.eq(lab_sessions::user_id)))
        .filter(lab_sessions::id_hash.eq(id_hash))
        .filter(lab_sessions::expires_at.gt(now))
        .filter(users::disabled_at.is_null())
        .select((users::id, users::role))
        .first(connection);
    let found = unless_there_is_no_table(found.optional())?.flatten();
    Ok(found.and_then(|(id, role)| Some((id, Role::from_name(&role)?))))
}

/// Removes a session; `false` if there was none.
///
/// # Errors
/// When the statement fails.
pub fn delete(connection: &mut Connection, id_hash: &str) -> QueryResult<bool> {
    let deleted = diesel::delete(lab_sessions::table.find(id_hash)).execute(connection);
    Ok(unless_there_is_no_table(deleted)?.is_some_and(|deleted| deleted > 0))
}

/// Before the first log-in there is no table, and looking for a session does not
/// make one.
fn unless_there_is_no_table<T>(result: QueryResult<T>) -> QueryResult<Option<T>> {
    match result {
        Err(Error::DatabaseError(_, info))
            if NO_TABLE.iter().any(|said| info.message().starts_with(said)) =>
        {
            Ok(None)
        }
        result => result.map(Some),
    }
}
