//! The users of the demo, whose passwords everybody knows: for development.

use shared::claims::Role;

use super::StartupError;
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
            .hash_at_leisure(password)
            .await
            .map_err(|error| broken(&error))?;
        let user = UserRow::new(username, display_name, role, &hash, state.clock.millis());
        // Another process that starts at the same moment may have been first.
        state
            .database
            .run_blocking(|connection| users::insert(connection, &user))?;
    }
    Ok(())
}
