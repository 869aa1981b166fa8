//! The users of the demo, whose passwords everybody knows: for development, and
//! for development only.

use shared::claims::Role;

use super::StartupError;
use crate::auth::password::PasswordHash;
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

/// Stops a start in production on the database of an earlier one in development:
/// the demo's admin is in it, and anybody would get in. Only admins are looked for,
/// since a stranger can register any other of these names with its password, and
/// must not keep the server from starting with that.
pub(super) async fn refuse_admins(state: &AppState) -> Result<(), StartupError> {
    for (username, password, ..) in USERS {
        let found = state
            .database
            .run_blocking(|connection| users::find_by_username(connection, username))?;
        let Some(user) = found.filter(UserRow::is_admin) else {
            continue;
        };
        let hash = PasswordHash::from_stored(user.password_hash);
        // A hash that cannot be checked lets nobody in either.
        if let Ok(true) = state.passwords.verify(password, Some(&hash)).await {
            return Err(StartupError::Broken(format!(
                "APP_ENV: production does not start while the admin {username} of the demo is in \
                 the database, whose password everybody knows (take another APP_DATA_DIR or \
                 DATABASE_URL, or run: backend users disable {username})"
            )));
        }
    }
    Ok(())
}
