//! Users: rows and the queries on them.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use shared::auth::TokenDelivery;
use shared::claims::Role;
use uuid::Uuid;

use super::connection::Connection;
use super::events::{self, Event};
use super::schema::users;
use super::{lock, sessions, user_changes};
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
    /// Since when the user is kept from logging in.
    pub disabled_at: Option<i64>,
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
            disabled_at: None,
        }
    }
}

impl UserRow {
    /// Whether this is an admin who may log in.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.role == Role::Admin.as_str() && self.disabled_at.is_none()
    }

    /// What the user's tokens may say: nothing any more if disabled.
    #[must_use]
    pub fn standing(&self) -> Option<Role> {
        match self.disabled_at {
            None => Role::from_name(&self.role),
            Some(_) => None,
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

/// Replaces the hash `former` by one of the same password; `false` if another
/// password has taken its place meanwhile, which must not be undone.
///
/// # Errors
/// When the statement fails.
pub fn renew_password_hash(
    connection: &mut Connection,
    id: &str,
    former: &str,
    hash: &str,
) -> QueryResult<bool> {
    let same = users::table
        .filter(users::id.eq(id))
        .filter(users::password_hash.eq(former));
    diesel::update(same)
        .set(users::password_hash.eq(hash))
        .execute(connection)
        .map(|renewed| renewed > 0)
}

/// Changes what the user says of themselves at `now`, and writes down that it was, so
/// that other processes read it again; what became of it, or `None` if there is no
/// such user.
///
/// # Errors
/// When a statement fails.
pub fn set_profile(
    connection: &mut Connection,
    id: &str,
    display_name: Option<&str>,
    email: Option<Option<&str>>,
    now: i64,
) -> QueryResult<Option<Changed>> {
    connection.write_transaction(|connection| {
        lock::user(connection, id)?;
        let Some(mut user) = find(connection, id)? else {
            return Ok(None);
        };
        if let Some(name) = display_name {
            user.display_name = name.to_owned();
        }
        if let Some(email) = email {
            user.email = email.map(str::to_owned);
        }
        diesel::update(users::table.filter(users::id.eq(id)))
            .set((
                users::display_name.eq(&user.display_name),
                users::email.eq(&user.email),
            ))
            .execute(connection)?;
        // As what the user is, which others may have changed since the request came.
        let since = user_changes::record(connection, id, user.standing(), now)?;
        Ok(Some(Changed {
            user,
            since: Some(since),
            ended: Vec::new(),
        }))
    })
}

/// What an admin changes of a user.
#[derive(Debug, Clone, Copy, Default)]
pub struct Standing {
    /// The kind of user, if it changes.
    pub role: Option<Role>,
    /// Whether the user may not log in, if that changes.
    pub disabled: Option<bool>,
}

/// What an admin's change came to.
pub enum Change {
    /// There is no such user.
    NotThere,
    /// Who asks is no admin any more, or nobody would be one afterwards.
    NotAllowed,
    /// It was made.
    Made(Box<Changed>),
}

/// What became of a user, and which sessions ended with it.
pub struct Changed {
    /// The row as it is then.
    pub user: UserRow,
    /// From when on, in milliseconds since 1970, if anything is different.
    pub since: Option<i64>,
    /// The sessions that were ended.
    pub ended: Vec<String>,
}

/// Changes a user's standing at `now`, in one piece with what follows from it:
/// the sessions of a disabled user end, and tokens that say otherwise are known
/// to be wrong after a restart too. Without an actor, from the command line,
/// everything is allowed.
///
/// # Errors
/// When a statement fails.
pub fn set_standing(
    connection: &mut Connection,
    id: &str,
    standing: Standing,
    (actor_id, ip): (Option<&str>, Option<&str>),
    now: i64,
) -> QueryResult<Change> {
    connection.write_transaction(|connection| {
        lock::admins(connection)?;
        lock::user(connection, id)?;
        let Some(before) = find(connection, id)? else {
            return Ok(Change::NotThere);
        };
        let mut user = before.clone();
        if let Some(role) = standing.role {
            user.role = role.as_str().to_owned();
        }
        match standing.disabled {
            Some(true) => user.disabled_at = before.disabled_at.or(Some(now)),
            Some(false) => user.disabled_at = None,
            None => {}
        }
        let is_different = user.role != before.role || user.disabled_at != before.disabled_at;
        if let Some(actor_id) = actor_id {
            let actor = find(connection, actor_id)?;
            let is_last =
                before.is_admin() && !user.is_admin() && other_admins(connection, id)? == 0;
            if is_last || !actor.is_some_and(|actor| actor.is_admin()) {
                return Ok(Change::NotAllowed);
            }
        }
        let (mut ended, mut since) = (Vec::new(), None);
        if is_different {
            diesel::update(users::table.filter(users::id.eq(id)))
                .set((
                    users::role.eq(&user.role),
                    users::disabled_at.eq(user.disabled_at),
                ))
                .execute(connection)?;
            since = Some(user_changes::record(connection, id, user.standing(), now)?);
            for kind in kinds(&before, &user) {
                let mut event = Event::of_user(kind, id);
                if let Some(actor_id) = actor_id {
                    event = event.by(actor_id);
                }
                if let Some(ip) = ip {
                    event = event.from(ip);
                }
                events::record(connection, &event, now)?;
            }
        }
        if user.disabled_at.is_some() {
            ended = sessions::end_all(connection, id, None, now)?;
        }
        Ok(Change::Made(Box::new(Changed { user, since, ended })))
    })
}

/// What happened between two states of a user, by the names of the audit log.
fn kinds(before: &UserRow, after: &UserRow) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    if before.role != after.role {
        kinds.push(events::ROLE_CHANGED);
    }
    match (before.disabled_at, after.disabled_at) {
        (None, Some(_)) => kinds.push(events::USER_DISABLED),
        (Some(_), None) => kinds.push(events::USER_ENABLED),
        _ => {}
    }
    kinds
}

/// How many others are admins and may log in.
fn other_admins(connection: &mut Connection, id: &str) -> QueryResult<i64> {
    users::table
        .filter(users::id.ne(id))
        .filter(users::role.eq(Role::Admin.as_str()))
        .filter(users::disabled_at.is_null())
        .count()
        .get_result(connection)
}

/// Removes a user with all that is theirs; the sessions that ended with it, or
/// `None` if this is the last admin, after whom nobody could look after users.
///
/// # Errors
/// When a statement fails.
pub fn delete(
    connection: &mut Connection,
    id: &str,
    event: &Event,
    now: i64,
) -> QueryResult<Option<Vec<String>>> {
    connection.write_transaction(|connection| {
        lock::admins(connection)?;
        lock::user(connection, id)?;
        let is_admin = find(connection, id)?.is_some_and(|user| user.is_admin());
        if is_admin && other_admins(connection, id)? == 0 {
            return Ok(None);
        }
        let ended = sessions::end_all(connection, id, None, now)?;
        user_changes::record(connection, id, None, now)?;
        events::record(connection, event, now)?;
        diesel::delete(users::table.filter(users::id.eq(id))).execute(connection)?;
        Ok(Some(ended))
    })
}

/// What followed from another password.
pub struct PasswordChanged {
    /// The sessions that were ended: all.
    pub ended: Vec<String>,
    /// How the tokens of the one asked about reached their client.
    pub delivery: Option<TokenDelivery>,
}

/// Puts a hash in the place of the former one, and ends every session. `None` if
/// the former one is there no more: somebody was quicker.
///
/// # Errors
/// When a statement fails.
pub fn change_password(
    connection: &mut Connection,
    id: &str,
    (former, hash): (&str, &str),
    session_id: Option<&str>,
    event: &Event,
    now: i64,
) -> QueryResult<Option<PasswordChanged>> {
    connection.write_transaction(|connection| {
        let same = users::table
            .filter(users::id.eq(id))
            .filter(users::password_hash.eq(former));
        let changed = diesel::update(same)
            .set(users::password_hash.eq(hash))
            .execute(connection)?;
        if changed == 0 {
            return Ok(None);
        }
        let delivery = match session_id {
            None => None,
            Some(session_id) => sessions::delivery(connection, session_id)?,
        };
        let ended = sessions::end_all(connection, id, None, now)?;
        events::record(connection, event, now)?;
        Ok(Some(PasswordChanged { ended, delivery }))
    })
}

/// How many users there are.
///
/// # Errors
/// When the query fails.
pub fn count(connection: &mut Connection) -> QueryResult<i64> {
    users::table.count().get_result(connection)
}
