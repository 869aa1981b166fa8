//! A second server: as when one machine is not enough. It has the same keys and
//! the same database, a memory of its own, and a port of its own.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::http::header::{AUTHORIZATION, COOKIE};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use shared::error::ErrorCode;
use shared::lab::comparison::{Question, SecondAnswer, SecondServer};
use tokio::sync::OnceCell;

use super::{Instance, classic, questions, relay};
use crate::config::Env;
use crate::db::connection::DbError;
use crate::error::Error;
use crate::extractors::current_user::CurrentUser;
use crate::lab::gate::Visitor;
use crate::metrics::Metrics;
use crate::standing;
use crate::state::AppState;
use crate::web::request::{self, Edge};
use crate::web::security_headers::SecurityHeaders;

/// The second server's port, from the moment that somebody started it.
#[derive(Default)]
pub(super) struct Second(OnceCell<u16>);

/// `POST /api/lab/second`: starts it, unless it runs already.
pub(super) async fn begin(
    _: Visitor,
    state: web::Data<AppState>,
    second: web::Data<Second>,
    _user: CurrentUser,
) -> Result<HttpResponse, Error> {
    let port = *second.0.get_or_try_init(|| start(state)).await?;
    Ok(HttpResponse::Ok().json(SecondServer {
        address: address(port),
    }))
}

/// `GET /api/lab/second/{question}`: passes the question on, with the token and
/// the cookie of this request, and tells what came back. The page itself may call
/// no other port than the one it came from. Until somebody has started the second
/// server there is nobody to ask: a GET starts nothing (RFC 9110 §9.2.1).
pub(super) async fn pass_on(
    _: Visitor,
    second: web::Data<Second>,
    question: web::Path<Question>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let port = *second.0.get().ok_or(ErrorCode::NotFound)?;
    // All of them: the second server judges for itself whether two will do.
    let tokens = request.headers().get_all(AUTHORIZATION);
    let mut headers: Vec<_> = tokens.map(|token| (AUTHORIZATION, token.clone())).collect();
    headers.extend(classic::header(&request).map(|cookie| (COOKIE, cookie)));
    let answer = relay::get(port, question.path(), &headers)
        .await
        .map_err(|error| Error::Internal(format!("the second server: {error}")))?;
    Ok(HttpResponse::Ok().json(SecondAnswer {
        address: address(port),
        ..answer
    }))
}

fn address(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

/// Starts it on a port that is free. It runs for as long as this process does.
async fn start(state: web::Data<AppState>) -> Result<u16, Error> {
    let broken = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| broken(&error))?;
    let port = listener
        .local_addr()
        .map_err(|error| broken(&error))?
        .port();
    let now = state.clock.millis();
    let again = state.clone();
    let heard = web::block(move || standing::load(&again.database, &again.policy, now))
        .await
        .map_err(|error| broken(&error))??;
    let instance = web::Data::new(Instance::second(heard));
    let edge = web::Data::new(Edge {
        public_url: state.public_url.clone(),
        headers: SecurityHeaders::new(Env::Development),
        // Not the application's: these are not its requests.
        metrics: Arc::new(Metrics::new()),
    });
    actix_web::rt::spawn(listen_for_endings(state.clone(), instance.clone(), now));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .app_data(edge.clone())
            .app_data(instance.clone())
            .wrap(from_fn(request::handle))
            .configure(questions)
    })
    .workers(1)
    .disable_signals()
    .listen(listener)
    .map_err(|error| broken(&error))?
    .run();
    actix_web::rt::spawn(server);
    tracing::info!(port, "the lesson's second server listens");
    Ok(port)
}

/// Asks the database every second for what ended elsewhere, as every instance of
/// the application does: until then, an ended session is good here.
async fn listen_for_endings(
    state: web::Data<AppState>,
    instance: web::Data<Instance>,
    started_at: i64,
) {
    let mut look_again = tokio::time::interval(standing::LOOK_EVERY);
    look_again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut seen_until = started_at;
    loop {
        look_again.tick().await;
        let (state, instance) = (state.clone(), instance.clone());
        let now = state.clock.millis();
        let since = now.min(seen_until).saturating_sub(standing::OVERLAP);
        let looked = web::block(move || {
            let heard = instance.revocations(&state);
            standing::look(&state.database, &state.policy, heard, since, now)?;
            Ok::<_, DbError>(())
        })
        .await;
        // Else the next look goes back as far as this one.
        if matches!(looked, Ok(Ok(()))) {
            seen_until = now;
        }
    }
}
