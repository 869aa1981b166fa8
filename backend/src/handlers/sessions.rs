//! One's own sessions: which there are, and ending them.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use shared::error::ErrorCode;
use shared::session::SessionSummary;

use crate::clock::rfc3339;
use crate::db::events::{self, Event};
use crate::db::sessions::{self, SessionRow};
use crate::error::Error;
use crate::extractors::client::Client;
use crate::extractors::current_user::CurrentUser;
use crate::extractors::json::invalid;
use crate::extractors::path_id::PathId;
use crate::state::AppState;

/// `GET /api/sessions`: those that are going on, the latest used first.
pub async fn list(state: web::Data<AppState>, user: CurrentUser) -> Result<HttpResponse, Error> {
    let (now, idle) = (state.clock.millis(), state.refresh_limits.idle);
    let rows = state
        .database
        .run(move |connection| sessions::of_user(connection, &user.id, now, idle))
        .await?;
    let summaries: Vec<SessionSummary> = rows
        .into_iter()
        .map(|row| summary(row, &user.session_id))
        .collect();
    Ok(HttpResponse::Ok().json(summaries))
}

/// `DELETE /api/sessions/{id}`: ends one of them. Another user's is not there.
pub async fn end(
    state: web::Data<AppState>,
    user: CurrentUser,
    client: Client,
    id: PathId,
) -> Result<HttpResponse, Error> {
    let (now, session_id, ip) = (state.clock.millis(), id.clone(), client.ip_text());
    let is_over = state
        .database
        .run(move |connection| {
            let is_over = sessions::revoke_own(connection, &user.id, &session_id, now)?;
            if is_over {
                let event = Event::of_user(events::LOGGED_OUT, &user.id).from(&ip);
                events::record(connection, &event, now)?;
            }
            Ok(is_over)
        })
        .await?;
    if !is_over {
        return Err(ErrorCode::NotFound.into());
    }
    state.end_sessions([&*id], now);
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize)]
struct Which {
    keep_current: Option<String>,
}

/// `DELETE /api/sessions`: ends them all or, with `?keep_current=true`, all but
/// the one that asks.
pub async fn end_all(
    state: web::Data<AppState>,
    user: CurrentUser,
    client: Client,
    request: actix_web::HttpRequest,
) -> Result<HttpResponse, Error> {
    let which = web::Query::<Which>::from_query(request.query_string())
        .map_err(|_| invalid("keep_current", "occurs twice or cannot be read"))?;
    let keep_current = match which.keep_current.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(invalid("keep_current", "must be true or false")),
    };
    let (now, ip) = (state.clock.millis(), client.ip_text());
    let ended = state
        .database
        .run(move |connection| {
            let except = keep_current.then_some(user.session_id.as_str());
            let ended = sessions::revoke_all(connection, &user.id, except, now)?;
            let event = Event::of_user(events::SESSIONS_REVOKED, &user.id).from(&ip);
            events::record(connection, &event, now)?;
            Ok(ended)
        })
        .await?;
    state.end_sessions(&ended, now);
    let mut response = HttpResponse::NoContent();
    if !keep_current {
        for cookie in state.cookies.cleared() {
            response.cookie(cookie);
        }
    }
    Ok(response.finish())
}

fn summary(row: SessionRow, current: &str) -> SessionSummary {
    SessionSummary {
        current: row.id == current,
        id: row.id,
        created_at: rfc3339(row.created_at),
        last_used_at: rfc3339(row.rotated_at),
        expires_at: rfc3339(row.expires_at),
        user_agent: row.user_agent,
        ip: row.ip,
    }
}
