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
    let judged = async {
        let user = match name {
            None => None,
            Some(name) => {
                state
                    .database
                    .run(move |connection| users::find_by_username(connection, name.as_str()))
                    .await?
            }
        };
        let hash = hash_of(state, user.as_ref(), password).await?;
        Ok((user, hash))
    };
    let (user, hash) = tries.unless_judged(state, judged.await)?;
    match (user, hash) {
        (Some(mut user), Some(hash)) if user.disabled_at.is_none() => {
            tries.take_back(state);
            user.password_hash = hash;
            Ok(user)
        }
        (user, _) => {
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
/// log-in, as it is one more way to guess. The hash that was found to be of this
/// password: whoever replaces it can tell whether it is still there.
pub(super) async fn check_again(
    state: &AppState,
    user: &UserRow,
    password: &str,
    client: &Client,
) -> Result<String, Error> {
    let tries = Tries::begin(state, Some(&user.username), client)?;
    let judged = hash_of(state, Some(user), password).await;
    if let Some(hash) = tries.unless_judged(state, judged)? {
        tries.take_back(state);
        return Ok(hash);
    }
    let event = Event::of_user(events::LOGIN_FAILED, &user.id);
    record(state, event.from(&client.ip_text())).await?;
    Err(ErrorCode::CredentialsInvalid.into())
}

/// The stored hash of a password that is right: the one that was there, or the
/// one that has just taken its place, as the cost asked for is higher now. That
/// is the only moment at which the password is at hand. None if it is wrong, or
/// if another one was set while we looked.
async fn hash_of(
    state: &AppState,
    user: Option<&UserRow>,
    password: &str,
) -> Result<Option<String>, Error> {
    let stored = user.map(|user| PasswordHash::from_stored(user.password_hash.clone()));
    let is_right = state.passwords.verify(password, stored.as_ref()).await?;
    let (true, Some(user), Some(stored)) = (is_right, user, stored) else {
        return Ok(None);
    };
    let former = stored.as_str().to_owned();
    if !state.passwords.is_outdated(&stored) {
        return Ok(Some(former));
    }
    let hash = state.passwords.hash(password).await?.as_str().to_owned();
    let (id, new) = (user.id.clone(), hash.clone());
    let is_renewed = state
        .database
        .run(move |connection| users::renew_password_hash(connection, &id, &former, &new))
        .await?;
    Ok(is_renewed.then_some(hash))
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
pub(super) struct Tries {
    account: String,
    address: String,
    began: i64,
}

impl Tries {
    pub(super) fn begin(
        state: &AppState,
        username: Option<&str>,
        client: &Client,
    ) -> Result<Self, Error> {
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

    /// Takes the try back where no password was found wrong because we could not
    /// look. Or a busy minute would end in another one of being told to wait, for
    /// people who know their password.
    pub(super) fn unless_judged<T>(
        &self,
        state: &AppState,
        judged: Result<T, Error>,
    ) -> Result<T, Error> {
        judged.inspect_err(|_| self.take_back(state))
    }

    pub(super) fn take_back(&self, state: &AppState) {
        state.throttles.account.take_back(&self.account, self.began);
        state.throttles.address.take_back(&self.address, self.began);
    }
}
