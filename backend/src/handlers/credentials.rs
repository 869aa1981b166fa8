//! A name and a password: whose are they, and how often may one try?

use shared::error::ErrorCode;
use shared::username::Username;

use crate::auth::password::PasswordHash;
use crate::db::events::{self, Event};
use crate::db::users::{self, UserRow};
use crate::error::Error;
use crate::extractors::client::Client;
use crate::state::AppState;

/// The user whose password this is. A name that nobody has, or that nobody could
/// have, costs the same work and gets the same answer as a wrong password, and
/// so does a user who is disabled.
pub(super) async fn check(
    state: &AppState,
    username: &str,
    password: &str,
    client: &Client,
) -> Result<UserRow, Error> {
    let name = Username::parse(username.trim()).ok();
    let tries = Tries::begin(state, name.as_ref().map(Username::as_str), client)?;
    let user = match name {
        None => None,
        Some(name) => {
            state
                .database
                .run(move |connection| users::find_by_username(connection, name.as_str()))
                .await?
        }
    };
    let is_right = is_password_of(state, user.as_ref(), password).await?;
    match user {
        Some(user) if is_right && user.disabled_at.is_none() => {
            tries.take_back(state);
            Ok(user)
        }
        user => {
            let event = match user {
                Some(user) => Event::of_user(events::LOGIN_FAILED, &user.id),
                None => Event::of_nobody(events::LOGIN_FAILED),
            };
            record(state, event.from(&client.ip_text())).await?;
            Err(ErrorCode::CredentialsInvalid.into())
        }
    }
}

/// Whether a user who is known by other means has this password; counted like a
/// log-in, as it is one more way to guess.
pub(super) async fn check_again(
    state: &AppState,
    user: &UserRow,
    password: &str,
    client: &Client,
) -> Result<(), Error> {
    let tries = Tries::begin(state, Some(&user.username), client)?;
    if is_password_of(state, Some(user), password).await? {
        tries.take_back(state);
        return Ok(());
    }
    let event = Event::of_user(events::LOGIN_FAILED, &user.id);
    record(state, event.from(&client.ip_text())).await?;
    Err(ErrorCode::CredentialsInvalid.into())
}

async fn is_password_of(
    state: &AppState,
    user: Option<&UserRow>,
    password: &str,
) -> Result<bool, Error> {
    let stored = user.map(|user| PasswordHash::from_stored(user.password_hash.clone()));
    let is_right = state.passwords.verify(password, stored.as_ref()).await?;
    if let (true, Some(user), Some(stored)) = (is_right, user, stored)
        && state.passwords.is_outdated(&stored)
    {
        renew_hash(state, user, password).await?;
    }
    Ok(is_right)
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

/// Writes an event down.
pub(super) async fn record(state: &AppState, event: Event) -> Result<(), Error> {
    let now = state.clock.millis();
    state
        .database
        .run(move |connection| events::record(connection, &event, now))
        .await?;
    Ok(())
}

/// A try that has been counted, for its account and for its address.
struct Tries {
    account: String,
    address: String,
    began: i64,
}

impl Tries {
    fn begin(state: &AppState, username: Option<&str>, client: &Client) -> Result<Self, Error> {
        let address = client.throttle_key();
        // The owner elsewhere is not locked out by who guesses from here.
        let account = format!("{} {address}", username.unwrap_or_default());
        let began = state.clock.millis();
        let tries = Self {
            account,
            address,
            began,
        };
        let allowed = state
            .throttles
            .address
            .begin(&tries.address, began)
            .and_then(|()| {
                let account = state.throttles.account.begin(&tries.account, began);
                account.inspect_err(|_| state.throttles.address.take_back(&tries.address, began))
            });
        if let Err(too_many) = allowed {
            // In the log alone: a row for each would be a way to fill the disk.
            tracing::warn!(ip = %client.ip, "too many wrong passwords");
            return Err(too_many.into());
        }
        Ok(tries)
    }

    fn take_back(self, state: &AppState) {
        state.throttles.account.take_back(&self.account, self.began);
        state.throttles.address.take_back(&self.address, self.began);
    }
}
