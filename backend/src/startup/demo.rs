//! The users of the demo, whose passwords everybody knows: for development.

use shared::claims::Role;
use uuid::Uuid;

use super::StartupError;
use crate::auth::password::PEPPER_VERSION;
use crate::db::users::{self, UserRow};
use crate::state::AppState;

const USERS: [(&str, &str, &str, Role); 2] = [
    ("john_doe", "password123", "John Doe", Role::Admin),
    ("alice", "wonderland", "Alice", Role::User),
];

/// Makes those that are not there yet.
pub(super) async fn create_users(state: &AppState) -> Result<(), StartupError> {
    for (username, password, display_name, role) in USERS {
        let exists = state
            .database
            .run_blocking(|connection| users::find_by_username(connection, username))?
            .is_some();
        if exists {
            continue;
        }
        let broken = |what: &dyn std::fmt::Debug| StartupError::Broken(format!("{what:?}"));
        let hash = state
            .passwords
            .hash(password)
            .await
            .map_err(|error| broken(&error))?;
        let user = UserRow {
            id: Uuid::now_v7().to_string(),
            username: username.to_owned(),
            display_name: display_name.to_owned(),
            email: None,
            role: role.as_str().to_owned(),
            password_hash: hash.as_str().to_owned(),
            pepper_version: PEPPER_VERSION,
            created_at: state.clock.millis(),
        };
        // Another process that starts at the same moment may have been first.
        state
            .database
            .run_blocking(|connection| users::insert(connection, &user))?;
    }
    Ok(())
}
