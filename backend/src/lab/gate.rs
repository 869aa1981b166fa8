//! Who gets to see the lessons.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::ORIGIN;
use actix_web::{FromRequest, HttpRequest, web};
use shared::error::ErrorCode;

use crate::error::Error;
use crate::extractors::at_home::is_at_home;
use crate::state::AppState;

/// An argument of every handler of the lessons: it runs for whoever sits at this
/// machine and for our own page, and is not there for anybody else.
pub(super) struct Visitor;

impl FromRequest for Visitor {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let state = request.app_data::<web::Data<AppState>>();
        let is_ours = state.is_some_and(|state| {
            is_at_home(request, state) && !is_from_a_foreign_page(request, state)
        });
        ready(match is_ours {
            true => Ok(Self),
            false => Err(ErrorCode::NotFound.into()),
        })
    }
}

/// An argument of the few handlers that a foreign page is meant to reach: what it
/// opens, and where its forged forms arrive. They run for whoever sits at this
/// machine, tell nothing about anybody, and change nothing but their own record.
pub(super) struct Passerby;

impl FromRequest for Passerby {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let state = request.app_data::<web::Data<AppState>>();
        let is_here = state.is_some_and(|state| is_at_home(request, state));
        ready(match is_here && is_a_document(request) {
            true => Ok(Self),
            false => Err(ErrorCode::NotFound.into()),
        })
    }
}

/// Whether a browser would show the answer, as far as it tells: what a script
/// fetches is no page that somebody opened.
fn is_a_document(request: &HttpRequest) -> bool {
    let mode = request.headers().get("sec-fetch-mode");
    mode.is_none_or(|mode| mode.as_bytes() == b"navigate")
}

/// Whether another site's page has sent this: by the browser's own word, or where
/// it gives none, by the origin that a script or a form comes from.
fn is_from_a_foreign_page(request: &HttpRequest, state: &AppState) -> bool {
    let headers = request.headers();
    match headers.get("sec-fetch-site") {
        Some(site) => !matches!(site.as_bytes(), b"same-origin" | b"none"),
        None => headers
            .get_all(ORIGIN)
            .any(|origin| origin.as_bytes() != state.public_url.as_bytes()),
    }
}
