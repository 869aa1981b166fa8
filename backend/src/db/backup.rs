//! A copy of the database while it is in use, and whether a file is whole.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::sqlite::SqliteConnection;

use super::connection::DbError;
use super::schema::users;

/// What a copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// How many users.
    pub users: i64,
    /// How many bytes the file is long.
    pub bytes: u64,
}

/// Writes what the database at `from` holds at this moment into the empty file
/// `to`, and reads both from the first page to the last.
///
/// `VACUUM INTO` is one read transaction: whoever writes meanwhile does not wait
/// for it and is not in the copy. Copying the file itself would take halves of
/// transactions, and miss what still stands in the -wal file beside it.
///
/// # Errors
/// When the one cannot be read or the other not written, or one is damaged.
pub fn copy(from: &Path, to: &Path) -> Result<Copied, DbError> {
    // A copy is made anew from the tables, and would hide a damaged index.
    check(from)?;
    let mut connection = open(from)?;
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(text(to)?)
        .execute(&mut connection)?;
    check(to)?;
    let users = users::table.count().get_result(&mut open(to)?)?;
    let file = std::fs::metadata(to).map_err(|error| DbError::Open(error.to_string()))?;
    let bytes = file.len();
    Ok(Copied { users, bytes })
}

/// Reads the whole file, and holds its indexes against its tables.
///
/// # Errors
/// `Damaged`, with the first thing that is wrong.
pub fn check(path: &Path) -> Result<(), DbError> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        integrity_check: String,
    }
    let lines: Vec<Line> = diesel::sql_query("PRAGMA integrity_check(1)").load(&mut open(path)?)?;
    match lines.first().map(|line| line.integrity_check.as_str()) {
        Some("ok") => Ok(()),
        found => Err(DbError::Damaged(
            found.unwrap_or("it says nothing").to_owned(),
        )),
    }
}

/// Opens a database that is there: by itself SQLite would make an empty one.
fn open(path: &Path) -> Result<SqliteConnection, DbError> {
    let unusable = |error: String| DbError::Open(format!("{}: {error}", path.display()));
    std::fs::metadata(path).map_err(|error| unusable(error.to_string()))?;
    let mut connection =
        SqliteConnection::establish(text(path)?).map_err(|error| unusable(error.to_string()))?;
    connection.batch_execute("PRAGMA busy_timeout = 10000;")?;
    Ok(connection)
}

fn text(path: &Path) -> Result<&str, DbError> {
    path.to_str()
        .ok_or_else(|| DbError::Open(format!("{} is not UTF-8 text", path.display())))
}
