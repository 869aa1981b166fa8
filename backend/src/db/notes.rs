//! Notes: rows and the queries on them, every one of them by owner.

use diesel::prelude::*;

use super::connection::Connection;
use super::schema::notes;

/// A note as stored.
#[derive(Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = notes)]
pub struct NoteRow {
    /// A UUIDv7.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// One line.
    pub title: String,
    /// Plain text.
    pub body: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub updated_at: i64,
}

/// Up to `limit` notes of one owner, the newest first, that are older than the
/// note `before`. By key and not by offset: a page costs the same however far
/// down it is, and a note added meanwhile shifts nothing.
///
/// # Errors
/// When the query fails.
pub fn page(
    connection: &mut Connection,
    owner: &str,
    before: Option<&str>,
    limit: i64,
) -> QueryResult<Vec<NoteRow>> {
    let mut query = notes::table
        .filter(notes::user_id.eq(owner))
        .order(notes::id.desc())
        .limit(limit)
        .select(NoteRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(notes::id.lt(before));
    }
    query.load(connection)
}

/// The note with this id, if it is this owner's.
///
/// # Errors
/// When the query fails.
pub fn find(connection: &mut Connection, owner: &str, id: &str) -> QueryResult<Option<NoteRow>> {
    notes::table
        .filter(notes::id.eq(id))
        .filter(notes::user_id.eq(owner))
        .select(NoteRow::as_select())
        .first(connection)
        .optional()
}

/// Adds a note; `false` if its owner does not exist any more.
///
/// # Errors
/// When the statement fails for another reason.
pub fn insert(connection: &mut Connection, note: &NoteRow) -> QueryResult<bool> {
    use diesel::result::{DatabaseErrorKind, Error};

    match diesel::insert_into(notes::table)
        .values(note)
        .execute(connection)
    {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Replaces title and body; `None` if there is no such note of this owner.
///
/// # Errors
/// When a statement fails.
pub fn update(
    connection: &mut Connection,
    owner: &str,
    id: &str,
    title: &str,
    body: &str,
    at: i64,
) -> QueryResult<Option<NoteRow>> {
    connection.write_transaction(|connection| {
        diesel::update(
            notes::table
                .filter(notes::id.eq(id))
                .filter(notes::user_id.eq(owner)),
        )
        .set((
            notes::title.eq(title),
            notes::body.eq(body),
            notes::updated_at.eq(at),
        ))
        .execute(connection)?;
        find(connection, owner, id)
    })
}

/// Removes a note; `false` if there is no such note of this owner.
///
/// # Errors
/// When the statement fails.
pub fn delete(connection: &mut Connection, owner: &str, id: &str) -> QueryResult<bool> {
    diesel::delete(
        notes::table
            .filter(notes::id.eq(id))
            .filter(notes::user_id.eq(owner)),
    )
    .execute(connection)
    .map(|deleted| deleted > 0)
}
