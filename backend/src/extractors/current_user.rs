//! The guard: a handler that takes a [`CurrentUser`] runs for nobody else.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use shared::claims::Role;
use shared::error::ErrorCode;

use crate::auth::access_token::{self, Judge};
use crate::auth::trace::Unwatched;
use crate::error::Error;
use crate::state::AppState;

/// Whoever the access token of this request speaks for, after every check.
///
/// An argument of the handler and not a layer around it: what needs a user
/// cannot be written without asking for one, and nothing is looked up twice.
pub struct CurrentUser {
    /// The user's id.
    pub id: String,
    /// What kind of user.
    pub role: Role,
    /// The session that the token belongs to.
    pub session_id: String,
}

impl FromRequest for CurrentUser {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(authenticate(request).map_err(Error::from))
    }
}

/// Step 4 of the flow: take the token from its header and judge it. No database:
/// all that is asked is in memory.
fn authenticate(request: &HttpRequest) -> Result<CurrentUser, ErrorCode> {
    let state = request
        .app_data::<web::Data<AppState>>()
        .expect("startup puts the state into every app");
    let judge = Judge {
        keys: &state.keys.load(),
        policy: &state.policy,
        revocations: &state.revocations,
        now: state.clock.seconds(),
    };
    let claims = access_token::verify(bearer_token(request)?, judge, &mut Unwatched)?;
    Ok(CurrentUser {
        id: claims.sub,
        role: claims.role,
        session_id: claims.sid,
    })
}

/// The token of the one `Authorization: Bearer` header, if there is one. Nowhere
/// else: a token in the query would end up in logs and in the browser's history
/// (RFC 9700 §4.3.2).
fn bearer_token(request: &HttpRequest) -> Result<Option<&str>, ErrorCode> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let Some(header) = headers.next() else {
        return Ok(None);
    };
    // Of two, one part of a system might judge the first and another the second.
    if headers.next().is_some() {
        return Err(ErrorCode::TokenMalformed);
    }
    let header = header.to_str().map_err(|_| ErrorCode::TokenMalformed)?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    let is_token = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
    Ok(is_token.then_some(token))
}
