//! The tables as Diesel sees them are those that the migrations make.

use std::collections::{BTreeMap, BTreeSet};

use backend::db::connection::Connection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::helpers::TestApp;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    column: String,
}

type Tables = BTreeMap<String, BTreeSet<String>>;

/// Tables and columns of `schema.rs`, out of the file: Diesel's types are not to be
/// asked.
fn declared() -> Tables {
    let mut tables = Tables::new();
    let mut table = String::new();
    for line in include_str!("../../src/db/schema.rs").lines() {
        if let Some((name, _)) = line.trim().split_once(" (")
            && line.ends_with(") {")
        {
            table = name.to_owned();
        } else if let Some((column, _)) = line.trim().split_once(" -> ")
            && !line.starts_with("diesel::")
        {
            let columns = tables.entry(table.clone()).or_default();
            columns.insert(column.to_owned());
        }
    }
    tables
}

fn made(app: &TestApp) -> Tables {
    let columns: Vec<Column> = app
        .database()
        .run_blocking(|connection| match connection {
            Connection::Sqlite(sqlite) => diesel::sql_query(
                "SELECT t.name AS \"table\", c.name AS \"column\" \
                 FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
            )
            .load(sqlite),
            Connection::Postgres(postgres) => diesel::sql_query(
                "SELECT table_name::text AS \"table\", column_name::text AS \"column\" \
                 FROM information_schema.columns WHERE table_schema = current_schema()",
            )
            .load(postgres),
        })
        .unwrap();
    let mut tables = Tables::new();
    for Column { table, column } in columns {
        tables.entry(table).or_default().insert(column);
    }
    // Diesel's own list of migrations.
    tables.remove("__diesel_schema_migrations");
    tables
}

#[actix_web::test]
async fn the_schema_is_what_the_migrations_make() {
    let app = TestApp::start().await;
    let declared = declared();
    assert!(declared["notes"].contains("title"));
    assert_eq!(made(&app), declared);
}
