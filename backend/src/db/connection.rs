//! The open database, and running work on one of its connections.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::RunQueryDsl as _;
use diesel::connection::{SimpleConnection as _, TransactionManager as _};
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::r2d2::{ManageConnection as _, Pool};
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{BigInt, Text};

use super::address::Address;
pub use super::either::Either as Connection;
use super::manager::{Complaints, Manager};
use super::same_file::SameFile;
use crate::timing::{self, Stage};

/// How long a request waits for a free connection before it is told to come
/// back.
const POOL_TIMEOUT: Duration = Duration::from_secs(2);
const POOL_SIZE: u32 = 8;

/// How long a request waits for the database in all. A connection may be free and
/// its server not answer, which no timeout of that server's would tell.
const ANSWER_WITHIN: Duration = Duration::from_millis(2600);

/// The open database; clones share its connections.
#[derive(Clone)]
pub struct Database {
    pool: Pool<Manager>,
    /// One connection that no request takes.
    apart: Pool<Manager>,
    /// None where a server keeps the database.
    file: Option<Arc<SameFile>>,
    waiting: Arc<AtomicUsize>,
    refused: Arc<AtomicU64>,
    statements: Arc<AtomicU64>,
}

/// How much there is to do.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Connections in use.
    pub used: u32,
    /// Connections that are open and free.
    pub idle: u32,
    /// Who waits for one.
    pub waiting: usize,
    /// Who was told that the database is busy, since the start.
    pub refused: u64,
    /// How many statements requests have waited for, since the start.
    pub statements: u64,
}

/// The database could not do it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Every connection is in use, another process holds a lock, or the server is
    /// away: later it may work.
    #[error("the database is busy")]
    Busy,
    /// A statement failed.
    #[error(transparent)]
    Query(Error),
    /// The file or the server cannot be opened.
    #[error("DATABASE_URL: the database cannot be opened: {0}")]
    Open(String),
    /// A migration failed.
    #[error("the migrations cannot be run: {0}")]
    Migration(String),
    /// The file has no name any more, or another one has its name.
    #[error(
        "the database file was moved, removed or replaced while it was in use: \
         put it back, or restart the server to use the one that is there now"
    )]
    Moved,
    /// The file is there and not as it was written.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The work panicked.
    #[error("work on the database panicked")]
    Panicked,
}

/// What both databases say of what is over soon, where Diesel has no kind of its
/// own for it: a lock that was not had in time, a statement that took too long, a
/// deadlock, a server that goes down.
const PASSING: [&str; 6] = [
    "is locked",
    "due to lock timeout",
    "due to statement timeout",
    "deadlock detected",
    "terminating connection",
    "the database system is",
];

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        if is_passing(&error) {
            Self::Busy
        } else {
            Self::Query(error)
        }
    }
}

/// Whether the same may work a moment later.
pub(super) fn is_passing(error: &Error) -> bool {
    match error {
        Error::DatabaseError(
            // Read-only: another server is taking over, and this is the former one.
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::SerializationFailure
            | DatabaseErrorKind::ReadOnlyTransaction,
            _,
        ) => true,
        Error::DatabaseError(_, info) => PASSING.iter().any(|said| info.message().contains(said)),
        Error::RollbackErrorOnCommit { commit_error, .. } => is_passing(commit_error),
        // Taken back because it came too late.
        Error::RollbackTransaction | Error::BrokenTransactionManager => true,
        _ => false,
    }
}

impl Database {
    /// Opens the file, which it makes, for its owner alone, where there is none; or
    /// a first connection to the server.
    ///
    /// # Errors
    /// When the file cannot be made or opened, or the server not be reached.
    pub fn open(address: &Address) -> Result<Self, DbError> {
        let open = |error: &dyn std::fmt::Display| DbError::Open(error.to_string());
        let manager = Manager::new(address).map_err(|error| open(&error))?;
        // The pool would try again and again before it says why it cannot.
        drop(manager.connect().map_err(|error| open(&error))?);
        let pool = |size| {
            Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .connection_timeout(POOL_TIMEOUT)
                .error_handler(Box::new(Complaints))
                .build(manager.clone())
                .map_err(|error| open(&error))
        };
        Ok(Self {
            pool: pool(POOL_SIZE)?,
            apart: pool(1)?,
            file: manager.file(),
            waiting: Arc::default(),
            refused: Arc::default(),
            statements: manager.statements(),
        })
    }

    /// How much there is to do now.
    #[must_use]
    pub fn load(&self) -> Load {
        let state = self.pool.state();
        Load {
            used: state.connections - state.idle_connections,
            idle: state.idle_connections,
            waiting: self.waiting.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            statements: self.statements.load(Ordering::Relaxed),
        }
    }

