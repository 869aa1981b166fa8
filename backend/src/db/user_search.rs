//! Users by what their names contain, a page at a time.

use diesel::prelude::*;

use super::connection::Connection;
use super::schema::users;
use super::users::UserRow;

#[diesel::declare_sql_function]
extern "SQL" {
    /// ASCII alone: SQLite by itself, PostgreSQL by the columns' collation.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// Up to `limit` users, the newest first, older than the one with the id `before`,
/// whose name, shown name or address contains `query`.
///
/// # Errors
/// When the query fails.
pub fn page(
    connection: &mut Connection,
    query: &str,
    before: Option<&str>,
    limit: i64,
) -> QueryResult<Vec<UserRow>> {
    let mut found = users::table
        .order(users::id.desc())
        .limit(limit)
        .select(UserRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        found = found.filter(users::id.lt(before));
    }
    if !query.is_empty() {
        // Lower case on both sides, of ASCII alone: so LIKE finds the same in both
        // databases, of which only SQLite's takes capitals for small letters.
        let pattern = format!("%{}%", escape_like(&query.to_ascii_lowercase()));
        found = found.filter(
            lower(users::username)
                .like(pattern.clone())
                .escape('\\')
                .or(lower(users::display_name)
                    .like(pattern.clone())
                    .escape('\\'))
                .or(lower(users::email.assume_not_null())
                    .like(pattern)
                    .escape('\\')),
        );
    }
    found.load(connection)
}

/// `%` and `_` in what somebody searches for are what they look like.
fn escape_like(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
