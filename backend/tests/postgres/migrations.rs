//! The tables come and go on PostgreSQL as on SQLite (SECURITY line 27).

use std::process::Stdio;

use backend::db::connection::DbError;
use diesel::connection::SimpleConnection as _;

use crate::client::database;
use crate::held::Held;
use crate::program::{program, refused};

#[test]
fn migrations_run_up_down_and_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let tables = database(&folder);
    let up = tables.migrate().unwrap();
    assert!(!up.is_empty());
    assert!(tables.migrate().unwrap().is_empty());
    for _ in &up {
        tables.revert().unwrap();
    }
    assert!(!tables.has_tables().unwrap());
    assert!(matches!(tables.revert(), Err(DbError::Migration(_))));
    assert_eq!(tables.migrate().unwrap(), up);
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

#[actix_web::test]
async fn a_migration_that_fails_or_is_killed_leaves_nothing_and_can_be_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let tables = database(&folder);
    let run = |sql: &str| {
        let done = tables.run_blocking(|connection| connection.batch_execute(sql));
        done.unwrap();
    };
    // In the way of one of the last.
    run("CREATE TABLE events (id TEXT)");
    let message = refused(program(&folder).arg("migrate"));
    assert!(message.contains("migrations"), "{message}");
    assert!(!tables.has_tables().unwrap());
    run("DROP TABLE events");

    // Killed while it has begun: it waits for a lock in the middle of them.
    let held = Held::begin(&folder, "CREATE TABLE notes (id TEXT)");
    let mut process = program(&folder).arg("migrate").spawn().unwrap();
    held.until_waited_for().await;
    process.kill().unwrap();
    process.wait().unwrap();
    held.take_back();
    assert!(!tables.has_tables().unwrap());
    assert!(!tables.migrate().unwrap().is_empty());
}
