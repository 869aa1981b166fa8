//! Who decides by what is read and then writes has to keep others from doing so
//! meanwhile.
//!
//! SQLite has one lock for all writing, and
//! [`write_transaction`](super::connection::Connection::write_transaction) takes it
//! at once: nothing is left to do here. PostgreSQL locks rows. The transaction says
//! which row its decision is about, waits until it has it alone, and only then
//! reads: at the isolation level "read committed" each statement sees what was
//! committed before it began.
//!
//! Serializable transactions would find the same conflicts by themselves, and of
//! fifty that come at once turn forty-nine away, again and again. Those that wait
//! for a row come through one after the other.
//!
//! Always in the order of this file, the admins before a user, a user before their
//! sessions: so nobody waits for one who waits for them.

use diesel::prelude::*;

use super::connection::Connection;
use super::schema::{sessions, users};

const ADVISORY: &str =
    "SELECT pg_advisory_xact_lock(hashtext(current_schema() || ': tessera: ' || $1))";

/// For what depends on who is an admin: no two such changes at once, on whomever.
pub(super) fn admins(connection: &mut Connection) -> QueryResult<()> {
    advisory(connection, "admins")
}

/// For what depends on a user: their password, their standing, which sessions they
/// have. Not against those who only refer to the user, as a note does.
pub(super) fn user(connection: &mut Connection, id: &str) -> QueryResult<()> {
    match connection {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(connection) => users::table
            .find(id)
            .select(users::id)
            .for_no_key_update()
            .load::<String>(connection)
            .map(drop),
    }
}

/// For what depends on one session, such as which of its tokens is the latest.
pub(super) fn session(connection: &mut Connection, id: &str) -> QueryResult<()> {
    match connection {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(connection) => sessions::table
            .find(id)
            .select(sessions::id)
            .for_no_key_update()
            .load::<String>(connection)
            .map(drop),
    }
}

/// For what is no row (yet). Held until the transaction ends, against all who use
/// the same tables: two installations may share a database, each in its schema.
pub(super) fn advisory(connection: &mut Connection, what: &str) -> QueryResult<()> {
    match connection {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(connection) => diesel::sql_query(ADVISORY)
            .bind::<diesel::sql_types::Text, _>(what)
            .execute(connection)
            .map(drop),
    }
}
