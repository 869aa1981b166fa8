//! Sessions: one row for each log-in.

use diesel::prelude::*;
use shared::auth::TokenDelivery;
use shared::error::ErrorCode;

use super::connection::Connection;
use super::events::{self, Event};
use super::lock;
use super::schema::{sessions, users};
use super::users::UserRow;
use crate::auth::refresh_token::RefreshToken;
use crate::auth::rotation::{self, Limits, Outcome};

/// A session as stored. Times are milliseconds since 1970.
#[derive(Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    /// A UUIDv7, the `sid` of its tokens.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// When it began.
    pub created_at: i64,
    /// When it ends at the latest.
    pub expires_at: i64,
    /// When it was ended early.
    pub revoked_at: Option<i64>,
    /// Which of its refresh tokens is the latest.
    pub counter: i64,
    /// When that one was made.
    pub rotated_at: i64,
    /// When the password was last given.
    pub auth_time: i64,
    /// How its tokens reach the client.
    pub delivery: String,
    /// What the browser called itself.
    pub user_agent: String,
    /// Where it logged in from.
    pub ip: String,
}

/// Adds a session, and writes down that it began, if the user may still log in and
/// `password_hash` is still theirs; the user as they are then.
///
/// # Errors
/// When a statement fails.
pub fn begin(
    connection: &mut Connection,
    session: &SessionRow,
    password_hash: &str,
    event: &Event,
) -> QueryResult<Option<UserRow>> {
    connection.write_transaction(|connection| {
        lock::user(connection, &session.user_id)?;
        let user = users::table
            .filter(users::id.eq(&session.user_id))
            .filter(users::password_hash.eq(password_hash))
            .filter(users::disabled_at.is_null())
            .select(UserRow::as_select())
            .first(connection)
            .optional()?;
        if user.is_some() {
            diesel::insert_into(sessions::table)
                .values(session)
                .execute(connection)?;
            events::record(connection, event, session.created_at)?;
        }
        Ok(user)
    })
}

/// A genuine refresh token, and how it came.
#[derive(Debug, Clone, Copy)]
pub struct Presented {
    /// What it says.
    pub token: RefreshToken,
    /// Whether it came in a body, as those of native clients do.
    pub is_native: bool,
}

/// What became of a refresh token.
pub enum Refreshed {
    /// Tokens are to be issued for this session and user, the next refresh token
    /// with the session's counter.
    Issue(Box<(SessionRow, UserRow)>),
    /// It had been spent: the session has been ended, just now.
    Reused(SessionRow),
    /// Nothing has changed.
    Refused(ErrorCode),
}

/// Uses a genuine refresh token at `now`.
///
/// One transaction that has the session to itself: of fifty that come at once, one
/// counts on and the others see that it did. A reuse is no error of it, or ending
/// the session would be rolled back as well.
///
/// The user is not locked. Whoever disables one also ends their sessions, and waits
/// for this one with that.
///
/// # Errors
/// When a statement fails.
pub fn refresh(
    connection: &mut Connection,
    Presented { token, is_native }: Presented,
    now: i64,
    limits: Limits,
    ip: &str,
) -> QueryResult<Refreshed> {
    connection.write_transaction(|connection| {
        let id = token.session_id.to_string();
        lock::session(connection, &id)?;
        let found: Option<(SessionRow, UserRow)> = sessions::table
            .inner_join(users::table)
            .filter(sessions::id.eq(id))
            .select((SessionRow::as_select(), UserRow::as_select()))
            .first(connection)
            .optional()?;
        let Some((mut session, user)) = found else {
            return Ok(Refreshed::Refused(ErrorCode::RefreshTokenInvalid));
        };
        // What went out in a cookie comes back in one: in a body it was stolen.
        if (session.delivery == TokenDelivery::Native.as_str()) != is_native {
            return Ok(Refreshed::Refused(ErrorCode::RefreshTokenInvalid));
        }
        let state = rotation::Session {
            counter: session.counter,
            rotated_at: session.rotated_at,
            expires_at: session.expires_at,
            is_over: session.revoked_at.is_some() || user.disabled_at.is_some(),
        };
        match rotation::judge(state, token.counter, now, limits) {
            Outcome::Rotate => {
                session.counter += 1;
                session.rotated_at = now;
                diesel::update(sessions::table.find(&session.id))
                    .set((
                        sessions::counter.eq(session.counter),
                        sessions::rotated_at.eq(now),
                    ))
                    .execute(connection)?;
                Ok(Refreshed::Issue(Box::new((session, user))))
            }
            Outcome::Repeat => Ok(Refreshed::Issue(Box::new((session, user)))),
            Outcome::Reused => {
                revoke(connection, &session.id, now)?;
                let event = Event::of_user(events::REFRESH_TOKEN_REUSED, &user.id).from(ip);
                events::record(connection, &event, now)?;
                Ok(Refreshed::Reused(session))
            }
            Outcome::Refused(code) => Ok(Refreshed::Refused(code)),
        }
    })
}

