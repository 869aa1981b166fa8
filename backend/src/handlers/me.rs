//! Who the token says one is.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use shared::claims::Role;
use shared::error::ErrorCode;
use shared::user::{DisplayName, Email, ProfileChange, UserProfile};

use crate::clock::rfc3339;
use crate::db::events::{self, Event};
use crate::db::users::{self, UserRow};
use crate::error::Error;
use crate::extractors::client::Client;
use crate::extractors::current_user::{CurrentUser, RecentlyAuthenticated};
use crate::extractors::json::{Json, invalid};
use crate::mail::is_address;
use crate::state::AppState;

/// `GET /api/me`: the profile behind the token, from memory: the database is asked
/// by the first of many only.
pub async fn read(state: web::Data<AppState>, user: CurrentUser) -> Result<HttpResponse, Error> {
    let now = state.clock.seconds();
    if let Some(profile) = state.profiles.get(&user.id, now) {
        return Ok(HttpResponse::Ok().json(&*profile));
    }
    let before = state.profiles.before_reading(now);
    let row = state
        .database
        .run(move |connection| users::find(connection, &user.id))
        .await?
        // The token is genuine, but its user is gone.
        .ok_or(ErrorCode::TokenRevoked)?;
    let profile = Arc::new(profile(row)?);
    state.profiles.keep(before, profile.clone());
    Ok(HttpResponse::Ok().json(&*profile))
}

/// `PATCH /api/me`: changes the name to show or the address. The latter needs a
/// recent password: whoever changes it gets the link for a forgotten one.
pub async fn change(
    state: web::Data<AppState>,
    user: CurrentUser,
    Json(request): Json<ProfileChange>,
) -> Result<HttpResponse, Error> {
    let change = request.validate()?;
    if let Some(email) = &change.email {
        user.is_recent(&state)?;
        if email
            .as_ref()
            .is_some_and(|email| !is_address(email.as_str()))
        {
            return Err(invalid("email", "is no address that mail can be sent to"));
        }
    }
    let now = state.clock.millis();
    let changed = state
        .database
        .run(move |connection| {
            let name = change.display_name.as_ref().map(DisplayName::as_str);
            let email = change
                .email
                .as_ref()
                .map(|email| email.as_ref().map(Email::as_str));
            users::set_profile(connection, &user.id, name, email, now)
        })
        .await?
        .ok_or(ErrorCode::TokenRevoked)?;
    if let Some(since) = changed.since {
        let user = &changed.user;
        state.user_became(&user.id, user.standing(), since);
    }
    Ok(HttpResponse::Ok().json(profile(changed.user)?))
}

/// `DELETE /api/me`: removes the account with all that is in it, for one who has
/// just given the password.
pub async fn delete(
    state: web::Data<AppState>,
    RecentlyAuthenticated(user): RecentlyAuthenticated,
    client: Client,
) -> Result<HttpResponse, Error> {
    let now = state.clock.millis();
    let (id, event) = (
        user.id.clone(),
        Event::of_user(events::USER_DELETED, &user.id).from(&client.ip_text()),
    );
    let ended = state
        .database
        .run(move |connection| users::delete(connection, &id, &event, now))
        .await?
        .ok_or(ErrorCode::Forbidden)?;
    state.user_became(&user.id, None, now);
    state.end_sessions(&ended, now);
    let mut response = HttpResponse::NoContent();
    for cookie in state.cookies.cleared() {
        response.cookie(cookie);
    }
    Ok(response.finish())
}

/// What others get to see of the row: everything but the hash.
///
/// # Errors
/// When the row holds a role that the program does not know.
pub fn profile(row: UserRow) -> Result<UserProfile, Error> {
    let role = Role::from_name(&row.role)
        .ok_or_else(|| Error::Internal("a user has an unknown role".to_owned()))?;
    Ok(UserProfile {
        id: row.id,
        username: row.username,
        display_name: row.display_name,
        email: row.email,
        role,
        created_at: rfc3339(row.created_at),
    })
}
