//! The audit log: what happened to accounts and sessions.

use diesel::prelude::*;
use uuid::Uuid;

use super::connection::Connection;
use super::schema::events;

/// Somebody made an account.
pub const REGISTERED: &str = "registered";
/// The right password was given.
pub const LOGGED_IN: &str = "logged_in";
/// A wrong one was.
pub const LOGIN_FAILED: &str = "login_failed";
/// A user ended a session.
pub const LOGGED_OUT: &str = "logged_out";
/// A spent refresh token came back, and its session was ended.
pub const REFRESH_TOKEN_REUSED: &str = "refresh_token_reused";
/// The password was given again.
pub const STEPPED_UP: &str = "stepped_up";
/// The password was changed by one who knew it.
pub const PASSWORD_CHANGED: &str = "password_changed";
/// A link for a forgotten password was sent.
pub const PASSWORD_RESET_REQUESTED: &str = "password_reset_requested";
/// The password was changed by such a link.
pub const PASSWORD_RESET: &str = "password_reset";
/// All sessions of a user were ended.
pub const SESSIONS_REVOKED: &str = "sessions_revoked";
/// A user was kept from logging in.
pub const USER_DISABLED: &str = "user_disabled";
/// A user may log in again.
pub const USER_ENABLED: &str = "user_enabled";
/// A user became another kind of user.
pub const ROLE_CHANGED: &str = "role_changed";
/// A user deleted the account.
pub const USER_DELETED: &str = "user_deleted";

/// Something to write down.
#[derive(Debug, Clone)]
pub struct Event {
    kind: &'static str,
    user_id: Option<String>,
    actor_id: Option<String>,
    ip: Option<String>,
}

impl Event {
    /// Something that happened to a user.
    #[must_use]
    pub fn of_user(kind: &'static str, user_id: &str) -> Self {
        Self {
            kind,
            user_id: Some(user_id.to_owned()),
            actor_id: None,
            ip: None,
        }
    }

    /// Something that happened to nobody in particular.
    #[must_use]
    pub fn of_nobody(kind: &'static str) -> Self {
        Self {
            kind,
            user_id: None,
            actor_id: None,
            ip: None,
        }
    }

    /// Another than that user did it.
    #[must_use]
    pub fn by(mut self, actor_id: &str) -> Self {
        self.actor_id = Some(actor_id.to_owned());
        self
    }

    /// The address that the request came from.
    #[must_use]
    pub fn from(mut self, ip: &str) -> Self {
        self.ip = Some(ip.to_owned());
        self
    }
}

/// An event as stored.
#[derive(Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = events)]
pub struct EventRow {
    /// A UUIDv7.
    pub id: String,
    /// Milliseconds since 1970.
    pub at: i64,
    /// One of the names above.
    pub kind: String,
    /// Whom it happened to.
    pub user_id: Option<String>,
    /// Who did it, if somebody else.
    pub actor_id: Option<String>,
    /// Where the request came from.
    pub ip: Option<String>,
}

/// Writes an event down.
///
/// # Errors
/// When the statement fails.
pub fn record(connection: &mut Connection, event: &Event, at: i64) -> QueryResult<()> {
    diesel::insert_into(events::table)
        .values(EventRow {
            id: Uuid::now_v7().to_string(),
            at,
            kind: event.kind.to_owned(),
            user_id: event.user_id.clone(),
            actor_id: event.actor_id.clone(),
            ip: event.ip.clone(),
        })
        .execute(connection)
        .map(drop)
}

/// Up to `limit` events, the newest first, that are older than `before`.
///
/// # Errors
/// When the query fails.
pub fn page(
    connection: &mut Connection,
    before: Option<&str>,
    limit: i64,
) -> QueryResult<Vec<EventRow>> {
    let mut query = events::table
        .order(events::id.desc())
        .limit(limit)
        .select(EventRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(events::id.lt(before));
    }
    query.load(connection)
}
