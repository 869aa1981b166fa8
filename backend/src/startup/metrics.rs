//! `GET /metrics`, on an address of its own: what the server counts of itself is
//! for those who run it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use actix_web::{App, HttpResponse, HttpServer, web};

use super::{StartupError, io, server};
use crate::metrics::{Levels, Metrics};
use crate::state::AppState;

/// Somebody who asks now and then needs no more.
const CONNECTIONS: usize = 64;
const HEAD_TIME: Duration = Duration::from_secs(8);

/// Takes the address and answers there once the server is run.
///
/// # Errors
/// When the address cannot be had.
pub(super) fn serve(
    address: SocketAddr,
    state: web::Data<AppState>,
    metrics: Arc<Metrics>,
) -> Result<Server, StartupError> {
    let listener = server::listen(address).map_err(io(format!(
        "APP_METRICS_BIND: the address {address} cannot be used"
    )))?;
    let address = listener
        .local_addr()
        .map_err(io("APP_METRICS_BIND: the port cannot be read"))?;
    tracing::info!(%address, "metrics are served");
    let metrics = web::Data::from(metrics);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .app_data(metrics.clone())
            .route("/metrics", web::get().to(show))
    })
    .workers(1)
    .max_connections(CONNECTIONS)
    .client_request_timeout(HEAD_TIME)
    .disable_signals()
    .listen(listener)
    .map_err(io("APP_METRICS_BIND"))?;
    Ok(server.run())
}

async fn show(state: web::Data<AppState>, metrics: web::Data<Metrics>) -> HttpResponse {
    match metrics.render(levels(&state)) {
        Ok(text) => HttpResponse::Ok()
            .content_type("text/plain; version=0.0.4; charset=utf-8")
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .body(text),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

fn levels(state: &AppState) -> Levels {
    let hashing = state.passwords.load();
    let database = state.database.load();
    let (ended_sessions, changed_users) = state.revocations.counts();
    Levels {
        hashing_waiting: hashing.waiting,
        hashing_refused: hashing.refused,
        database_used: database.used,
        database_idle: database.idle,
        database_waiting: database.waiting,
        database_refused: database.refused,
        database_statements: database.statements,
        ended_sessions,
        changed_users,
        keys: state.keys.load().iter().count(),
        keys_taken_at: state.keys_taken_at.load(Ordering::Relaxed),
    }
}
