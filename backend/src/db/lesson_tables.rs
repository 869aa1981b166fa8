//! The tables of the lessons, which no migration makes: whoever uses one makes it
//! where there is none, and a starter without lessons has none of them.

use diesel::prelude::*;

use super::connection::Connection;
use super::lock;

/// Makes a table by these columns, in which `TEXT_ID` is the type of an id. To be
/// part of a transaction.
///
/// # Errors
/// When the statement fails.
pub(super) fn make(connection: &mut Connection, name: &str, columns: &str) -> QueryResult<()> {
    // Ids sort and compare alike in both databases, see the migrations.
    let text_id = match connection {
        Connection::Sqlite(_) => "TEXT COLLATE BINARY",
        Connection::Postgres(_) => "TEXT COLLATE \"C\"",
    };
    let columns = columns.replace("TEXT_ID", text_id);
    // Two that make the same table at once would get in each other's way.
    lock::advisory(connection, "lessons")?;
    diesel::sql_query(format!("CREATE TABLE IF NOT EXISTS {name} ({columns})"))
        .execute(connection)?;
    Ok(())
}
