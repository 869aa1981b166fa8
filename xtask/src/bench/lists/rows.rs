//! The rows, past the server: a million requests would take ten minutes.

use std::path::{Path, PathBuf};

use crate::postgres::Postgres;
use crate::{Failure, process};

/// Where a server keeps its rows.
pub(super) enum Store<'a> {
    /// In this file.
    Sqlite(PathBuf),
    /// In a database of this name.
    Postgres(&'a Postgres, String, String),
}

impl<'a> Store<'a> {
    pub(super) fn new(
        postgres: Option<&'a Postgres>,
        folder: &Path,
        count: u32,
    ) -> Result<Self, Failure> {
        let Some(server) = postgres else {
            return Ok(Self::Sqlite(folder.join("data").join("app.db")));
        };
        let name = format!("with_{count}_rows");
        server.sql("postgres", &format!("CREATE DATABASE {name}"))?;
        let url = server.url_of(&name);
        Ok(Self::Postgres(server, name, url))
    }

    pub(super) fn settings(&self) -> Vec<(&str, &str)> {
        match self {
            Self::Sqlite(_) => Vec::new(),
            Self::Postgres(_, _, url) => vec![("DATABASE_URL", url)],
        }
    }

    /// Puts `count` rows into each table. Of the notes every second is John's, and
    /// five are Alice's.
    pub(super) fn fill(&self, count: u32, alice: &str, john: &str) -> Result<(), Failure> {
        match self {
            Self::Sqlite(file) => {
                let numbers = format!(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
                );
                let id = "printf('0190%04x-%04x-7000-8000-%012x', i >> 16, i & 65535, i)";
                let rows = |table: &str, columns: &str, values: &str| {
                    format!("INSERT INTO {table} ({columns}) {numbers} SELECT {values} FROM n;")
                };
                let sql = statements(rows, id, count, alice, john);
                // A transaction of this size leaves a log that every query would search;
                // those of users are written back long before that.
                let sql = format!("BEGIN; {sql} COMMIT; PRAGMA wal_checkpoint(TRUNCATE);");
                let mut sqlite = process::command("sqlite3");
                sqlite.stdout(std::process::Stdio::null());
                sqlite.args(["-bail", "-cmd", ".timeout 20000"]).arg(file);
                ran(process::run(sqlite.arg(sql))?)
            }
            Self::Postgres(server, name, _) => {
                let id = "'0190' || lpad(to_hex(i >> 16), 4, '0') || '-' \
                          || lpad(to_hex(i & 65535), 4, '0') || '-7000-8000-' \
                          || lpad(to_hex(i), 12, '0')";
                let rows = |table: &str, columns: &str, values: &str| {
                    let numbers = format!("generate_series(1, {count}) AS n(i)");
                    format!("INSERT INTO {table} ({columns}) SELECT {values} FROM {numbers};")
                };
                // Without a look at the users for every row, which takes longer than
                // the row; and counted, as PostgreSQL does by itself a minute later.
                let sql = format!(
                    "SET session_replication_role = replica; {} ANALYZE;",
                    statements(rows, id, count, alice, john)
                );
                server.sql(name, &sql)
            }
        }
    }
}

fn ran(ok: bool) -> Result<(), Failure> {
    let failed = || Failure::Said("The rows cannot be made; the reason is above.".to_owned());
    ok.then_some(()).ok_or_else(failed)
}

fn statements(
    rows: impl Fn(&str, &str, &str) -> String,
    id: &str,
    count: u32,
    alice: &str,
    john: &str,
) -> String {
    let every = count / 5;
    let whose = format!(
        "CASE WHEN i % 2 = 0 THEN '{john}' WHEN i % {every} = 1 THEN '{alice}' ELSE {id} END"
    );
    [
        rows(
            "users",
            "id, username, display_name, role, password_hash, pepper_version, created_at",
            &format!("{id}, 'made' || i, 'Made', 'user', 'none', 1, i"),
        ),
        rows(
            "notes",
            "id, user_id, title, body, created_at, updated_at",
            &format!("{id}, {whose}, 'A note', 'What was to be written down.', i, i"),
        ),
        rows(
            "events",
            "id, at, kind, user_id",
            &format!("{id}, i, 'logged_in', {id}"),
        ),
        rows(
            "sessions",
            "id, user_id, created_at, expires_at, rotated_at, auth_time",
            // In the year 2100: not over.
            &format!("{id}, {id}, i, 4102444800000, 4102444800000, i"),
        ),
    ]
    .concat()
}

/// The id of a row that has a tenth of all below it; of ten, the last.
pub(super) fn deep(count: u32) -> String {
    let i = if count > 10 { count / 10 } else { count };
    format!("0190{:04x}-{:04x}-7000-8000-{i:012x}", i >> 16, i & 65535)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_form_of_the_servers_own() {
        assert_eq!(deep(10), "01900000-000a-7000-8000-00000000000a");
        assert_eq!(deep(1_000_000), "01900001-86a0-7000-8000-0000000186a0");
    }
}
