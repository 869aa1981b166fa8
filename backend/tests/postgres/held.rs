//! Somebody else's transaction, open for as long as a test wants it to be.

use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use backend::db::connection::Connection;
use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection as _;
use diesel::dsl::sql;
use diesel::result::Error;
use diesel::sql_types::Bool;
use tokio::sync::oneshot;

use crate::client::database;

/// Whether anybody waits for what this very transaction has locked.
const IS_WAITED_FOR: &str = "EXISTS (SELECT FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))";

enum Step {
    TellWhenWaitedFor(oneshot::Sender<()>),
    Commit(String),
}

/// The transaction. Dropped, it is taken back.
pub(crate) struct Held {
    steps: mpsc::Sender<Step>,
    holder: JoinHandle<()>,
}

impl Held {
    /// Begins it with these statements.
    pub(crate) fn begin(folder: impl AsRef<Path>, statements: &str) -> Self {
        let database = database(folder);
        let begin = format!("SET LOCAL idle_in_transaction_session_timeout = 0; {statements}");
        let (begun, has_begun) = mpsc::channel();
        let (steps, next) = mpsc::channel();
        let holder = std::thread::spawn(move || {
            let ended = database.run_blocking(|connection| {
                connection.write_transaction(|connection| {
                    connection.batch_execute(&begin)?;
                    begun.send(()).unwrap();
                    follow(connection, &next)
                })
            });
            drop(ended);
        });
        has_begun.recv().expect("the transaction begins");
        Self { steps, holder }
    }

    /// Comes back when somebody is held up by it.
    pub(crate) async fn until_waited_for(&self) {
        let (tell, told) = oneshot::channel();
        self.steps.send(Step::TellWhenWaitedFor(tell)).unwrap();
        told.await.expect("somebody waits");
    }

    /// Ends it with these statements.
    pub(crate) fn commit(self, statements: &str) {
        self.steps
            .send(Step::Commit(statements.to_owned()))
            .unwrap();
        self.holder.join().unwrap();
    }

    /// Ends it as if nothing had been.
    pub(crate) fn take_back(self) {
        drop(self.steps);
        self.holder.join().unwrap();
    }
}

fn follow(connection: &mut Connection, steps: &mpsc::Receiver<Step>) -> diesel::QueryResult<()> {
    while let Ok(step) = steps.recv() {
        match step {
            Step::Commit(statements) => return connection.batch_execute(&statements),
            Step::TellWhenWaitedFor(tell) => {
                while !diesel::select(sql::<Bool>(IS_WAITED_FOR)).get_result(connection)? {
                    std::thread::sleep(Duration::from_millis(5));
                }
                let _ = tell.send(());
            }
        }
    }
    Err(Error::RollbackTransaction)
}
