//! Migrations, and what is told apart of what goes wrong.

use super::*;

fn file(dir: &tempfile::TempDir) -> Address {
    Address::Sqlite(dir.path().join("app.db"))
}

#[test]
fn migrations_run_up_down_and_up_again() {
    let dir = tempfile::tempdir().unwrap();
    let database = Database::open(&file(&dir)).unwrap();
    let up = database.migrate().unwrap();
    assert!(!up.is_empty());
    assert!(database.migrate().unwrap().is_empty());
    for _ in &up {
        database.revert().unwrap();
    }
    assert!(database.revert().is_err());
    assert_eq!(database.migrate().unwrap(), up);
}

#[test]
fn two_processes_that_migrate_at_once_run_each_migration_once() {
    let dir = tempfile::tempdir().unwrap();
    let address = file(&dir);
    let mut runs: Vec<usize> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| Database::open(&address).unwrap().migrate().unwrap().len()))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    runs.sort_unstable();
    assert_eq!(runs[..3], [0, 0, 0]);
    assert!(runs[3] > 0);
}

#[test]
fn what_is_over_soon_is_told_from_what_is_broken() {
    let error = |kind, message: &str| Error::DatabaseError(kind, Box::new(message.to_owned()));
    let unknown = |message| error(DatabaseErrorKind::Unknown, message);
    for passing in [
        unknown("database is locked"),
        unknown("canceling statement due to lock timeout"),
        error(DatabaseErrorKind::ClosedConnection, "gone"),
    ] {
        assert!(matches!(DbError::from(passing), DbError::Busy));
    }
    for broken in [unknown("disk full"), Error::NotFound] {
        assert!(matches!(DbError::from(broken), DbError::Query(_)));
    }
}

#[tokio::test]
async fn work_that_comes_too_late_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let database = Database::open(&file(&dir)).unwrap();
    let make =
        |connection: &mut Connection| connection.batch_execute("CREATE TABLE late (at TEXT)");
    database.run(make).await.unwrap();
    let late = database
        .run(|connection| {
            connection.write_transaction(|connection| {
                connection.batch_execute("INSERT INTO late VALUES ('now')")?;
                std::thread::sleep(ANSWER_WITHIN);
                Ok(())
            })
        })
        .await;
    assert!(matches!(late, Err(DbError::Busy)));
    // The next one has the lock only when the former is over. Its thread may be the
    // same, and has time of its own.
    let left = |connection: &mut Connection| {
        connection.write_transaction(|connection| {
            diesel::select(sql::<BigInt>("(SELECT count(*) FROM late)"))
                .get_result::<i64>(connection)
        })
    };
    assert_eq!(database.run(left).await.unwrap(), 0);
}
