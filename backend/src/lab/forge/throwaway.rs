//! Sessions to be spent on a lesson: to be logged out, or to have a refresh token
//! of theirs used twice. They are as real as any, in the same table.

use actix_web::{HttpResponse, web};
use shared::auth::TokenDelivery;
use shared::error::ErrorCode;
use shared::lab::forge::{THROWAWAY_SECONDS, ThrowawayRefresh};
use uuid::Uuid;

use crate::db::events::{self, Event};
use crate::db::sessions::{Presented, SessionRow};
use crate::db::throwaway_sessions;
use crate::error::Error;
use crate::extractors::client::Client;
use crate::extractors::current_user::CurrentUser;
use crate::extractors::json::Json;
use crate::handlers::auth::renew;
use crate::handlers::tokens::{Refresh, answer};
use crate::lab::gate::Visitor;
use crate::state::AppState;

/// What the list of sessions calls them.
const NAME: &str = "Tessera forge";

/// `POST /api/lab/throwaway-session`: one more session of the same user, with its
/// refresh token in the open.
///
/// It gives its holder nothing that was not there before: the password counts as
/// given when it was given, and the session ends in a few minutes, and no later
/// than the one that it was opened from. So who has a stolen token cannot keep
/// themselves going by one after another.
pub(super) async fn open(
    _: Visitor,
    state: web::Data<AppState>,
    user: CurrentUser,
    client: Client,
) -> Result<HttpResponse, Error> {
    let now = state.clock.millis();
    let ip = client.ip_text();
    let begun = state
        .database
        .run(move |connection| {
            let session = SessionRow {
                id: Uuid::now_v7().to_string(),
                user_id: user.id,
                created_at: now,
                expires_at: now + THROWAWAY_SECONDS * 1000,
                revoked_at: None,
                counter: 0,
                rotated_at: now,
                auth_time: now,
                delivery: TokenDelivery::Native.as_str().to_owned(),
                user_agent: NAME.to_owned(),
                ip: ip.clone(),
            };
            let event = Event::of_user(events::LOGGED_IN, &session.user_id).from(&ip);
            throwaway_sessions::begin_beside(connection, &user.session_id, session, &event)
        })
        .await?;
    let (session, user) = begun.ok_or(ErrorCode::TokenRevoked)?;
    answer(&state, &session, user, Refresh::Included)
}

/// `POST /api/lab/refresh`: what `/api/auth/refresh` does for a client that is no
/// browser, by the same function; only there, a browser is turned away. A session
/// whose refresh token is in a cookie cannot be renewed here.
pub(super) async fn refresh(
    _: Visitor,
    state: web::Data<AppState>,
    client: Client,
    Json(request): Json<ThrowawayRefresh>,
) -> Result<HttpResponse, Error> {
    let token = state.refresh_key.read(&request.refresh_token);
    let token = token.ok_or(ErrorCode::RefreshTokenInvalid)?;
    let presented = Presented {
        token,
        is_native: true,
    };
    renew(&state, presented, &client).await
}
