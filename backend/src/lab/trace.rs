//! How the server judges a token that somebody holds up to it.

use actix_web::{HttpResponse, web};
use shared::lab::TraceRequest;

use super::gate::Visitor;
use crate::auth::access_token::Judge;
use crate::error::Error;
use crate::extractors::json::Json;
use crate::extractors::watched;
use crate::state::AppState;

/// `POST /api/lab/trace`: the verdict on a token and every check on the way to
/// it, by the function that judges every request. The token opens nothing here.
pub(super) async fn judge(
    _: Visitor,
    state: web::Data<AppState>,
    Json(request): Json<TraceRequest>,
) -> Result<HttpResponse, Error> {
    let judge = Judge {
        keys: &state.keys.load(),
        policy: &state.policy,
        revocations: &state.revocations,
        now: state.clock.seconds(),
    };
    // A text field has no difference between nothing and an empty text.
    let token = Some(request.token.as_str()).filter(|token| !token.is_empty());
    let (_, trace) = watched::trace(token, judge);
    Ok(HttpResponse::Ok().json(trace))
}
