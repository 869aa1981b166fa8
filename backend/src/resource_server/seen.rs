//! The requests that this server saw, for the lesson about single sign-on.
//!
//! A browser asks before it sends a token to another origin, and tells the page
//! nothing of it. So the lesson shows the question from the other side: what came
//! in here, preflights and all. In development only, and to this machine only.
//! Whether a token came along is noted, never the token.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    AUTHORIZATION, HeaderMap, HeaderName, ORIGIN,
};
use actix_web::middleware::Next;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, web};
use shared::endpoint;
use shared::error::ErrorCode;
use shared::lab::sso::SeenRequest;

use super::caller::state;
use crate::clock::rfc3339;
use crate::config::Env;
use crate::config::resource_server::ResourceConfig;
use crate::error::Error;
use crate::extractors::at_home::is_from_this_machine;

/// So many are kept.
const KEPT: usize = 30;

/// No header of interest is longer; a longer one is cut.
const MAX_CHARS: usize = 100;

/// The latest requests; nobody's where this is not development.
#[derive(Clone)]
pub(super) struct Seen(Option<Arc<Mutex<VecDeque<SeenRequest>>>>);

impl Seen {
    pub(super) fn in_development(config: &ResourceConfig) -> Self {
        Self((config.env == Env::Development).then(Arc::default))
    }
}

/// Puts the list in place, and who writes it.
pub(super) fn configure(app: &mut ServiceConfig, seen: &Seen) {
    app.app_data(web::Data::new(seen.clone()));
    app.route(endpoint::SEEN, web::get().to(list));
}

/// Notes a request and how it was answered.
pub(super) async fn note(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let seen = request.app_data::<web::Data<Seen>>();
    let seen = seen.and_then(|seen| seen.0.clone());
    let Some(seen) = seen.filter(|_| request.path() != endpoint::SEEN) else {
        return next.call(request).await;
    };
    let headers = request.headers();
    let mut noted = SeenRequest {
        at: rfc3339(state(request.request()).clock.millis()),
        method: cut(request.method().as_str()),
        path: cut(request.path()),
        origin: text(headers, ORIGIN),
        asks_for_method: text(headers, ACCESS_CONTROL_REQUEST_METHOD),
        asks_for_headers: text(headers, ACCESS_CONTROL_REQUEST_HEADERS),
        has_token: headers.contains_key(AUTHORIZATION),
        status: 0,
        allowed_origin: None,
    };
    let answer = next.call(request).await?;
    noted.status = answer.status().as_u16();
    noted.allowed_origin = text(answer.headers(), ACCESS_CONTROL_ALLOW_ORIGIN);
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.truncate(KEPT - 1);
    seen.push_front(noted);
    drop(seen);
    Ok(answer)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(cut)
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_CHARS).collect()
}

/// `GET /seen`: the latest first.
async fn list(request: HttpRequest, seen: web::Data<Seen>) -> Result<HttpResponse, Error> {
    match &seen.0 {
        Some(seen) if is_from_this_machine(&request) => {
            let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(HttpResponse::Ok().json(&*seen))
        }
        _ => Err(ErrorCode::NotFound.into()),
    }
}
