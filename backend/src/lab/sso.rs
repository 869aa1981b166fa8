//! Which other APIs the lesson on single sign-on can call.

use actix_web::{HttpResponse, web};
use shared::lab::sso::OtherApi;

use super::gate::Visitor;
use crate::state::AppState;

/// `GET /api/lab/other-apis`: those of `APP_OTHER_APIS`. A page that is built for one
/// place has their addresses in it; this one asks.
pub(super) async fn list(_: Visitor, state: web::Data<AppState>) -> HttpResponse {
    let apis = state.other_apis.iter().map(|api| OtherApi {
        audience: api.audience.clone(),
        origin: api.origin.clone(),
        scope: api.scope.clone(),
    });
    HttpResponse::Ok().json(apis.collect::<Vec<_>>())
}
