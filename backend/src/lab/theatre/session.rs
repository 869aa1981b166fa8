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
use shared::auth::TokenDelivery;
use shared::error::ErrorCode;
use shared::lab::theatre::SessionRequest;
use uuid::Uuid;

use super::Theatre;
use super::waiting::{self, Behind};
use crate::auth::refresh_token::RefreshToken;
use crate::db::events::{self, Event};
use crate::db::sessions::{Presented, Refreshed, SessionRow};
use crate::db::throwaway_sessions;
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
    let event = Event::of_user(events::LOGGED_IN, &session.user_id).from(&session.ip);
    let begun = state.database.run(move |connection| {
        let earlier = theatre.waiting().take(&shown.session_id.to_string());
        let own = earlier.as_ref().map_or(shown, |behind| behind.own);
        let left = earlier.as_ref().map(|behind| behind.on_stage.clone());
        let id = own.session_id.to_string();
        let begun =
            throwaway_sessions::next_beside(connection, &id, left.as_deref(), session, &event);
        match (&begun, earlier) {
            (Ok(Some((session, _))), _) => theatre.waiting().put(Behind {
                on_stage: session.id.clone(),
                until: session.expires_at,
                own,
            }),
            // It waits on, or is ended by the next sweep.
            (_, Some(earlier)) => theatre.waiting().put(earlier),
            _ => {}
        }
        Ok(begun?.map(|(session, user)| (session, user, left)))
    });
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
    let given_back = state.database.run(move |connection| {
        let taken = theatre.waiting().take(&shown.session_id.to_string());
        let Some(behind) = taken else {
            return Ok(Refreshed::Refused(ErrorCode::NotFound));
        };
        let own = Presented {
            token: behind.own,
            is_native: false,
        };
        let stage = behind.on_stage.clone();
        let given_back = throwaway_sessions::give_back(connection, own, &stage, now, limits, &ip);
        match given_back {
            Ok(Some(refreshed)) => Ok(refreshed),
            // Somebody logged out a moment ago, which meant both: the sweep sees to it.
            Ok(None) => {
                theatre.waiting().put(behind);
                Ok(Refreshed::Refused(ErrorCode::TokenRevoked))
            }
            Err(error) => {
                theatre.waiting().put(behind);
                Err(error)
            }
        }
    });
    let given_back = given_back.await?;
    if matches!(given_back, Refreshed::Refused(ErrorCode::NotFound)) {
        return Err(ErrorCode::NotFound.into());
    }
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
