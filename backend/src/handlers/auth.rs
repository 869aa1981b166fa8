//! Register, log in, log out.

use actix_web::{HttpResponse, web};
use shared::auth::{LoginRequest, RegisterRequest, TokenDelivery, TokenResponse};
use shared::claims::Role;
use shared::error::ErrorCode;
use shared::username::Username;
use shared::validation::{Broken, FieldError, FieldErrors};
use uuid::Uuid;

use super::me::profile;
use crate::auth::access_token::{self, Subject};
use crate::auth::common_password::is_too_common;
use crate::auth::password::PasswordHash;
use crate::clock::whole_seconds;
use crate::db::sessions::{self, SessionRow};
use crate::db::users::{self, UserRow};
use crate::error::Error;
use crate::extractors::current_user::CurrentUser;
use crate::extractors::json::Json;
use crate::state::AppState;

/// `POST /api/auth/register`: makes an account, which does not log it in.
pub async fn register(
    state: web::Data<AppState>,
    Json(request): Json<RegisterRequest>,
) -> Result<HttpResponse, Error> {
    let new = request.validate()?;
    if is_too_common(new.password.expose(), new.username.as_str()) {
        let error = FieldError::new("password", Broken::TooCommon);
        return Err(FieldErrors::from(error).into());
    }
    let hash = state.passwords.hash(new.password.expose()).await?;
    let user = UserRow::new(
        new.username.as_str(),
        new.display_name.as_str(),
        Role::User,
        &hash,
        state.clock.millis(),
    );
    let row = user.clone();
    let is_new = state
        .database
        .run(move |connection| users::insert(connection, &row))
        .await?;
    if !is_new {
        return Err(ErrorCode::UsernameTaken.into());
    }
    Ok(HttpResponse::Created().json(profile(user)?))
}

/// `POST /api/auth/login`: step 2 of the flow, a password for a signed token.
pub async fn log_in(
    state: web::Data<AppState>,
    Json(request): Json<LoginRequest>,
) -> Result<HttpResponse, Error> {
    request.validate()?;
    if request.token_delivery != TokenDelivery::Bearer {
        return Err(ErrorCode::DeliveryNotAllowed.into());
    }
    let user = check_credentials(&state, &request).await?;
    let token = open_session(&state, user).await?;
    Ok(HttpResponse::Ok().json(token))
}

/// The user whose password this is. A name that nobody has, or that nobody could
/// have, costs the same work and gets the same answer as a wrong password.
async fn check_credentials(state: &AppState, request: &LoginRequest) -> Result<UserRow, Error> {
    let user = match Username::parse(request.username.trim()) {
        Err(_) => None,
        Ok(username) => {
            state
                .database
                .run(move |connection| users::find_by_username(connection, username.as_str()))
                .await?
        }
    };
    let stored = user
        .as_ref()
        .map(|user| PasswordHash::from_stored(user.password_hash.clone()));
    let is_right = state
        .passwords
        .verify(&request.password, stored.as_ref())
        .await?;
    match (user, stored) {
        (Some(user), Some(stored)) if is_right => {
            if state.passwords.is_outdated(&stored) {
                renew_hash(state, &user, &request.password).await?;
            }
            Ok(user)
        }
        _ => Err(ErrorCode::CredentialsInvalid.into()),
    }
}

/// Makes the hash again at the cost asked for now: the only moment at which the
/// password is at hand.
async fn renew_hash(state: &AppState, user: &UserRow, password: &str) -> Result<(), Error> {
    let hash = state.passwords.hash(password).await?;
    let id = user.id.clone();
    state
        .database
        .run(move |connection| users::set_password_hash(connection, &id, hash.as_str()))
        .await?;
    Ok(())
}

/// Stores the session first and signs its first token after: a token whose
/// session is not on record could never be revoked.
async fn open_session(state: &AppState, user: UserRow) -> Result<TokenResponse, Error> {
    let now = state.clock.millis();
    let lifetime = whole_seconds(state.session_lifetime).saturating_mul(1000);
    let session = SessionRow {
        id: Uuid::now_v7().to_string(),
        user_id: user.id.clone(),
        created_at: now,
        expires_at: now.saturating_add(lifetime),
        revoked_at: None,
    };
    let session_id = session.id.clone();
    state
        .database
        .run(move |connection| sessions::insert(connection, &session))
        .await?;

    let user = profile(user)?;
    let seconds = now.div_euclid(1000);
    let subject = Subject {
        user_id: &user.id,
        role: user.role,
        session_id: &session_id,
        auth_time: seconds,
    };
    let token = access_token::issue(&state.keys.load(), &state.policy, &subject, seconds)?;
    Ok(TokenResponse {
        access_token: Some(token),
        token_type: "Bearer".to_owned(),
        expires_in: whole_seconds(state.policy.lifetime),
        refresh_token: None,
        user,
    })
}

/// `POST /api/auth/logout`: ends the session of the token, on disk and then in
/// memory, before the answer goes out.
pub async fn log_out(state: web::Data<AppState>, user: CurrentUser) -> Result<HttpResponse, Error> {
    let now = state.clock.millis();
    let session_id = user.session_id.clone();
    state
        .database
        .run(move |connection| sessions::revoke(connection, &session_id, now))
        .await?;
    let seconds = now.div_euclid(1000);
    let forget_at = state.policy.last_token_expires(seconds);
    state
        .revocations
        .end_session(&user.session_id, forget_at, seconds);
    Ok(HttpResponse::NoContent().finish())
}
