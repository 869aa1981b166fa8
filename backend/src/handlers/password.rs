//! Giving the password again, changing it, and having forgotten it.

use actix_web::{HttpResponse, web};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::auth::{
    PasswordChange, PasswordResetConfirmation, PasswordResetRequest, StepUpRequest, TokenDelivery,
};
use shared::error::ErrorCode;
use shared::password::Password;
use shared::username::Username;
use shared::validation::{Broken, FieldError, FieldErrors};

use super::{credentials, tokens};
use crate::auth::common_password::is_too_common;
use crate::auth::link_token::{self, Purpose};
use crate::auth::password::PasswordHash;
use crate::db::events::{self, Event};
use crate::db::sessions;
use crate::db::users::{self, UserRow};
use crate::error::Error;
use crate::extractors::client::Client;
use crate::extractors::current_user::CurrentUser;
use crate::extractors::json::Json;
use crate::state::AppState;

/// `POST /api/auth/step-up`: the password once more, for a token that says so.
pub async fn step_up(
    state: web::Data<AppState>,
    current: CurrentUser,
    client: Client,
    Json(request): Json<StepUpRequest>,
) -> Result<HttpResponse, Error> {
    let user = row(&state, &current.id).await?;
    credentials::check_again(&state, &user, &request.password, &client).await?;
    let now = state.clock.millis();
    let event = Event::of_user(events::STEPPED_UP, &user.id).from(&client.ip_text());
    let session = state
        .database
        .run(move |connection| {
            events::record(connection, &event, now)?;
            sessions::authenticated(connection, &current.session_id, now)
        })
        .await?
        .ok_or(ErrorCode::TokenRevoked)?;
    tokens::answer(&state, &session, user, tokens::Refresh::Kept)
}

/// `POST /api/auth/password`: another password. Whoever else was logged in with
/// the former one is out, and this client goes on in a session of its own.
pub async fn change(
    state: web::Data<AppState>,
    current: CurrentUser,
    client: Client,
    Json(request): Json<PasswordChange>,
) -> Result<HttpResponse, Error> {
    let mut user = row(&state, &current.id).await?;
    let password = checked("new_password", &request.new_password, &user)?;
    // The hash that fitted, and no other, is what the new one replaces: of two who
    // change the same password at once, one is too late.
    user.password_hash =
        credentials::check_again(&state, &user, &request.current_password, &client).await?;
    let hash = state.passwords.hash(password.expose()).await?;
    let event = Event::of_user(events::PASSWORD_CHANGED, &user.id).from(&client.ip_text());
    let delivery = set(&state, &user, &hash, event, Some(current.session_id)).await?;
    user.password_hash = hash.as_str().to_owned();
    tokens::open_session(&state, user, &client, delivery).await
}

/// `POST /api/auth/password-reset`: a link by mail, if there is such a user. The
/// answer is the same if not, and as quick: the work is done after it.
pub async fn request_reset(
    state: web::Data<AppState>,
    client: Client,
    Json(request): Json<PasswordResetRequest>,
) -> Result<HttpResponse, Error> {
    if request.username.trim().is_empty() {
        return Err(FieldErrors::from(FieldError::required("username")).into());
    }
    let now = state.clock.millis();
    state.throttles.reset.begin(&client.throttle_key(), now)?;
    if let Ok(username) = Username::parse(request.username.trim()) {
        let (state, ip) = (state.clone(), client.ip_text());
        actix_web::rt::spawn(async move {
            if let Err(error) = send_link(&state, username, &ip).await {
                tracing::error!(%error, "a link for a forgotten password was not sent");
            }
        });
    }
    Ok(HttpResponse::Accepted().finish())
}

