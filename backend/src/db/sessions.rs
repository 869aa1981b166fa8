//! Sessions: one row for each log-in.

use diesel::prelude::*;

use super::connection::Connection;
use super::schema::sessions;

/// A session as stored.
#[derive(Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    /// A UUIDv7, the `sid` of its tokens.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// Milliseconds since 1970, as all times here.
    pub created_at: i64,
    /// When it ends at the latest.
    pub expires_at: i64,
    /// When it was ended early.
    pub revoked_at: Option<i64>,
}

/// Adds a session.
///
/// # Errors
/// When the statement fails.
pub fn insert(connection: &mut Connection, session: &SessionRow) -> QueryResult<()> {
    diesel::insert_into(sessions::table)
        .values(session)
        .execute(connection)
        .map(drop)
}

/// Ends a session. Ending it again changes nothing: the first moment stays.
///
/// # Errors
/// When the statement fails.
pub fn revoke(connection: &mut Connection, id: &str, at: i64) -> QueryResult<()> {
    diesel::update(
        sessions::table
            .filter(sessions::id.eq(id))
            .filter(sessions::revoked_at.is_null()),
    )
    .set(sessions::revoked_at.eq(at))
    .execute(connection)
    .map(drop)
}

/// The sessions that were ended after `since`, each with the moment it was.
///
/// # Errors
/// When the query fails.
pub fn revoked_since(connection: &mut Connection, since: i64) -> QueryResult<Vec<(String, i64)>> {
    sessions::table
        .filter(sessions::revoked_at.gt(since))
        .select((sessions::id, sessions::revoked_at.assume_not_null()))
        .load(connection)
}
