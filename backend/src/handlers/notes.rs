//! Notes: the pattern for a resource of one's own. Every query is by owner, so
//! that another's note is simply not there.

use actix_web::{HttpResponse, web};
use shared::endpoint;
use shared::error::ErrorCode;
use shared::note::{Note, NoteRequest, Page};
use uuid::Uuid;

use crate::clock::rfc3339;
use crate::db::notes::{self, NoteRow};
use crate::error::Error;
use crate::extractors::current_user::{CurrentUser, NOTES_READ, NOTES_WRITE};
use crate::extractors::json::Json;
use crate::extractors::page_query::{PageQuery, cut};
use crate::extractors::path_id::PathId;
use crate::state::AppState;

/// `GET /api/notes`: a page of one's own notes, the newest first.
pub async fn list(
    state: web::Data<AppState>,
    user: CurrentUser,
    page: PageQuery,
) -> Result<HttpResponse, Error> {
    user.may(NOTES_READ)?;
    let limit = page.limit;
    let rows = state
        .database
        .run(move |connection| {
            // One more than asked for tells whether a next page exists.
            notes::page(connection, &user.id, page.cursor.as_deref(), limit + 1)
        })
        .await?;
    let (rows, next_cursor) = cut(rows, limit, |row: &NoteRow| row.id.clone());
    Ok(HttpResponse::Ok().json(Page {
        items: rows.into_iter().map(reply).collect(),
        next_cursor,
    }))
}

/// `POST /api/notes`: makes a note.
pub async fn create(
    state: web::Data<AppState>,
    user: CurrentUser,
    Json(request): Json<NoteRequest>,
) -> Result<HttpResponse, Error> {
    user.may(NOTES_WRITE)?;
    request.validate()?;
    let now = state.clock.millis();
    let row = NoteRow {
        id: Uuid::now_v7().to_string(),
        user_id: user.id,
        title: request.title,
        body: request.body,
        created_at: now,
        updated_at: now,
    };
    let new = row.clone();
    let is_made = state
        .database
        .run(move |connection| notes::insert(connection, &new))
        .await?;
    if !is_made {
        return Err(ErrorCode::TokenRevoked.into());
    }
    Ok(HttpResponse::Created()
        .insert_header(("Location", endpoint::note(&row.id)))
        .json(reply(row)))
}

/// `GET /api/notes/{id}`.
pub async fn read(
    state: web::Data<AppState>,
    user: CurrentUser,
    id: PathId,
) -> Result<HttpResponse, Error> {
    user.may(NOTES_READ)?;
    let row = state
        .database
        .run(move |connection| notes::find(connection, &user.id, &id))
        .await?
        .ok_or(ErrorCode::NotFound)?;
    Ok(HttpResponse::Ok().json(reply(row)))
}

/// `PUT /api/notes/{id}`: replaces title and body.
pub async fn replace(
    state: web::Data<AppState>,
    user: CurrentUser,
    id: PathId,
    Json(request): Json<NoteRequest>,
) -> Result<HttpResponse, Error> {
    user.may(NOTES_WRITE)?;
    request.validate()?;
    let now = state.clock.millis();
    let row = state
        .database
        .run(move |connection| {
            let NoteRequest { title, body } = &request;
            notes::update(connection, &user.id, &id, title, body, now)
        })
        .await?
        .ok_or(ErrorCode::NotFound)?;
    Ok(HttpResponse::Ok().json(reply(row)))
}

/// `DELETE /api/notes/{id}`.
pub async fn delete(
    state: web::Data<AppState>,
    user: CurrentUser,
    id: PathId,
) -> Result<HttpResponse, Error> {
    user.may(NOTES_WRITE)?;
    let is_gone = state
        .database
        .run(move |connection| notes::delete(connection, &user.id, &id))
        .await?;
    if is_gone {
        Ok(HttpResponse::NoContent().finish())
    } else {
        Err(ErrorCode::NotFound.into())
    }
}

fn reply(row: NoteRow) -> Note {
    Note {
        id: row.id,
        title: row.title,
        body: row.body,
        created_at: rfc3339(row.created_at),
        updated_at: rfc3339(row.updated_at),
    }
}