    /// Runs `work` on a connection, on a thread that may wait.
    ///
    /// # Errors
    /// When no connection comes free or no answer comes in time, or what `work`
    /// says. Work that comes too late is not begun, and a transaction not finished;
    /// only what the database has in hand at that moment may still be done, as with
    /// any answer that is lost.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> diesel::QueryResult<T> + Send + 'static,
    ) -> Result<T, DbError> {
        let database = self.clone();
        let request = tracing::Span::current();
        let deadline = Instant::now() + ANSWER_WITHIN;
        let work = move || {
            let _deadline = Deadline::set(deadline);
            request.in_scope(|| database.run_blocking(work))
        };
        let work = tokio::task::spawn_blocking(work);
        let work = tokio::time::timeout(ANSWER_WITHIN, work);
        let done = timing::measure_async(Stage::Database, work)
            .await
            .map_err(|_| DbError::Busy)
            .and_then(|done| done.map_err(|_| DbError::Panicked)?);
        if matches!(done, Err(DbError::Busy)) {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        done
    }

    /// The same on this thread, for start-up and the command line.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_blocking<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> diesel::QueryResult<T>,
    ) -> Result<T, DbError> {
        self.on(&self.pool, work)
    }

    /// The same for work that nobody waits for, in one transaction, which may take
    /// longer than a request may: it reads a whole table, say.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_patiently<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> diesel::QueryResult<T>,
    ) -> Result<T, DbError> {
        self.run_blocking(|connection| {
            connection.write_transaction(|connection| {
                if let Connection::Postgres(connection) = connection {
                    connection.batch_execute("SET LOCAL statement_timeout = '10min'")?;
                }
                work(connection)
            })
        })
    }

    /// What time it is for the server of the database, in milliseconds since 1970;
    /// `None` for a file, which has our own clock.
    ///
    /// # Errors
    /// When the query fails.
    pub fn other_clock(&self) -> Result<Option<i64>, DbError> {
        let now = sql::<BigInt>("(extract(epoch FROM clock_timestamp()) * 1000)::bigint");
        self.ask_server(|server| diesel::select(now).get_result(server))
    }

    /// The language of the server's messages; `None` for a file.
    ///
    /// # Errors
    /// When the query fails.
    pub fn language(&self) -> Result<Option<String>, DbError> {
        let language = sql::<Text>("current_setting('lc_messages')");
        self.ask_server(|server| diesel::select(language).get_result(server))
    }

    /// What only a server can answer; `None` for a file.
    fn ask_server<T>(
        &self,
        ask: impl FnOnce(&mut PgConnection) -> diesel::QueryResult<T>,
    ) -> Result<Option<T>, DbError> {
        self.run_blocking(|connection| match connection {
            Connection::Sqlite(_) => Ok(None),
            Connection::Postgres(server) => ask(server).map(Some),
        })
    }

    /// The same on the connection that no request takes: what has to be known in time
    /// does not wait behind those who come in crowds.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_apart<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> diesel::QueryResult<T>,
    ) -> Result<T, DbError> {
        self.on(&self.apart, work)
    }

    fn on<T>(
        &self,
        pool: &Pool<Manager>,
        work: impl FnOnce(&mut Connection) -> diesel::QueryResult<T>,
    ) -> Result<T, DbError> {
        if self.file.as_ref().is_some_and(|file| !file.is_there()) {
            return Err(DbError::Moved);
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let connection = pool.get();
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let mut connection = connection.map_err(|_| DbError::Busy)?;
        if is_too_late() {
            return Err(DbError::Busy);
        }
        let done = work(&mut connection);
        if done.as_ref().is_err_and(is_about_a_read_only_file) {
            give_up(&mut connection);
        }
        Ok(done?)
    }
}

thread_local! {
    /// Until when somebody waits for the work on this thread; nobody, or without end,
    /// where there is none.
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Whether whoever asked for the work on this thread has been told that it failed. To
/// do it all the same would leave behind what nobody expects any more: an account, an
/// ended session, a spent refresh token.
pub(super) fn is_too_late() -> bool {
    DEADLINE
        .get()
        .is_some_and(|deadline| Instant::now() >= deadline)
}

/// Whether the work on this thread is a request's.
pub(super) fn is_awaited() -> bool {
    DEADLINE.get().is_some()
}

/// Holds for as long as it lives, also when the work panics: the thread is used again.
struct Deadline;

impl Deadline {
    fn set(deadline: Instant) -> Self {
        DEADLINE.set(Some(deadline));
        Self
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        DEADLINE.set(None);
    }
}

/// SQLite. A connection that was opened while the file could not be written stays
/// so for as long as it lives, though the file can be written again.
fn is_about_a_read_only_file(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(_, info) if info.message().contains("readonly"))
}

/// Has the pool open another connection in the place of this one.
fn give_up(connection: &mut Connection) {
    use diesel::connection::Connection as Diesel;
    <Connection as Diesel>::TransactionManager::transaction_manager_status_mut(connection)
        .set_in_error();
}

#[cfg(test)]
mod tests;
