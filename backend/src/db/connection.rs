//! Opening the database, and running work on one of its connections.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::sqlite::SqliteConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::auth::secret_file::{create_private_folder, owner_only, restrict_to_owner};
use crate::timing::{self, Stage};

/// The kind of connection in use.
pub type Connection = SqliteConnection;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");

/// How long a request waits for a free connection before it is told to come
/// back.
const POOL_TIMEOUT: Duration = Duration::from_secs(2);
const POOL_SIZE: u32 = 8;

/// The open database; clones share its connections.
#[derive(Clone)]
pub struct Database {
    pool: Pool<ConnectionManager<Connection>>,
}

/// The database could not do it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Every connection is in use, or another process holds the lock.
    #[error("the database is busy")]
    Busy,
    /// A statement failed.
    #[error(transparent)]
    Query(diesel::result::Error),
    /// The file cannot be opened.
    #[error("DATABASE_URL: the database cannot be opened: {0}")]
    Open(String),
    /// A migration failed.
    #[error("the migrations cannot be run: {0}")]
    Migration(String),
    /// The work panicked.
    #[error("work on the database panicked")]
    Panicked,
}

impl From<diesel::result::Error> for DbError {
    fn from(error: diesel::result::Error) -> Self {
        // SQLITE_BUSY and SQLITE_LOCKED have no kind of their own in Diesel.
        let is_locked = matches!(
            &error,
            diesel::result::Error::DatabaseError(_, info) if info.message().contains("is locked")
        );
        if is_locked {
            Self::Busy
        } else {
            Self::Query(error)
        }
    }
}

impl Database {
    /// Opens the file, which it makes, for its owner alone, where there is none.
    ///
    /// # Errors
    /// When the file cannot be made or opened.
    pub fn open(path: &Path) -> Result<Self, DbError> {
        let open = |error: &dyn std::fmt::Display| DbError::Open(error.to_string());
        if let Some(folder) = path.parent() {
            create_private_folder(folder).map_err(|error| open(&error))?;
        }
        // SQLite gives its -wal and -shm files the mode of this one.
        owner_only(OpenOptions::new().create(true).append(true))
            .open(path)
            .map_err(|error| open(&error))?;
        restrict_to_owner(path);
        let manager = ConnectionManager::new(path.to_string_lossy());
        let pool = Pool::builder()
            .max_size(POOL_SIZE)
            .min_idle(Some(1))
            .connection_timeout(POOL_TIMEOUT)
            .connection_customizer(Box::new(Pragmas))
            .build(manager)
            .map_err(|error| open(&error))?;
        Ok(Self { pool })
    }

    /// Brings the tables up to date. Two processes that do it at once wait for
    /// each other.
    ///
    /// # Errors
    /// When a migration fails; those before it stay.
    pub fn migrate(&self) -> Result<Vec<String>, DbError> {
        self.migration(|connection| {
            let run = connection.run_pending_migrations(MIGRATIONS)?;
            Ok(run.iter().map(ToString::to_string).collect())
        })
    }

    /// Takes the newest migration back.
    ///
    /// # Errors
    /// When there is none, or it fails.
    pub fn revert(&self) -> Result<String, DbError> {
        self.migration(|connection| {
            let reverted = connection.revert_last_migration(MIGRATIONS)?;
            Ok(reverted.to_string())
        })
    }

    fn migration<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> diesel::migration::Result<T>,
    ) -> Result<T, DbError> {
        let mut connection = self.pool.get().map_err(|_| DbError::Busy)?;
        // Take the write lock before looking which migrations are pending: a
        // second process then sees none instead of running them again.
        connection
            .immediate_transaction(|connection| {
                work(connection).map_err(diesel::result::Error::QueryBuilderError)
            })
            .map_err(|error| DbError::Migration(error.to_string()))
    }

    /// Runs `work` on a connection, on a thread that may wait.
    ///
    /// # Errors
    /// When no connection comes free in time, or what `work` says.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> diesel::QueryResult<T> + Send + 'static,
    ) -> Result<T, DbError> {
        let database = self.clone();
        let work = tokio::task::spawn_blocking(move || database.run_blocking(work));
        timing::measure_async(Stage::Database, work)
            .await
            .map_err(|_| DbError::Panicked)?
    }

    /// The same on this thread, for start-up and the command line.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_blocking<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> diesel::QueryResult<T>,
    ) -> Result<T, DbError> {
        let mut connection = self.pool.get().map_err(|_| DbError::Busy)?;
        Ok(work(&mut connection)?)
    }
}

/// What every connection is told when it opens.
#[derive(Debug)]
struct Pragmas;

impl CustomizeConnection<Connection, diesel::r2d2::Error> for Pragmas {
    fn on_acquire(&self, connection: &mut Connection) -> Result<(), diesel::r2d2::Error> {
        // busy_timeout first: switching to WAL takes a lock that another
        // connection may hold. synchronous=FULL: an answer given is on disk.
        connection
            .batch_execute(
                "PRAGMA busy_timeout = 2000;
                 PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = FULL;
                 PRAGMA foreign_keys = ON;",
            )
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_run_up_down_and_up_again() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("app.db")).unwrap();
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
        let path = dir.path().join("app.db");
        let run: usize = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| Database::open(&path).unwrap().migrate().unwrap().len()))
                .collect();
            runs.into_iter().map(|run| run.join().unwrap()).sum()
        });
        assert_eq!(run, 7);
    }
}
