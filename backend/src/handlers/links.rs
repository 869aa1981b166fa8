//! Links for a while: whoever has one may download one note.

use actix_web::http::header::{CONTENT_DISPOSITION, ContentDisposition, DispositionParam};
use actix_web::http::header::{Charset, DispositionType, ExtendedValue};
use actix_web::{HttpResponse, web};
use shared::endpoint;
use shared::error::ErrorCode;
use shared::note::{LINK_MAX_SECONDS, LinkRequest, LinkResponse};

use crate::auth::link_token::{self, Purpose};
use crate::clock::rfc3339;
use crate::db::{notes, users};
use crate::error::Error;
use crate::extractors::current_user::{CurrentUser, NOTES_READ};
use crate::extractors::json::{Json, invalid};
use crate::extractors::path_id::PathId;
use crate::state::AppState;

/// `POST /api/notes/{id}/links`: makes a link to a note of one's own.
pub async fn create(
    state: web::Data<AppState>,
    user: CurrentUser,
    id: PathId,
    Json(request): Json<LinkRequest>,
) -> Result<HttpResponse, Error> {
    user.may(NOTES_READ)?;
    if !(1..=LINK_MAX_SECONDS).contains(&request.expires_in) {
        return Err(invalid("expires_in", "must be 1 to 3600 seconds"));
    }
    let (owner, note) = (user.id.clone(), id.clone());
    state
        .database
        .run(move |connection| notes::find(connection, &owner, &note))
        .await?
        .ok_or(ErrorCode::NotFound)?;
    let now = state.clock.seconds();
    let token = link_token::issue(
        &state.keys.load(),
        &state.policy,
        Purpose::Download,
        (&user.id, &id),
        request.expires_in,
        now,
    )?;
    Ok(HttpResponse::Created().json(LinkResponse {
        url: format!("{}{}", state.public_url, endpoint::link(&token)),
        expires_at: rfc3339(now.saturating_add(request.expires_in).saturating_mul(1000)),
    }))
}

/// `GET /api/links/{token}`: the note, as a file of plain text. It is read for
/// whom the link speaks; a note that is gone, or whose owner is, is not found.
pub async fn download(
    state: web::Data<AppState>,
    token: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let claims = link_token::verify(
        &token,
        &state.keys.load(),
        &state.policy,
        Purpose::Download,
        state.clock.seconds(),
    )?;
    let note = state
        .database
        .run(move |connection| {
            let owner = users::find(connection, &claims.sub)?;
            match owner.filter(|owner| owner.disabled_at.is_none()) {
                None => Ok(None),
                Some(owner) => notes::find(connection, &owner.id, &claims.about),
            }
        })
        .await?
        .ok_or(ErrorCode::NotFound)?;
    // An attachment: a browser saves it and shows it on no page of ours.
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(ExtendedValue {
            charset: Charset::Ext("UTF-8".to_owned()),
            language_tag: None,
            value: format!("{}.txt", note.title).into_bytes(),
        })],
    };
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, disposition))
        .body(format!("{}\n\n{}\n", note.title, note.body)))
}
