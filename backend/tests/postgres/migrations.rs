//! The tables come and go on PostgreSQL as on SQLite (SECURITY line 27).

use std::process::Stdio;

use backend::db::connection::{Connection, DbError};
use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection as _;
use diesel::dsl::sql;
use diesel::sql_types::Bool;
use reqwest::Method;

use crate::client::{call, instance, newcomer};
use crate::program::{program, refused};
use crate::store;

#[test]
fn migrations_run_up_down_and_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let database = store::open(&folder.path().join("data"));
    let up = database.migrate().unwrap();
    assert!(!up.is_empty());
    assert!(database.migrate().unwrap().is_empty());
    for _ in &up {
        database.revert().unwrap();
    }
    assert!(!database.has_tables().unwrap());
    assert!(matches!(database.revert(), Err(DbError::Migration(_))));
    assert_eq!(database.migrate().unwrap(), up);
}

#[test]
fn four_processes_that_migrate_at_once_run_each_migration_once() {
    let folder = tempfile::tempdir().unwrap();
    let migrate = || {
        let mut command = program(&folder);
        command
            .arg("migrate")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let processes: Vec<_> = (0..4).map(|_| migrate()).collect();
    let mut counts = Vec::new();
    for process in processes {
        let output = process.wait_with_output().unwrap();
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{log}");
        let (_, count) = log.split_once("count=").expect("the count in the log");
        counts.push(count.trim().parse::<usize>().unwrap());
    }
    counts.sort_unstable();
    assert_eq!(counts[..3], [0, 0, 0]);
    assert!(counts[3] > 0);
}

#[test]
fn a_migration_that_fails_or_is_killed_leaves_nothing_and_can_be_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let database = store::open(&folder.path().join("data"));
    let run = |sql: &str| {
        let done = database.run_blocking(|connection| connection.batch_execute(sql));
        done.unwrap();
    };
    // In the way of one of the last.
    run("CREATE TABLE events (id TEXT)");
    let message = refused(program(&folder).arg("migrate"));
    assert!(message.contains("migrations"), "{message}");
    assert!(!database.has_tables().unwrap());
    run("DROP TABLE events");

    // Killed while it has begun: it waits for a lock in the middle of them.
    database
        .run_blocking(|connection| {
            connection.write_transaction(|connection| {
                connection.batch_execute("CREATE TABLE notes (id TEXT)")?;
                let mut process = program(&folder).arg("migrate").spawn().unwrap();
                while !is_waiting(connection)? {
                    assert!(process.try_wait().unwrap().is_none(), "it waits");
                }
                process.kill().unwrap();
                process.wait().unwrap();
                Err::<(), _>(diesel::result::Error::RollbackTransaction)
            })
        })
        .unwrap_err();
    assert!(!database.has_tables().unwrap());
    assert!(!database.migrate().unwrap().is_empty());
}

/// Whether somebody waits for this very transaction.
fn is_waiting(connection: &mut Connection) -> diesel::QueryResult<bool> {
    let waiting = "EXISTS (SELECT FROM pg_locks
                           WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))";
    diesel::select(sql::<Bool>(waiting)).get_result(connection)
}

#[actix_web::test]
async fn the_tables_of_the_lessons_do_not_keep_a_migration_from_being_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let server = instance(&folder);
    let user = newcomer(&server, "pupil").await;
    for path in ["/api/lab/revocation/runs", "/api/lab/classic/login"] {
        let body = Some(serde_json::json!({}));
        let done = call(&server, (Method::POST, path), Some(&user.access), body).await;
        // A starter without lessons has neither them nor their tables.
        let expected = if cfg!(feature = "lab") {
            200..300
        } else {
            404..405
        };
        assert!(expected.contains(&done.status), "{path}: {done:?}");
    }
    drop(server);
    let database = store::open(&folder.path().join("data"));
    while database.has_tables().unwrap() {
        database.revert().unwrap();
    }
    database.revert().unwrap();
    assert!(!database.migrate().unwrap().is_empty());
    drop(instance(&folder));
}
