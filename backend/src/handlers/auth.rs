//! Register, log in, renew, log out.

use actix_web::{HttpRequest, HttpResponse, web};
use shared::auth::{LoginRequest, RefreshRequest, RegisterRequest, Registration, TokenDelivery};
use shared::claims::Role;
use shared::error::ErrorCode;
use shared::validation::{Broken, FieldError, FieldErrors};

use super::me::profile;
use super::{credentials, tokens};
use crate::auth::common_password::is_too_common;
use crate::db::events::{self, Event};
use crate::db::sessions::{self, Presented, Refreshed};
use crate::db::users::{self, UserRow};
use crate::error::Error;
use crate::extractors::client::Client;
use crate::extractors::current_user::CurrentUser;
use crate::extractors::json::{Json, OptionalJson};
use crate::extractors::same_origin;
use crate::state::AppState;

/// `POST /api/auth/register`: makes an account, which does not log it in.
pub async fn register(
    state: web::Data<AppState>,
    client: Client,
    Json(request): Json<RegisterRequest>,
) -> Result<HttpResponse, Error> {
    let new = request.validate()?;
    if is_too_common(new.password.expose(), new.username.as_str()) {
        let error = FieldError::new("password", Broken::TooCommon);
        return Err(FieldErrors::from(error).into());
    }
    let now = state.clock.millis();
    let address = client.throttle_key();
    let throttles = &state.throttles;
    throttles.register.begin(&address, now)?;
    // The answer tells whether somebody has the name, so asking for taken ones
    // counts like wrong passwords.
    let guesses = throttles.address.begin(&address, now);
    guesses.inspect_err(|_| throttles.register.take_back(&address, now))?;
    let made = make_account(&state, &new, client.ip_text(), now).await;
    // An account counts as one, a taken name as a guess, and what we could not do as
    // neither.
    if !matches!(made, Ok(Some(_))) {
        throttles.register.take_back(&address, now);
    }
    if !matches!(made, Ok(None)) {
        throttles.address.take_back(&address, now);
    }
    let user = made?.ok_or(ErrorCode::UsernameTaken)?;
    Ok(HttpResponse::Created().json(profile(user)?))
}

/// The new user; none if somebody has the name.
async fn make_account(
    state: &AppState,
    new: &Registration,
    ip: String,
    now: i64,
) -> Result<Option<UserRow>, Error> {
    let hash = state.passwords.hash(new.password.expose()).await?;
    let user = UserRow::new(
        new.username.as_str(),
        new.display_name.as_str(),
        Role::User,
        &hash,
        now,
    );
    let row = user.clone();
    let is_new = state
        .database
        .run(move |connection| {
            let is_new = users::insert(connection, &row)?;
            if is_new {
                let event = Event::of_user(events::REGISTERED, &row.id).from(&ip);
                events::record(connection, &event, now)?;
            }
            Ok(is_new)
        })
        .await?;
    Ok(is_new.then_some(user))
}

/// `POST /api/auth/login`: step 2 of the flow, a password for a signed token.
pub async fn log_in(
    state: web::Data<AppState>,
    request: HttpRequest,
    client: Client,
    Json(login): Json<LoginRequest>,
) -> Result<HttpResponse, Error> {
    login.validate()?;
    // A refresh token in a body is for those who have no script to steal it.
    if login.token_delivery == TokenDelivery::Native && same_origin::is_from_browser(&request) {
        return Err(ErrorCode::DeliveryNotAllowed.into());
    }
    let user = credentials::check(&state, &login.username, &login.password, &client).await?;
    let mut response = tokens::open_session(&state, user, &client, login.token_delivery).await?;
    // A cookie of an earlier log-in would go on speaking for its user.
    let [access, _] = state.cookies.cleared();
    if login.token_delivery != TokenDelivery::Cookie && request.cookie(access.name()).is_some() {
        response
            .add_cookie(&access)
            .map_err(|error| Error::Internal(error.to_string()))?;
    }
    Ok(response)
}

