//! Who the token says one is.

use actix_web::{HttpResponse, web};
use shared::claims::Role;
use shared::error::ErrorCode;
use shared::user::UserProfile;

use crate::clock::rfc3339;
use crate::db::users::{self, UserRow};
use crate::error::Error;
use crate::extractors::current_user::CurrentUser;
use crate::state::AppState;

/// `GET /api/me`: the profile behind the token.
pub async fn read(state: web::Data<AppState>, user: CurrentUser) -> Result<HttpResponse, Error> {
    let row = state
        .database
        .run(move |connection| users::find(connection, &user.id))
        .await?
        // The token is genuine, but its user is gone.
        .ok_or(ErrorCode::TokenRevoked)?;
    Ok(HttpResponse::Ok().json(profile(row)?))
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
