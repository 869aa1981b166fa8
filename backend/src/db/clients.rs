//! Services that may have tokens: rows and the queries on them.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use super::connection::Connection;
use super::schema::clients;

/// A service as stored. Times are milliseconds since 1970.
#[derive(Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = clients)]
pub struct ClientRow {
    /// A UUIDv7, the `client_id`.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// Of its secret.
    pub secret_hash: String,
    /// The API that its tokens are for.
    pub audience: String,
    /// The most that they may be used for.
    pub scope: String,
    /// When it was registered.
    pub created_at: i64,
    /// Since when it gets none.
    pub disabled_at: Option<i64>,
}

/// Adds a service; `false` if one has that name.
///
/// # Errors
/// When the statement fails for another reason.
pub fn insert(connection: &mut Connection, client: &ClientRow) -> QueryResult<bool> {
    match diesel::insert_into(clients::table)
        .values(client)
        .execute(connection)
    {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The service with this id.
///
/// # Errors
/// When the query fails.
pub fn find(connection: &mut Connection, id: &str) -> QueryResult<Option<ClientRow>> {
    clients::table
        .filter(clients::id.eq(id))
        .select(ClientRow::as_select())
        .first(connection)
        .optional()
}

/// All of them, the oldest first: an operator has a handful.
///
/// # Errors
/// When the query fails.
pub fn list(connection: &mut Connection) -> QueryResult<Vec<ClientRow>> {
    clients::table
        .order(clients::id.asc())
        .select(ClientRow::as_select())
        .load(connection)
}

/// From `now` on the service gets no token. What was disabled stays so, since its
/// secret may be known: one that is to go on is registered anew. `false` if there
/// is no such service.
///
/// # Errors
/// When the statement fails.
pub fn disable(connection: &mut Connection, id: &str, now: i64) -> QueryResult<bool> {
    let enabled = clients::table.filter(clients::id.eq(id).and(clients::disabled_at.is_null()));
    diesel::update(enabled)
        .set(clients::disabled_at.eq(now))
        .execute(connection)?;
    Ok(find(connection, id)?.is_some())
}
