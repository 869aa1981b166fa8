//! Another process that has the database locked.

use std::sync::mpsc;
use std::thread::JoinHandle;

use backend::db::connection::Database;

use crate::helpers::TestApp;

/// Holds the write lock until it is released.
pub(crate) struct Lock {
    release: mpsc::Sender<()>,
    holder: JoinHandle<()>,
}

impl Lock {
    pub(crate) fn hold(app: &TestApp) -> Self {
        let database = Database::open(&app.folder.path().join("data/app.db")).unwrap();
        let (locked, is_locked) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let holder = std::thread::spawn(move || {
            database
                .run_blocking(|connection| {
                    connection.immediate_transaction(|_| {
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
