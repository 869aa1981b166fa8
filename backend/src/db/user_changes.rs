//! What became of users while tokens that say otherwise may still live, and who says
//! something else of themselves: what other processes have to hear of.

use diesel::prelude::*;
use shared::claims::Role;
use uuid::Uuid;

use super::connection::Connection;
use super::schema::user_changes;

#[derive(Insertable)]
#[diesel(table_name = user_changes)]
struct NewChange {
    id: String,
    user_id: String,
    role: Option<String>,
    changed_at: i64,
}

/// A user is this from `at` (milliseconds since 1970) on: `None` for one who was
/// disabled or deleted. To be part of a transaction that has the user to itself.
///
/// It takes the place of what was written down of this user before: only the latest
/// counts, and who changes their name all day gives others no more to read.
///
/// The moment as it was written down. Whoever waited for the lock has an old idea of
/// what time it is, and clocks differ: what is decided later is also dated later, so
/// that all who read the changes in order end with what the user is.
///
/// # Errors
/// When a statement fails.
pub fn record(
    connection: &mut Connection,
    user_id: &str,
    role: Option<Role>,
    at: i64,
) -> QueryResult<i64> {
    let latest: Option<i64> = user_changes::table
        .filter(user_changes::user_id.eq(user_id))
        .select(diesel::dsl::max(user_changes::changed_at))
        .get_result(connection)?;
    let at = latest.map_or(at, |latest| at.max(latest + 1));
    diesel::delete(user_changes::table.filter(user_changes::user_id.eq(user_id)))
        .execute(connection)?;
    diesel::insert_into(user_changes::table)
        .values(NewChange {
            id: Uuid::now_v7().to_string(),
            user_id: user_id.to_owned(),
            role: role.map(|role| role.as_str().to_owned()),
            changed_at: at,
        })
        .execute(connection)?;
    Ok(at)
}

/// The changes after `since`, in the order in which they were made: user, role
/// and moment.
///
/// # Errors
/// When the query fails.
pub fn since(
    connection: &mut Connection,
    since: i64,
) -> QueryResult<Vec<(String, Option<Role>, i64)>> {
    let rows: Vec<(String, Option<String>, i64)> = user_changes::table
        .filter(user_changes::changed_at.gt(since))
        .order((user_changes::changed_at, user_changes::id))
        .select((
            user_changes::user_id,
            user_changes::role,
            user_changes::changed_at,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        // A role that we do not know is nobody's: the tokens are refused.
        .map(|(id, role, at)| (id, role.as_deref().and_then(Role::from_name), at))
        .collect())
}

/// Removes the changes before `before`, which no token contradicts any more.
///
/// # Errors
/// When the statement fails.
pub fn forget(connection: &mut Connection, before: i64) -> QueryResult<usize> {
    diesel::delete(user_changes::table.filter(user_changes::changed_at.lt(before)))
        .execute(connection)
}
