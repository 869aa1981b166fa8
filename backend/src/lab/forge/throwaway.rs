//! Sessions to be spent on a lesson: to be logged out, or to have a refresh token
//! of theirs used twice. They are as real as any, in the same table.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

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

/// So many are remembered. They last some minutes: what is forgotten is over, or
/// was opened by somebody who opens a lot of them.
const REMEMBERED: usize = 256;

/// The sessions that were opened here. Kept by their ids: what a session calls
/// itself is what its client said at log-in.
#[derive(Default)]
pub(super) struct Opened(Mutex<VecDeque<Uuid>>);

impl Opened {
    fn add(&self, id: Uuid) {
        let mut ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ids.len() == REMEMBERED {
            ids.pop_front();
        }
        ids.push_back(id);
    }

    fn has(&self, id: Uuid) -> bool {
        let ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ids.contains(&id)
    }
}

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
    opened: web::Data<Opened>,
    user: CurrentUser,
    client: Client,
) -> Result<HttpResponse, Error> {
    let now = state.clock.millis();
    let (id, ip) = (Uuid::now_v7(), client.ip_text());
    let begun = state
        .database
        .run(move |connection| {
            let session = SessionRow {
                id: id.to_string(),
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
    opened.add(id);
    answer(&state, &session, user, Refresh::Included)
}

/// `POST /api/lab/refresh`: what `/api/auth/refresh` does for a client that is no
/// browser, by the same function; only there, a browser is turned away. So it
/// renews the sessions that were opened here, and nobody's own.
pub(super) async fn refresh(
    _: Visitor,
    state: web::Data<AppState>,
    opened: web::Data<Opened>,
    client: Client,
    Json(request): Json<ThrowawayRefresh>,
) -> Result<HttpResponse, Error> {
    let token = state.refresh_key.read(&request.refresh_token);
    let token = token.filter(|token| opened.has(token.session_id));
    let token = token.ok_or(ErrorCode::RefreshTokenInvalid)?;
    let presented = Presented {
        token,
        is_native: true,
    };
    renew(&state, presented, &client).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_opened_is_known_and_the_oldest_is_forgotten() {
        let opened = Opened::default();
        let ids: Vec<Uuid> = (0..=REMEMBERED as u128).map(Uuid::from_u128).collect();
        for id in &ids[..REMEMBERED] {
            opened.add(*id);
        }
        assert!(opened.has(ids[0]) && !opened.has(ids[REMEMBERED]));
        opened.add(ids[REMEMBERED]);
        assert!(!opened.has(ids[0]));
        assert!(opened.has(ids[1]) && opened.has(ids[REMEMBERED]));
    }
}
