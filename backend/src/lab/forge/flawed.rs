//! Tokens that are wrong on purpose, for whoever is logged in.

use actix_web::{HttpResponse, web};
use shared::error::ErrorCode;
use shared::lab::forge::{FlawedTokenRequest, TokenToTry};

use crate::auth::access_token::{Judge, Subject, flawed};
use crate::db::throwaway_sessions;
use crate::error::Error;
use crate::extractors::current_user::CurrentUser;
use crate::extractors::json::Json;
use crate::lab::gate::Visitor;
use crate::state::AppState;

/// `POST /api/lab/tokens`: a token that speaks for the one who asks, signed with
/// the server's own key, and refused by the check that it was asked for.
pub(super) async fn issue(
    _: Visitor,
    state: web::Data<AppState>,
    user: CurrentUser,
    Json(request): Json<FlawedTokenRequest>,
) -> Result<HttpResponse, Error> {
    let id = user.session_id.clone();
    let ends = state
        .database
        .run(move |connection| throwaway_sessions::ends(connection, &id))
        .await?;
    let session_ends = ends.ok_or(ErrorCode::TokenRevoked)?.div_euclid(1000);
    let now = state.clock.seconds();
    // In the seconds that clocks may differ, a token is taken after its session.
    if session_ends <= now {
        return Err(ErrorCode::TokenExpired.into());
    }
    let keys = state.keys.load();
    let judge = Judge {
        keys: &keys,
        policy: &state.policy,
        revocations: &state.revocations,
        now,
    };
    let subject = Subject {
        user_id: &user.id,
        role: user.role,
        session_id: &user.session_id,
        auth_time: user.auth_time,
        session_ends,
    };
    let token = flawed::issue(&keys, judge, &subject, request.kind)
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(HttpResponse::Ok().json(TokenToTry { token }))
}
