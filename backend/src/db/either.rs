//! A connection to either database.

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;

use super::connection::is_too_late;

/// What Diesel can say to both is written once;
/// where they differ, the code asks which one it is: `lock.rs`, `manager.rs`,
/// `migrations.rs`, and the transaction below.
#[derive(diesel::MultiConnection)]
pub enum Either {
    /// The embedded one.
    Sqlite(SqliteConnection),
    /// The one that several instances can share.
    Postgres(PgConnection),
}

impl Either {
    /// Runs `work`, which reads and then writes, as one piece. On SQLite it has the
    /// write lock from the start: with a lock that is taken only at the first write,
    /// seven of eight that come at once would fail. On PostgreSQL `work` locks the
    /// rows that it decides about (`lock.rs`).
    ///
    /// # Errors
    /// What `work` says, or that nobody waits for it any more; then nothing has
    /// changed.
    pub fn write_transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> diesel::QueryResult<T>,
    ) -> diesel::QueryResult<T> {
        type Transaction = AnsiTransactionManager;
        // The level is spelt out: a server can be set to another one.
        match self {
            Self::Sqlite(sqlite) => Transaction::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE"),
            Self::Postgres(postgres) => Transaction::begin_transaction_sql(
                postgres,
                "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
            ),
        }?;
        match work(self) {
            Ok(_) if is_too_late() => {
                Self::rollback_transaction(self)?;
                Err(diesel::result::Error::RollbackTransaction)
            }
            Ok(done) => {
                Self::commit_transaction(self)?;
                Ok(done)
            }
            Err(error) => {
                // Where taking it back fails too, the connection is lost and the
                // server takes it back; the first error says why.
                let _ = Self::rollback_transaction(self);
                Err(error)
            }
        }
    }
}