async fn send_link(state: &AppState, username: Username, ip: &str) -> Result<(), Error> {
    let user = state
        .database
        .run(move |connection| users::find_by_username(connection, username.as_str()))
        .await?;
    let Some(user) = user.filter(|user| user.disabled_at.is_none()) else {
        return Ok(());
    };
    let now = state.clock.millis();
    // Nobody's mailbox is flooded from many addresses either.
    if state.throttles.reset.begin(&user.id, now).is_err() {
        return Ok(());
    }
    let address = match (&user.email, state.mailer.outbox()) {
        (Some(email), _) => email.clone(),
        // In development the mail is for looking at.
        (None, Some(_)) => format!("{}@localhost", user.username),
        (None, None) => return Ok(()),
    };
    let purpose = Purpose::PasswordReset;
    let token = link_token::issue(
        &state.keys.load(),
        &state.policy,
        purpose,
        (&user.id, &fingerprint(&user)),
        purpose.longest(),
        now.div_euclid(1000),
    )?;
    // Behind the `#`, so that it goes to no server, log or referrer.
    let link = format!("{}/reset-password#{token}", state.public_url);
    let text = format!(
        "Hello {name},\n\n\
         with this link you can set another password, once and within 30 minutes:\n\n\
         {link}\n\n\
         If you did not ask for it, there is nothing to do.\n\n\
         --\n\n\
         {name}，您好：\n\n\
         用下面的链接可以重设密码，30 分钟内有效，只能使用一次：\n\n\
         {link}\n\n\
         如果您没有申请重设，无需理会这封邮件。\n",
        name = user.display_name,
    );
    let from = sender(&state.public_url);
    state
        .mailer
        .send(&from, &address, "Another password · 重设密码", text)
        .await
        .map_err(|error| Error::Internal(error.to_string()))?;
    let event = Event::of_user(events::PASSWORD_RESET_REQUESTED, &user.id).from(ip);
    credentials::record(state, event).await
}

/// Who our mail is from: nobody reads answers. An address of numbers is no name
/// that a mail can come from.
fn sender(public_url: &str) -> String {
    let url = url::Url::parse(public_url).ok();
    let host = url.as_ref().and_then(url::Url::domain);
    format!("no-reply@{}", host.unwrap_or("localhost"))
}

/// `POST /api/auth/password-reset/confirm`: another password, by one who has the
/// link. It names the password that it replaces, so it works once.
pub async fn confirm_reset(
    state: web::Data<AppState>,
    client: Client,
    Json(request): Json<PasswordResetConfirmation>,
) -> Result<HttpResponse, Error> {
    let claims = link_token::verify(
        &request.token,
        &state.keys.load(),
        &state.policy,
        Purpose::PasswordReset,
        state.clock.seconds(),
    )?;
    let user = row(&state, &claims.sub).await?;
    if user.disabled_at.is_some() || fingerprint(&user) != claims.about {
        return Err(ErrorCode::TokenRevoked.into());
    }
    let password = checked("new_password", &request.new_password, &user)?;
    let hash = state.passwords.hash(password.expose()).await?;
    let event = Event::of_user(events::PASSWORD_RESET, &user.id).from(&client.ip_text());
    set(&state, &user, &hash, event, None).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn row(state: &AppState, id: &str) -> Result<UserRow, Error> {
    let id = id.to_owned();
    let user = state
        .database
        .run(move |connection| users::find(connection, &id))
        .await?;
    // The token is genuine, but its user is gone.
    Ok(user.ok_or(ErrorCode::TokenRevoked)?)
}

fn checked(field: &str, password: &str, user: &UserRow) -> Result<Password, Error> {
    let refused = |rule| Error::from(FieldErrors::from(FieldError::new(field, rule)));
    let password = Password::parse(password).map_err(refused)?;
    if is_too_common(password.expose(), &user.username) {
        return Err(refused(Broken::TooCommon));
    }
    Ok(password)
}

/// Replaces the password that is known from `user`, on disk and in memory with
/// all that follows. Of two who do so at once, one comes too late. The delivery
/// of the session in `current` comes back.
async fn set(
    state: &AppState,
    user: &UserRow,
    hash: &PasswordHash,
    event: Event,
    current: Option<String>,
) -> Result<TokenDelivery, Error> {
    let now = state.clock.millis();
    let (id, former, hash) = (
        user.id.clone(),
        user.password_hash.clone(),
        hash.as_str().to_owned(),
    );
    let changed = state
        .database
        .run(move |connection| {
            users::change_password(
                connection,
                &id,
                (&former, &hash),
                current.as_deref(),
                &event,
                now,
            )
        })
        .await?
        .ok_or(ErrorCode::TokenRevoked)?;
    state.end_sessions(&changed.ended, now);
    Ok(changed.delivery.unwrap_or_default())
}

/// Names a password, and the address that the link goes to, without giving
/// anything of them away: hashed, the password's hash once more. A link to an
/// address that its owner has moved away from is void.
fn fingerprint(user: &UserRow) -> String {
    let email = user.email.as_deref().unwrap_or_default();
    let named = format!("{}\n{email}", user.password_hash);
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, named.as_bytes()).as_ref()[..16])
}