/// The password was given again in this session, which has not ended. `None` if
/// it has.
///
/// # Errors
/// When a statement fails.
pub fn authenticated(
    connection: &mut Connection,
    id: &str,
    now: i64,
) -> QueryResult<Option<SessionRow>> {
    connection.write_transaction(|connection| {
        let alive = sessions::table
            .filter(sessions::id.eq(id))
            .filter(sessions::revoked_at.is_null());
        diesel::update(alive)
            .set(sessions::auth_time.eq(now))
            .execute(connection)?;
        alive
            .select(SessionRow::as_select())
            .first(connection)
            .optional()
    })
}

/// How the tokens of a session reach their client.
///
/// # Errors
/// When the query fails.
pub fn delivery(connection: &mut Connection, id: &str) -> QueryResult<Option<TokenDelivery>> {
    let name: Option<String> = sessions::table
        .find(id)
        .select(sessions::delivery)
        .first(connection)
        .optional()?;
    Ok(name.as_deref().and_then(TokenDelivery::from_name))
}

/// The sessions of a user that are going on at `now`, the latest used first.
///
/// # Errors
/// When the query fails.
pub fn of_user(
    connection: &mut Connection,
    user_id: &str,
    now: i64,
    idle: i64,
) -> QueryResult<Vec<SessionRow>> {
    sessions::table
        .filter(sessions::user_id.eq(user_id))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::rotated_at.gt(now.saturating_sub(idle)))
        .order((sessions::rotated_at.desc(), sessions::id.desc()))
        .select(SessionRow::as_select())
        .load(connection)
}

/// Ends a session; whose it is, unless it was over already. Ending it again
/// changes nothing: the first moment stays.
///
/// # Errors
/// When a statement fails.
pub fn revoke(connection: &mut Connection, id: &str, at: i64) -> QueryResult<Option<String>> {
    let ended = diesel::update(
        sessions::table
            .filter(sessions::id.eq(id))
            .filter(sessions::revoked_at.is_null()),
    )
    .set(sessions::revoked_at.eq(at))
    .execute(connection)?;
    if ended == 0 {
        return Ok(None);
    }
    sessions::table
        .find(id)
        .select(sessions::user_id)
        .first(connection)
        .optional()
}

/// Ends a session if it is this user's; `false` if there is no such session that
/// could be ended.
///
/// # Errors
/// When the statement fails.
pub fn revoke_own(
    connection: &mut Connection,
    user_id: &str,
    id: &str,
    at: i64,
) -> QueryResult<bool> {
    diesel::update(
        sessions::table
            .filter(sessions::id.eq(id))
            .filter(sessions::user_id.eq(user_id))
            .filter(sessions::revoked_at.is_null()),
    )
    .set(sessions::revoked_at.eq(at))
    .execute(connection)
    .map(|ended| ended > 0)
}

/// Ends all sessions of a user, but for the one in `except`; the ids of those
/// that were ended. To be part of a transaction, which nobody who begins a session
/// of this user comes into.
///
/// # Errors
/// When a statement fails.
pub fn end_all(
    connection: &mut Connection,
    user_id: &str,
    except: Option<&str>,
    at: i64,
) -> QueryResult<Vec<String>> {
    lock::user(connection, user_id)?;
    let mut ids: Vec<String> = sessions::table
        .filter(sessions::user_id.eq(user_id))
        .filter(sessions::revoked_at.is_null())
        .select(sessions::id)
        .load(connection)?;
    ids.retain(|id| Some(id.as_str()) != except);
    let alive = sessions::table
        .filter(sessions::id.eq_any(&ids))
        .filter(sessions::revoked_at.is_null());
    diesel::update(alive)
        .set(sessions::revoked_at.eq(at))
        .execute(connection)?;
    Ok(ids)
}

/// The same as a transaction of its own.
///
/// # Errors
/// When a statement fails.
pub fn revoke_all(
    connection: &mut Connection,
    user_id: &str,
    except: Option<&str>,
    at: i64,
) -> QueryResult<Vec<String>> {
    connection.write_transaction(|connection| end_all(connection, user_id, except, at))
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

/// Removes the sessions of which no token can be alive: those that ended, early
/// or not, before `before`.
///
/// # Errors
/// When the statement fails.
pub fn forget(connection: &mut Connection, before: i64) -> QueryResult<usize> {
    diesel::delete(
        sessions::table.filter(
            sessions::expires_at
                .lt(before)
                .or(sessions::revoked_at.lt(before)),
        ),
    )
    .execute(connection)
}
