//! All rows of the database as text, to see whether a request has changed one.

use backend::db::connection::Connection;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use crate::helpers::TestApp;

const TABLES: [&str; 5] = ["users", "sessions", "user_changes", "notes", "events"];

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Nullable<Text>)]
    line: Option<String>,
}

/// One text for each table.
pub(crate) fn of(app: &TestApp) -> Vec<String> {
    app.database()
        .run_blocking(|connection| {
            TABLES
                .iter()
                .map(|table| of_table(connection, table))
                .collect()
        })
        .unwrap()
}

fn of_table(connection: &mut Connection, table: &str) -> QueryResult<String> {
    let query = match connection {
        Connection::Postgres(_) => format!("SELECT t::text AS line FROM {table} t ORDER BY 1"),
        Connection::Sqlite(sqlite) => {
            // SQLite writes no row as text, so it is told the columns.
            let columns = format!("SELECT name AS line FROM pragma_table_info('{table}')");
            let columns: Vec<Line> = diesel::sql_query(columns).load(sqlite)?;
            let columns = columns.into_iter().filter_map(|column| column.line);
            let columns: Vec<_> = columns.map(|name| format!("quote({name})")).collect();
            let columns = columns.join(" || ',' || ");
            format!("SELECT {columns} AS line FROM {table} ORDER BY 1")
        }
    };
    let lines: Vec<Line> = diesel::sql_query(query).load(connection)?;
    let lines = lines.into_iter().filter_map(|line| line.line);
    Ok(format!("{table}: {:#?}", lines.collect::<Vec<_>>()))
}
