//! The token beside the classic session: the same question, answered from what
//! the token says.
//!
//! The real `/api/me` has a profile to read and asks the database for it; here
//! the answer is in the token, as it is for most endpoints that only need to know
//! who asks.

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpRequest, HttpResponse, web};
use shared::claims::AccessClaims;
use shared::lab::comparison::{LabToken, WhoAmI};

use super::{Instance, throw_away};
use crate::auth::access_token::{self, Judge, Policy};
use crate::auth::revocation::Revocations;
use crate::auth::trace::Unwatched;
use crate::error::Error;
use crate::extractors::client::Client;
use crate::extractors::current_user::{CurrentUser, bearer_token};
use crate::lab::gate::Visitor;
use crate::state::AppState;
use crate::timing::{self, Stage};

/// `POST /api/lab/token/login`: a token for whoever is logged in already, in a
/// session that can be ended without harm.
pub(super) async fn log_in(
    _: Visitor,
    state: web::Data<AppState>,
    opened: web::Data<throw_away::Opened>,
    current: CurrentUser,
    client: Client,
) -> Result<HttpResponse, Error> {
    let (session, user) = throw_away::open(&state, &opened, current, &client).await?;
    let policy = throw_away::policy(&state, None);
    let access_token = throw_away::issue(&state, &policy, &user, &session)?;
    Ok(HttpResponse::Ok().json(LabToken { access_token }))
}

/// `GET /api/lab/token/me`: no query. Who asks is in the token, and whether it was
/// taken back is in this server's memory.
pub(super) async fn me(
    _: Visitor,
    state: web::Data<AppState>,
    instance: web::Data<Instance>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let policy = throw_away::policy(&state, None);
    let claims = judge(&request, &state, &policy, instance.revocations(&state))?;
    Ok(answer(&request, claims))
}

/// `POST /api/lab/token/logout`: ends the session that the token belongs to.
pub(super) async fn log_out(
    _: Visitor,
    state: web::Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let policy = throw_away::policy(&state, None);
    let claims = judge(&request, &state, &policy, &state.revocations)?;
    throw_away::close(&state, claims.sid).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The one verifier, with this lesson's policy and a list to choose.
pub(super) fn judge(
    request: &HttpRequest,
    state: &AppState,
    policy: &Policy,
    revocations: &Revocations,
) -> Result<AccessClaims, Error> {
    let token = bearer_token(request)?;
    let judge = Judge {
        keys: &state.keys.load(),
        policy,
        revocations,
        now: state.clock.seconds(),
    };
    let judged = timing::measure(Stage::Verify, || {
        access_token::verify(token, judge, &mut Unwatched)
    });
    Ok(judged?)
}

/// In the same words as the classic session's.
pub(super) fn answer(request: &HttpRequest, claims: AccessClaims) -> HttpResponse {
    let value = request.headers().get(AUTHORIZATION);
    let line = "Authorization: \r\n".len() + value.map_or(0, |value| value.len());
    HttpResponse::Ok().json(WhoAmI {
        user_id: claims.sub,
        role: claims.role,
        credential_bytes: line,
    })
}
