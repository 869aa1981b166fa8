//! A throw-away session in the place of the visitor's own.
//!
//! A browser has one refresh cookie, so the own session has to make room for the
//! one on the stage. Its refresh token waits here, in memory, until the curtain
//! falls: the visitor's own token is at no time where the planted script reads.
//!
//! Tokens are stolen on this stage, so none buys anything by itself: both doors
//! ask for the refresh cookie of the very session that the access token is of,
//! which no script can read.

use actix_web::{HttpRequest, HttpResponse, web};
use diesel::prelude::*;
use shared::auth::TokenDelivery;
use shared::error::ErrorCode;
use shared::lab::theatre::SessionRequest;
use uuid::Uuid;

use super::Theatre;
use super::waiting::{self, Behind};
use crate::auth::refresh_token::RefreshToken;
use crate::auth::rotation::Limits;
use crate::db::connection::Connection;
use crate::db::events::{self, Event};
use crate::db::sessions::{self, Presented, Refreshed, SessionRow};
use crate::db::throwaway_sessions::begin_beside;
use crate::db::users::UserRow;
use crate::error::Error;
use crate::extractors::client::Client;
use crate::extractors::current_user::CurrentUser;
use crate::extractors::json::Json;
use crate::extractors::same_origin;
use crate::handlers::tokens::{self, Refresh};
use crate::lab::gate::Visitor;
use crate::state::AppState;

/// A play takes half a minute. What is left lying ends by itself soon after.
const LIFETIME_MS: i64 = 10 * 60 * 1000;

/// `POST /api/lab/theatre/session`: a throw-away session of the same user, which
/// ends the throw-away session before it and with it whatever was stolen there.
pub(in crate::lab) async fn begin(
    _: Visitor,
    state: web::Data<AppState>,
    theatre: web::Data<Theatre>,
    request: HttpRequest,
    client: Client,
    user: CurrentUser,
    Json(wanted): Json<SessionRequest>,
) -> Result<HttpResponse, Error> {
    if wanted.delivery == TokenDelivery::Native {
        return Err(ErrorCode::DeliveryNotAllowed.into());
    }
    let shown = shown(&state, &request, &user)?;
    waiting::watch(&state, &theatre);
    waiting::sweep(&state, &theatre).await?;

    let now = state.clock.millis();
    let session = SessionRow {
        id: Uuid::now_v7().to_string(),
        user_id: user.id,
        created_at: now,
        expires_at: now.saturating_add(LIFETIME_MS),
        revoked_at: None,
        counter: 0,
        rotated_at: now,
        auth_time: now,
        delivery: wanted.delivery.as_str().to_owned(),
        user_agent: client.user_agent.clone(),
        ip: client.ip_text(),
    };
    let begun = state
        .database
        .run(move |connection| change(connection, &theatre, shown, session));
    let (session, user, left) = begun.await?.ok_or(ErrorCode::TokenRevoked)?;
    state.end_sessions(&left, now);
    let mut response = tokens::answer(&state, &session, user, Refresh::Included)?;
    forget_access_cookie(&state, wanted.delivery, &mut response)?;
    Ok(response)
}

/// `POST /api/lab/theatre/curtain`: the throw-away session is over, and the one
/// that waited goes on with new tokens, as after any refresh.
pub(in crate::lab) async fn end(
    _: Visitor,
    state: web::Data<AppState>,
    theatre: web::Data<Theatre>,
    request: HttpRequest,
    client: Client,
    user: CurrentUser,
) -> Result<HttpResponse, Error> {
    let shown = shown(&state, &request, &user)?;
    waiting::sweep(&state, &theatre).await?;
    let (now, limits, ip) = (state.clock.millis(), state.refresh_limits, client.ip_text());
    let given_back = state
        .database
        .run(move |connection| fall(connection, &theatre, shown, now, limits, &ip))
        .await?;
    let given_back = given_back.ok_or(ErrorCode::NotFound)?;
    state.end_sessions([&user.session_id], now);
    match given_back {
        Refreshed::Issue(issue) => {
            let (session, user) = *issue;
            let delivery = TokenDelivery::from_name(&session.delivery).unwrap_or_default();
            let mut response = tokens::answer(&state, &session, user, Refresh::Included)?;
            forget_access_cookie(&state, delivery, &mut response)?;
            Ok(response)
        }
        Refreshed::Reused(session) => {
            state.end_sessions([&session.id], now);
            Err(ErrorCode::RefreshTokenReused.into())
        }
        Refreshed::Refused(code) => Err(code.into()),
    }
}

