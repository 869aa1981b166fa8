//! From a session to the tokens that speak for it, and their way to the client.

use std::sync::Arc;

use actix_web::HttpResponse;
use shared::auth::{TokenDelivery, TokenResponse};
use shared::error::ErrorCode;
use uuid::Uuid;

use super::me::profile;
use crate::auth::access_token::{self, Subject};
use crate::auth::refresh_token::RefreshToken;
use crate::clock::whole_seconds;
use crate::db::events::{self, Event};
use crate::db::sessions::{self, SessionRow};
use crate::db::users::UserRow;
use crate::error::Error;
use crate::extractors::client::Client;
use crate::state::AppState;

/// Begins a session and answers with its first tokens, if the password whose hash
/// is in `user` is still the user's: it took a moment to check, and another one
/// may have been set meanwhile, or the user disabled.
///
/// The session is stored before a token is signed: one whose session is not on
/// record could never be revoked.
pub(super) async fn open_session(
    state: &AppState,
    user: UserRow,
    client: &Client,
    delivery: TokenDelivery,
) -> Result<HttpResponse, Error> {
    let now = state.clock.millis();
    let lifetime = whole_seconds(state.session_lifetime).saturating_mul(1000);
    let session = SessionRow {
        id: Uuid::now_v7().to_string(),
        user_id: user.id.clone(),
        created_at: now,
        expires_at: now.saturating_add(lifetime),
        revoked_at: None,
        counter: 0,
        rotated_at: now,
        auth_time: now,
        delivery: delivery.as_str().to_owned(),
        user_agent: client.user_agent.clone(),
        ip: client.ip_text(),
    };
    let (row, event) = (
        session.clone(),
        Event::of_user(events::LOGGED_IN, &user.id).from(&client.ip_text()),
    );
    let before = state.profiles.before_reading(now.div_euclid(1000));
    let user = state
        .database
        .run(move |connection| sessions::begin(connection, &row, &user.password_hash, &event))
        .await?
        .ok_or(ErrorCode::CredentialsInvalid)?;
    // Who logs in wants to know next who they are.
    state
        .profiles
        .keep(before, Arc::new(profile(user.clone())?));
    answer(state, &session, user, Refresh::Included)
}

/// Whether a refresh token is among the tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refresh {
    /// The session's latest.
    Included,
    /// The client has it. An answer that is late must not put an older one in
    /// its place.
    Kept,
}

/// Tokens for a session, in the way that was asked for when it began.
pub(crate) fn answer(
    state: &AppState,
    session: &SessionRow,
    user: UserRow,
    refresh: Refresh,
) -> Result<HttpResponse, Error> {
    let delivery = TokenDelivery::from_name(&session.delivery)
        .ok_or_else(|| Error::Internal("a session has an unknown delivery".to_owned()))?;
    let session_id = Uuid::try_parse(&session.id)
        .map_err(|_| Error::Internal("a session has an id that is no UUID".to_owned()))?;
    let user = profile(user)?;
    let now = state.clock.seconds();
    let subject = Subject {
        user_id: &user.id,
        role: user.role,
        session_id: &session.id,
        auth_time: auth_time(session, now, whole_seconds(state.step_up_max_age)),
        session_ends: session.expires_at.div_euclid(1000),
    };
    let access = access_token::issue(&state.keys.load(), &state.policy, &subject, now)?;
    let expires_in = whole_seconds(state.policy.lifetime).min(subject.session_ends - now);
    let refresh_token = (refresh == Refresh::Included).then(|| {
        state.refresh_key.write(RefreshToken {
            session_id,
            counter: session.counter,
        })
    });
    let refresh_seconds = session
        .expires_at
        .min(session.rotated_at.saturating_add(state.refresh_limits.idle))
        .saturating_sub(now.saturating_mul(1000))
        .div_euclid(1000);

    let mut answer = TokenResponse {
        access_token: None,
        token_type: "Bearer".to_owned(),
        expires_in,
        refresh_token: None,
        user,
    };
    let mut response = HttpResponse::Ok();
    match delivery {
        TokenDelivery::Bearer => answer.access_token = Some(access),
        TokenDelivery::Cookie => {
            response.cookie(state.cookies.access(access, expires_in));
        }
        TokenDelivery::Native => {
            answer.access_token = Some(access);
            answer.refresh_token = refresh_token;
            return Ok(response.json(answer));
        }
    }
    if let Some(token) = refresh_token {
        response.cookie(state.cookies.refresh(token, refresh_seconds));
    }
    Ok(response.json(answer))
}

/// So many seconds the clocks of two of our machines may differ.
const CLOCKS_DIFFER: i64 = 5;

/// When the password was given, as a token may say it that is issued at `now`;
/// in seconds, as `max_age`, the age at which that is not recent any more.
///
/// Where the clock was set back since, that moment lies in the future, and a token
/// that said so would be refused until then, refreshed or not. How long ago it was
/// nobody can tell, so it is not recent.
fn auth_time(session: &SessionRow, now: i64, max_age: i64) -> i64 {
    let given = session.auth_time.div_euclid(1000);
    if given.saturating_sub(now) > CLOCKS_DIFFER {
        now.saturating_sub(max_age).saturating_sub(1)
    } else {
        given.min(now)
    }
}
