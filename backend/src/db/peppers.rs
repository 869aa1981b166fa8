//! Which pepper belongs to these tables.

use diesel::prelude::*;

use super::connection::Connection;
use super::lock;
use super::schema::peppers;

/// Whether `fingerprint` is the one that was written down for this version; the
/// first that comes is.
///
/// # Errors
/// When a statement fails.
pub fn agrees(connection: &mut Connection, version: i32, fingerprint: &str) -> QueryResult<bool> {
    connection.write_transaction(|connection| {
        lock::advisory(connection, "pepper")?;
        let known: Option<String> = peppers::table
            .filter(peppers::version.eq(version))
            .select(peppers::fingerprint)
            .first(connection)
            .optional()?;
        if known.is_none() {
            diesel::insert_into(peppers::table)
                .values((
                    peppers::version.eq(version),
                    peppers::fingerprint.eq(fingerprint),
                ))
                .execute(connection)?;
        }
        Ok(known.is_none_or(|known| known == fingerprint))
    })
}