/// The refresh cookie, which must be genuine and of the session that the access
/// token is of. Who holds a token alone has nothing that could wait, and is given
/// nothing back.
fn shown(
    state: &AppState,
    request: &HttpRequest,
    user: &CurrentUser,
) -> Result<RefreshToken, ErrorCode> {
    same_origin::check(request, &state.public_url)?;
    state
        .cookies
        .refresh_of(request)
        .and_then(|cookie| state.refresh_key.read(&cookie))
        .filter(|token| token.session_id.to_string() == user.session_id)
        .ok_or(ErrorCode::RefreshTokenInvalid)
}

/// What [`change`] came to: the session that is on the stage now, and the one that
/// left it.
type Changed = (SessionRow, UserRow, Option<String>);

/// Puts `next` on the stage, in the place of the session of `shown`: that is the
/// visitor's own, or one of an earlier scene.
fn change(
    connection: &mut Connection,
    theatre: &Theatre,
    shown: RefreshToken,
    next: SessionRow,
) -> QueryResult<Option<Changed>> {
    let earlier = theatre.waiting().take(&shown.session_id.to_string());
    let own = earlier.as_ref().map_or(shown, |behind| behind.own);
    let changed = enter(connection, own, earlier.as_ref(), next);
    match (&changed, earlier) {
        (Ok(Some((session, ..))), _) => theatre.waiting().put(Behind {
            on_stage: session.id.clone(),
            until: session.expires_at,
            own,
        }),
        // It waits on, or is ended by the next sweep.
        (_, Some(earlier)) => theatre.waiting().put(earlier),
        _ => {}
    }
    changed
}

/// Begins `next` beside the visitor's own session, never beside the one that
/// leaves: a chain of scenes lasts no longer than the session that waits for its
/// end.
fn enter(
    connection: &mut Connection,
    own: RefreshToken,
    earlier: Option<&Behind>,
    next: SessionRow,
) -> QueryResult<Option<Changed>> {
    let now = next.created_at;
    let event = Event::of_user(events::LOGGED_IN, &next.user_id).from(&next.ip);
    let begun = begin_beside(connection, &own.session_id.to_string(), next, &event)?;
    let Some((session, user)) = begun else {
        return Ok(None);
    };
    let left = earlier.map(|behind| behind.on_stage.clone());
    if let Some(left) = &left
        && sessions::revoke(connection, left, now)?.is_none()
    {
        // Somebody logged out of it a moment ago.
        sessions::revoke(connection, &session.id, now)?;
        return Ok(None);
    }
    Ok(Some((session, user, left)))
}

/// What becomes of the refresh token that waits behind the session of `shown`,
/// which ends; `None` if nothing waits there.
fn fall(
    connection: &mut Connection,
    theatre: &Theatre,
    shown: RefreshToken,
    now: i64,
    limits: Limits,
    ip: &str,
) -> QueryResult<Option<Refreshed>> {
    let taken = theatre.waiting().take(&shown.session_id.to_string());
    let Some(behind) = taken else {
        return Ok(None);
    };
    let own = Presented {
        token: behind.own,
        is_native: false,
    };
    // The stage is left last: should that fail, the same token serves once more,
    // as after any answer that was lost.
    let given_back = sessions::refresh(connection, own, now, limits, ip).and_then(|refreshed| {
        let left = sessions::revoke(connection, &behind.on_stage, now)?;
        Ok(left.map(|_| refreshed))
    });
    match given_back {
        Ok(Some(refreshed)) => Ok(Some(refreshed)),
        // Somebody logged out a moment ago, which meant both. The sweep sees to it.
        Ok(None) => {
            theatre.waiting().put(behind);
            Ok(Some(Refreshed::Refused(ErrorCode::TokenRevoked)))
        }
        Err(error) => {
            theatre.waiting().put(behind);
            Err(error)
        }
    }
}

/// The access token of an earlier scene would go on speaking from its cookie.
fn forget_access_cookie(
    state: &AppState,
    delivery: TokenDelivery,
    response: &mut HttpResponse,
) -> Result<(), Error> {
    if delivery != TokenDelivery::Cookie {
        let [access, _] = state.cookies.cleared();
        response
            .add_cookie(&access)
            .map_err(|error| Error::Internal(error.to_string()))?;
    }
    Ok(())
}
