//! Opening one connection, and what it is told before its first use.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{Connection as _, InstrumentationEvent, SimpleConnection as _};
use diesel::pg::PgConnection;
use diesel::r2d2::{HandleError, ManageConnection, R2D2Connection as _};
use diesel::sqlite::SqliteConnection;
use secrecy::ExposeSecret as _;

use super::address::Address;
use super::connection::{Connection, is_awaited, is_passing};
use super::same_file::SameFile;
use crate::auth::secret_file::{create_private_folder, owner_only, restrict_to_owner};

/// How long a connection waits for a lock on the file that another one holds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);

/// SQLite. synchronous=FULL: an answer given is on disk.
const PRAGMAS: &str = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

/// PostgreSQL. Who waits for a lock, or for a server that is drowning, is told so
/// within the three seconds that a request may take to say 503. An instance that
/// hangs in the middle of a transaction loses it, and its locks with it, instead
/// of holding up all others. How an answer given reaches the disk
/// (`synchronous_commit`) is the server's to say: with replicas it may be stricter
/// than anything that we could ask for.
const SETTINGS: &str = "SET lock_timeout = '2s';
    SET statement_timeout = '2500ms';
    SET idle_in_transaction_session_timeout = '5s';
    SET standard_conforming_strings = on;";

/// Opens connections for the pool.
#[derive(Debug, Clone)]
pub(super) struct Manager {
    address: Address,
    file: Option<Arc<SameFile>>,
    statements: Arc<AtomicU64>,
}

/// Why there is no connection, in words that may be shown and logged.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NoConnection(String);

impl From<diesel::result::Error> for NoConnection {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.to_string())
    }
}

impl Manager {
    /// For SQLite, makes the file, for its owner alone, where there is none.
    pub(super) fn new(address: &Address) -> std::io::Result<Self> {
        let file = match address {
            Address::Sqlite(path) => {
                make_file(path)?;
                Some(Arc::new(SameFile::at(path)?))
            }
            Address::Postgres(_) => None,
        };
        let address = address.clone();
        Ok(Self {
            address,
            file,
            statements: Arc::default(),
        })
    }

    /// How many statements requests have waited for.
    pub(super) fn statements(&self) -> Arc<AtomicU64> {
        self.statements.clone()
    }

    /// What looks at each statement of a connection, and counts it if a request waits
    /// for it: not what the server does by itself, each second and each hour.
    fn count(&self) -> impl Fn(InstrumentationEvent<'_>) + Send + 'static {
        let statements = self.statements();
        move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) && is_awaited() {
                statements.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// The file that was found or made.
    pub(super) fn file(&self) -> Option<Arc<SameFile>> {
        self.file.clone()
    }
}

fn make_file(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        create_private_folder(folder)?;
    }
    // SQLite gives its -wal and -shm files the mode of this one.
    owner_only(OpenOptions::new().create(true).append(true)).open(path)?;
    restrict_to_owner(path);
    Ok(())
}

impl ManageConnection for Manager {
    type Connection = Connection;
    type Error = NoConnection;

    // The variant is chosen by the address. Diesel's own way is to try one after
    // the other, and SQLite opens a file by any name, `postgres:` among them.
    fn connect(&self) -> Result<Connection, NoConnection> {
        match &self.address {
            Address::Sqlite(path) => {
                // SQLite would make an empty one where there is none any more.
                if self.file.as_ref().is_some_and(|file| !file.is_there()) {
                    return Err(NoConnection("its file is gone".to_owned()));
                }
                let mut connection = SqliteConnection::establish(&path.to_string_lossy())
                    .map_err(|error| NoConnection(error.to_string()))?;
                let timeout = LOCK_TIMEOUT.as_millis();
                connection.batch_execute(&format!("PRAGMA busy_timeout = {timeout};"))?;
                write_ahead(&mut connection)?;
                connection.batch_execute(PRAGMAS)?;
                connection.set_instrumentation(self.count());
                Ok(Connection::Sqlite(connection))
            }
            Address::Postgres(url) => {
                let mut connection = PgConnection::establish(url.expose_secret())
                    .map_err(|error| NoConnection(harmless(&error.to_string())))?;
                connection.batch_execute(SETTINGS)?;
                connection.set_instrumentation(self.count());
                Ok(Connection::Postgres(connection))
            }
        }
    }

    // Asked whenever a connection is taken out of the pool: after the server was
    // restarted the old ones are found out here and replaced.
    fn is_valid(&self, connection: &mut Connection) -> Result<(), NoConnection> {
        Ok(connection.ping()?)
    }

    // Also after a panic: a transaction may be open in it.
    fn has_broken(&self, connection: &mut Connection) -> bool {
        std::thread::panicking() || connection.is_broken()
    }
}

/// SQLite. Readers and the writer do not wait for each other. The file remembers the
/// mode, so this changes something once in its life; but then, of two processes that
/// begin at the same moment each may hold what the other waits for, and SQLite
/// refuses one of them without waiting.
/// <https://www.sqlite.org/c3ref/busy_handler.html>
fn write_ahead(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    let deadline = Instant::now() + LOCK_TIMEOUT;
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL") {
            Err(error) if is_passing(&error) && Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(5));
            }
            done => return done,
        }
    }
}

/// The part of libpq's message that quotes nothing of the URL: what the system or
/// the server said to `connection to server at "…", port … failed: `.
fn harmless(message: &str) -> String {
    let said = match message.split_once(" failed: ") {
        Some((at, said)) if at.starts_with("connection to server") => said,
        _ => "the server is not found, or the URL is not one that libpq takes",
    };
    said.lines().next().unwrap_or_default().to_owned()
}

/// Puts into the log why connections cannot be made; who waits for one is told
/// no more than to come back.
#[derive(Debug)]
pub(super) struct Complaints;

impl HandleError<NoConnection> for Complaints {
    fn handle_error(&self, error: NoConnection) {
        tracing::warn!(%error, "no connection to the database");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_libpqs_complaints_only_the_systems_or_the_servers_words_are_kept() {
        let refused = "connection to server at \"10.0.0.1\", port 5432 failed: Connection refused\n\
                       \tIs the server running on that host?";
        assert_eq!(harmless(refused), "Connection refused");
        let quoting = "invalid port number: \"half a password\"";
        assert!(!harmless(quoting).contains("password"));
    }
}