/// `POST /api/auth/refresh`: a new access token, and a new refresh token in the
/// place of the one that came.
pub async fn refresh(
    state: web::Data<AppState>,
    request: HttpRequest,
    client: Client,
    OptionalJson(body): OptionalJson<RefreshRequest>,
) -> Result<HttpResponse, Error> {
    let presented = presented(&state, &request, body)?.ok_or(ErrorCode::RefreshTokenInvalid)?;
    renew(&state, presented, &client).await
}

/// New tokens for a refresh token, or the end of its session.
pub(crate) async fn renew(
    state: &AppState,
    presented: Presented,
    client: &Client,
) -> Result<HttpResponse, Error> {
    let (now, limits, ip) = (state.clock.millis(), state.refresh_limits, client.ip_text());
    let refreshed = state
        .database
        .run(move |connection| sessions::refresh(connection, presented, now, limits, &ip))
        .await?;
    match refreshed {
        Refreshed::Issue(issue) => {
            let (session, user) = *issue;
            // Two within one millisecond count as one rotation each.
            let is_new = session.rotated_at == now;
            let outcome = if is_new { "rotated" } else { "repeated" };
            state.metrics.refreshed(outcome);
            tokens::answer(state, &session, user, tokens::Refresh::Included)
        }
        Refreshed::Reused(session) => {
            let code = ErrorCode::RefreshTokenReused;
            state.metrics.refreshed(code.as_str());
            state.end_sessions([&session.id], now);
            tracing::warn!(
                session = session.id,
                user = session.user_id,
                "a spent refresh token came back: its session was ended"
            );
            Err(code.into())
        }
        Refreshed::Refused(code) => {
            state.metrics.refreshed(code.as_str());
            Err(code.into())
        }
    }
}

/// The genuine refresh token that came with a request, in the body of a native
/// client or in the cookie of a browser; `None` if there was none.
fn presented(
    state: &AppState,
    request: &HttpRequest,
    body: Option<RefreshRequest>,
) -> Result<Option<Presented>, ErrorCode> {
    let (text, is_native) = match body.and_then(|body| body.refresh_token) {
        Some(_) if same_origin::is_from_browser(request) => {
            return Err(ErrorCode::DeliveryNotAllowed);
        }
        Some(text) => (text, true),
        None => match state.cookies.refresh_of(request) {
            None => return Ok(None),
            Some(text) => {
                same_origin::check(request, &state.public_url)?;
                (text, false)
            }
        },
    };
    let token = state.refresh_key.read(&text);
    let token = token.ok_or(ErrorCode::RefreshTokenInvalid)?;
    Ok(Some(Presented { token, is_native }))
}

/// `POST /api/auth/logout`: ends the session of the access token or, where that
/// has expired, of the refresh token; on disk and then in memory, before the
/// answer goes out. The cookies are emptied.
pub async fn log_out(
    state: web::Data<AppState>,
    request: HttpRequest,
    client: Client,
    user: Result<CurrentUser, Error>,
    OptionalJson(body): OptionalJson<RefreshRequest>,
) -> Result<HttpResponse, Error> {
    let session_id = match user {
        Ok(user) => user.session_id,
        Err(refusal) => match presented(&state, &request, body)? {
            Some(presented) => presented.token.session_id.to_string(),
            None => return Err(refusal),
        },
    };
    let (now, id, ip) = (state.clock.millis(), session_id.clone(), client.ip_text());
    state
        .database
        .run(move |connection| {
            if let Some(user_id) = sessions::revoke(connection, &id, now)? {
                let event = Event::of_user(events::LOGGED_OUT, &user_id).from(&ip);
                events::record(connection, &event, now)?;
            }
            Ok(())
        })
        .await?;
    state.end_sessions([&session_id], now);
    let mut response = HttpResponse::NoContent();
    for cookie in state.cookies.cleared() {
        response.cookie(cookie);
    }
    Ok(response.finish())
}
