//! Whether the process lives, and whether it can do its work.

use actix_web::{HttpResponse, web};

use crate::db::users;
use crate::error::Error;
use crate::state::AppState;

/// `GET /healthz`: it answers, so it lives.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok" }))
}

/// `GET /readyz`: the database answers as well, and the server is not about to
/// stop. A load balancer that asks sends its requests elsewhere from then on.
pub async fn ready(state: web::Data<AppState>) -> Result<HttpResponse, Error> {
    if state.is_draining() {
        return Err(shared::error::ErrorCode::Overloaded.into());
    }
    state
        .database
        .run(|connection| users::find(connection, ""))
        .await
        .map_err(|_| shared::error::ErrorCode::Overloaded)?;
    Ok(HttpResponse::Ok().json(serde_json::json!({ "status": "ready" })))
}
