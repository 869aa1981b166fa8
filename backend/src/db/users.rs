//! Users: rows and the queries on them.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use shared::claims::Role;
use uuid::Uuid;

use super::connection::Connection;
use super::schema::users;
use crate::auth::password::{PEPPER_VERSION, PasswordHash};

/// A user as stored.
#[derive(Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = users)]
pub struct UserRow {
    /// A UUIDv7.
    pub id: String,
    /// The name to log in with, in lower case.
    pub username: String,
    /// The name to show.
    pub display_name: String,
    /// Where mail reaches the user.
    pub email: Option<String>,
    /// `user` or `admin`.
    pub role: String,
    /// bcrypt's text.
    pub password_hash: String,
    /// The version of the pepper that went into it.
    pub pepper_version: i32,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

impl UserRow {
    /// A user made at `now` (milliseconds since 1970), with an id of their own.
    #[must_use]
    pub fn new(
        username: &str,
        display_name: &str,
        role: Role,
        hash: &PasswordHash,
        now: i64,
    ) -> Self {
        Self {
            id: Uuid::now_v7().to_string(),
            username: username.to_owned(),
            display_name: display_name.to_owned(),
            email: None,
            role: role.as_str().to_owned(),
            password_hash: hash.as_str().to_owned(),
            pepper_version: PEPPER_VERSION,
            created_at: now,
        }
    }
}

/// Adds a user; `false` if somebody has that name. The database decides, so of
/// two who ask at once one is told.
///
/// # Errors
/// When the statement fails for another reason.
pub fn insert(connection: &mut Connection, user: &UserRow) -> QueryResult<bool> {
    match diesel::insert_into(users::table)
        .values(user)
        .execute(connection)
    {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The user with this id.
///
/// # Errors
/// When the query fails.
pub fn find(connection: &mut Connection, id: &str) -> QueryResult<Option<UserRow>> {
    users::table
        .filter(users::id.eq(id))
        .select(UserRow::as_select())
        .first(connection)
        .optional()
}

/// The user with this name.
///
/// # Errors
/// When the query fails.
pub fn find_by_username(
    connection: &mut Connection,
    username: &str,
) -> QueryResult<Option<UserRow>> {
    users::table
        .filter(users::username.eq(username))
        .select(UserRow::as_select())
        .first(connection)
        .optional()
}

/// Replaces the stored hash of the same password.
///
/// # Errors
/// When the statement fails.
pub fn set_password_hash(connection: &mut Connection, id: &str, hash: &str) -> QueryResult<()> {
    diesel::update(users::table.filter(users::id.eq(id)))
        .set(users::password_hash.eq(hash))
        .execute(connection)
        .map(drop)
}

/// How many users there are.
///
/// # Errors
/// When the query fails.
pub fn count(connection: &mut Connection) -> QueryResult<i64> {
    users::table.count().get_result(connection)
}
