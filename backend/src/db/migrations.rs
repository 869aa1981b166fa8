//! Bringing the tables up to date, and taking the newest step back.

use diesel::migration::{MigrationSource, MigrationVersion, Result as MigrationResult};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Connection, Database, DbError};

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
    let Connection::Postgres(connection) = connection else {
        return Ok(());
    };
    diesel::sql_query("SET LOCAL statement_timeout = 0").execute(connection)?;
    diesel::sql_query("SET LOCAL lock_timeout = '60s'").execute(connection)?;
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtext('tessera: migrations'))")
        .execute(connection)?;
    diesel::sql_query("SET LOCAL lock_timeout = '5s'")
        .execute(connection)
        .map(drop)
}
