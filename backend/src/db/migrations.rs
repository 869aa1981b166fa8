//! Bringing the tables up to date, and taking the newest step back.

use diesel::connection::SimpleConnection as _;
use diesel::dsl::sql;
use diesel::migration::{MigrationSource, MigrationVersion, Result as MigrationResult};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Connection, Database, DbError};
use super::lock;

const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");

impl Database {
    /// Brings the tables up to date. Two processes that do it at once wait for
    /// each other.
    ///
    /// # Errors
    /// When a migration fails; then none of them was run.
    pub fn migrate(&self) -> Result<Vec<String>, DbError> {
        self.migration(|connection| match connection {
            Connection::Sqlite(connection) => up(connection, SQLITE),
            Connection::Postgres(connection) => up(connection, POSTGRES),
        })
    }

    /// Takes the newest migration back.
    ///
    /// # Errors
    /// When there is none, or it fails.
    pub fn revert(&self) -> Result<String, DbError> {
        self.migration(|connection| match connection {
            Connection::Sqlite(connection) => down(connection, SQLITE),
            Connection::Postgres(connection) => down(connection, POSTGRES),
        })
    }

    /// Whether anything was ever migrated: before that there is nothing to ask.
    ///
    /// # Errors
    /// When the query fails.
    pub fn has_tables(&self) -> Result<bool, DbError> {
        let found = self.run_blocking(|connection| {
            let count = match connection {
                Connection::Sqlite(_) => {
                    "(SELECT count(*) FROM sqlite_master WHERE name = 'sessions')"
                }
                Connection::Postgres(_) => {
                    "(SELECT count(*) FROM pg_class WHERE oid = to_regclass('sessions'))"
                }
            };
            diesel::select(sql::<BigInt>(count)).get_result::<i64>(connection)
        })?;
        Ok(found > 0)
    }

    /// Takes the lock before looking which migrations are pending: a second process
    /// then sees none instead of running them again. Both databases take changes of
    /// tables back with their transaction, so an interrupted run leaves nothing.
    fn migration<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> MigrationResult<T>,
    ) -> Result<T, DbError> {
        let migrated = self.run_blocking(|connection| {
            connection.write_transaction(|connection| {
                wait_for_others(connection)?;
                work(connection).map_err(diesel::result::Error::QueryBuilderError)
            })
        });
        migrated.map_err(|error| DbError::Migration(error.to_string()))
    }
}

fn up<C, DB>(connection: &mut C, source: impl MigrationSource<DB>) -> MigrationResult<Vec<String>>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
{
    let run: Vec<MigrationVersion<'_>> = connection.run_pending_migrations(source)?;
    Ok(run.iter().map(ToString::to_string).collect())
}

fn down<C, DB>(connection: &mut C, source: impl MigrationSource<DB>) -> MigrationResult<String>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
{
    Ok(connection.revert_last_migration(source)?.to_string())
}

/// SQLite's transaction has the lock already. PostgreSQL has advisory locks, for
/// what is not in a table yet; this one goes with the transaction. A migration may
/// take its time, but it waits a few seconds at most for tables that are in use:
/// whoever wants them after it has to wait as well.
fn wait_for_others(connection: &mut Connection) -> QueryResult<()> {
    let patience = |connection: &mut Connection, limits: &str| match connection {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(connection) => connection.batch_execute(limits),
    };
    patience(
        connection,
        "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'",
    )?;
    lock::advisory(connection, "migrations")?;
    patience(connection, "SET LOCAL lock_timeout = '5s'")
}
