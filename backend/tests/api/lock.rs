//! Another process that has the database locked.

use std::sync::mpsc;
use std::thread::JoinHandle;

use backend::db::connection::Connection;
use diesel::connection::SimpleConnection as _;

use crate::helpers::TestApp;

const TABLES: &str = "LOCK TABLE users, sessions, notes, events IN EXCLUSIVE MODE";

/// Holds the write lock until it is released.
pub(crate) struct Lock {
    release: mpsc::Sender<()>,
    holder: JoinHandle<()>,
}

impl Lock {
    pub(crate) fn hold(app: &TestApp) -> Self {
        let database = app.database();
        let (locked, is_locked) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let holder = std::thread::spawn(move || {
            database
                .run_blocking(|connection| {
                    connection.write_transaction(|connection| {
                        // SQLite's transaction has it. Reading goes on in both.
                        if let Connection::Postgres(connection) = connection {
                            connection.batch_execute(TABLES)?;
                        }
                        locked.send(()).unwrap();
                        let _ = released.recv();
                        Ok(())
                    })
                })
                .unwrap();
        });
        is_locked.recv().unwrap();
        Self { release, holder }
    }

    pub(crate) fn release(self) {
        self.release.send(()).unwrap();
        self.holder.join().unwrap();
    }
}
