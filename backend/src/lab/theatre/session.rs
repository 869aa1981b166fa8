//! A throw-away session in the place of the visitor's own.
//!
//! A browser has one refresh cookie, so the own session has to make room for the
//! one on the stage. Its refresh token waits here, in memory, until the curtain
//! falls: the visitor's own token is at no time where the planted script reads.

use std::collections::VecDeque;

use actix_web::{HttpRequest, HttpResponse, web};
use shared::auth::TokenDelivery;
use shared::error::ErrorCode;
use shared::lab::theatre::SessionRequest;
use uuid::Uuid;

use super::Theatre;
use crate::db::events::{self, Event};
use crate::db::sessions::{self, Presented, Refreshed, SessionRow};
use crate::db::users;
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

/// So many plays are remembered; who leaves in the middle is forgotten in time.
const REMEMBERED: usize = 32;

/// The sessions that wait.
#[derive(Default)]
pub(super) struct Waiting(VecDeque<Behind>);

/// One of them, behind the session that is on the stage for it.
struct Behind {
    on_stage: String,
    refresh_token: String,
}

impl Waiting {
    /// The refresh token that waits behind this session, which leaves.
    fn take(&mut self, on_stage: &str) -> Option<String> {
        let place = self.0.iter().position(|b| b.on_stage == on_stage)?;
        self.0.remove(place).map(|behind| behind.refresh_token)
    }

    fn put(&mut self, on_stage: String, refresh_token: String) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(Behind {
            on_stage,
            refresh_token,
        });
    }
}

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
    // Whoever holds a token alone, and no cookie, has nothing that could wait.
    same_origin::check(&request, &state.public_url)?;
    let cookie = state.cookies.refresh_of(&request);
    let cookie = cookie.ok_or(ErrorCode::RefreshTokenInvalid)?;
    let earlier = waiting(&theatre).take(&user.session_id);
    if earlier.is_some() {
        end_session(&state, &user.session_id).await?;
    }

    let now = state.clock.millis();
    let session = SessionRow {
        id: Uuid::now_v7().to_string(),
        user_id: user.id.clone(),
        created_at: now,
        expires_at: now.saturating_add(LIFETIME_MS),
        revoked_at: None,
        counter: 0,
        rotated_at: now,
        // Nobody has given a password for it.
        auth_time: user.auth_time.saturating_mul(1000),
        delivery: wanted.delivery.as_str().to_owned(),
        user_agent: client.user_agent.clone(),
        ip: client.ip_text(),
    };
    let (row, event) = (
        session.clone(),
        Event::of_user(events::LOGGED_IN, &user.id).from(&client.ip_text()),
    );
    let begun = state.database.run(move |connection| {
        let Some(user) = users::find(connection, &row.user_id)? else {
            return Ok(None);
        };
        sessions::begin(connection, &row, &user.password_hash, &event)
    });
    let user = begun.await?.ok_or(ErrorCode::TokenRevoked)?;
    waiting(&theatre).put(session.id.clone(), earlier.unwrap_or(cookie));
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
    same_origin::check(&request, &state.public_url)?;
    let own = waiting(&theatre).take(&user.session_id);
    let own = own.ok_or(ErrorCode::NotFound)?;
    end_session(&state, &user.session_id).await?;
    let token = state.refresh_key.read(&own);
    let presented = Presented {
        token: token.ok_or(ErrorCode::RefreshTokenInvalid)?,
        is_native: false,
    };
    let (now, limits, ip) = (state.clock.millis(), state.refresh_limits, client.ip_text());
    let refreshed = state
        .database
        .run(move |connection| sessions::refresh(connection, presented, now, limits, &ip))
        .await?;
    match refreshed {
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

async fn end_session(state: &AppState, id: &String) -> Result<(), Error> {
    let (ended, now) = (id.clone(), state.clock.millis());
    state
        .database
        .run(move |connection| sessions::revoke(connection, &ended, now))
        .await?;
    state.end_sessions([id], now);
    Ok(())
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

fn waiting(theatre: &Theatre) -> std::sync::MutexGuard<'_, Waiting> {
    theatre
        .waiting
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_waits_is_given_back_once_and_to_its_own_session() {
        let mut waiting = Waiting::default();
        waiting.put("a".to_owned(), "token of a".to_owned());
        waiting.put("b".to_owned(), "token of b".to_owned());
        assert_eq!(waiting.take("c"), None);
        assert_eq!(waiting.take("a").as_deref(), Some("token of a"));
        assert_eq!(waiting.take("a"), None);
        assert_eq!(waiting.take("b").as_deref(), Some("token of b"));
    }

    #[test]
    fn those_who_never_come_back_are_forgotten() {
        let mut waiting = Waiting::default();
        for n in 0..=REMEMBERED {
            waiting.put(n.to_string(), String::new());
        }
        assert_eq!(waiting.0.len(), REMEMBERED);
        assert_eq!(waiting.take("0"), None);
        assert!(waiting.take("1").is_some());
    }
}
