//! Who is logged in, as far as is known, and what changes it.
//!
//! The token alone says nothing: it may have expired or been revoked. So with a
//! token in the store the page starts in `Unknown`, asks the server, and only
//! the server's answer makes it `SignedIn` or `Anonymous`. Having no network
//! makes it neither.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::auth::LoginRequest;
use shared::error::ErrorCode;
use shared::user::UserProfile;

use crate::api::{self, ApiError, Client};
use crate::drafts;
use crate::storage::Area;
use crate::token_store::{self, StoreKind, TokenStore};

/// Set and removed at once on logging out, so that the other tabs learn of it:
/// that a token is gone does not tell them whether somebody meant it.
const LOGGED_OUT_SIGNAL: &str = "tessera.logged_out";

/// What is known about the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AuthState {
    /// There is a token, and the server has not been heard about it yet.
    Unknown,
    /// Nobody is logged in.
    Anonymous,
    /// The server knows the token, and says that it is this user's.
    SignedIn(UserProfile),
}

/// How the last session came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// The user logged out.
    LoggedOut,
    /// Likewise, but the server could not be told.
    LoggedOutUntold,
    /// The server refused the token.
    Refused(ErrorCode),
    /// It ended in another tab.
    EndedElsewhere,
}

/// The state, and all that may change it.
#[derive(Clone, Copy)]
pub(crate) struct Auth {
    state: RwSignal<AuthState>,
    obstacle: RwSignal<Option<ApiError>>,
    farewell: RwSignal<Option<Farewell>>,
    tokens: StoredValue<TokenStore>,
    client: StoredValue<Client>,
}

impl Auth {
    /// Looks for a token from an earlier visit, and listens to the other tabs.
    pub(crate) fn start() -> Self {
        let tokens = TokenStore::new(token_store::STORE);
        let state = RwSignal::new(AuthState::Unknown);
        let farewell = RwSignal::new(None);
        // Step 5 of the flow, for all requests: the token is of no use any
        // more, and the pages that need one lead to the log-in page.
        let client = Client::new(tokens.clone(), {
            let tokens = tokens.clone();
            move |code| {
                tokens.clear();
                farewell.set(Some(Farewell::Refused(code)));
                state.set(AuthState::Anonymous);
            }
        });
        let auth = Self {
            state,
            obstacle: RwSignal::new(None),
            farewell,
            tokens: StoredValue::new(tokens),
            client: StoredValue::new(client),
        };
        auth.check();
        auth.follow_other_tabs();
        auth
    }

    pub(crate) fn state(self) -> AuthState {
        self.state.get()
    }

    /// The user, if the server has said who it is.
    pub(crate) fn user(self) -> Option<UserProfile> {
        match self.state.get() {
            AuthState::SignedIn(user) => Some(user),
            AuthState::Unknown | AuthState::Anonymous => None,
        }
    }

    /// The id of the user, for what is made once for this user.
    pub(crate) fn user_id_untracked(self) -> Option<String> {
        self.state.with_untracked(|state| match state {
            AuthState::SignedIn(user) => Some(user.id.clone()),
            AuthState::Unknown | AuthState::Anonymous => None,
        })
    }

    /// Why the state is still `Unknown`, if asking the server came to nothing.
    pub(crate) fn obstacle(self) -> Option<ApiError> {
        self.obstacle.get()
    }

    /// How the last session ended, until the next one begins.
    pub(crate) fn farewell(self) -> Option<Farewell> {
        self.farewell.get()
    }

    pub(crate) fn farewell_untracked(self) -> Option<Farewell> {
        self.farewell.get_untracked()
    }

    /// The farewell has been read.
    pub(crate) fn forget_farewell(self) {
        self.farewell.set(None);
    }

    /// Sends requests with the token.
    pub(crate) fn client(self) -> Client {
        self.client.get_value()
    }

    /// Where the token is, for showing it.
    pub(crate) fn tokens(self) -> TokenStore {
        self.tokens.get_value()
    }

    /// The token, for showing it; follows changes of the state.
    pub(crate) fn token(self) -> Option<String> {
        self.state.track();
        self.tokens().get()
    }

    /// Asks the server who the token in the store belongs to.
    pub(crate) fn check(self) {
        let Some(token) = self.tokens().get() else {
            self.state.set(AuthState::Anonymous);
            return;
        };
        self.obstacle.set(None);
        spawn_local(async move {
            let answer = api::me::get(&self.client()).await;
            // Whoever logged in or out meanwhile knows better.
            if self.tokens().get().as_deref() != Some(&token) {
                return;
            }
            match answer {
                Ok(user) => {
                    self.farewell.set(None);
                    self.state.set(AuthState::SignedIn(user));
                }
                Err(error) => self.obstacle.set(Some(error)),
            }
        });
    }

    /// Steps 1 to 3 of the flow: name and password go out, the token comes back
    /// and is kept.
    pub(crate) async fn log_in(self, request: LoginRequest) -> Result<(), ApiError> {
        let response = api::auth::log_in(&self.client(), &request).await?;
        // Without one, the server delivered it in a way that we did not ask for.
        let token = response.access_token.ok_or(ApiError::Unexpected(200))?;
        self.tokens().set(&token);
        self.obstacle.set(None);
        self.farewell.set(None);
        self.state.set(AuthState::SignedIn(response.user));
        Ok(())
    }

    /// Ends the session: here at once, whether or not the server can be told.
    pub(crate) fn log_out(self) {
        let token = self.tokens().get();
        drafts::discard_all();
        // Only localStorage is shared: with another store, the sessions of the
        // other tabs are their own, and go on.
        if self.tokens().kind() == StoreKind::Local
            && Area::Local.write(LOGGED_OUT_SIGNAL, "now").is_ok()
        {
            Area::Local.remove(LOGGED_OUT_SIGNAL);
        }
        self.tokens().clear();
        self.obstacle.set(None);
        self.farewell.set(Some(Farewell::LoggedOut));
        self.state.set(AuthState::Anonymous);
        let Some(token) = token else { return };
        // Not tied to the page that was on show, which is going away.
        spawn_local(async move {
            match api::auth::log_out(&self.client(), &token).await {
                Ok(()) => {}
                // A token that is refused is as good as logged out.
                Err(error) if error.error_code().is_some_and(ErrorCode::is_token_refusal) => {}
                Err(_) => self.farewell.update(|farewell| {
                    if *farewell == Some(Farewell::LoggedOut) {
                        *farewell = Some(Farewell::LoggedOutUntold);
                    }
                }),
            }
        });
    }

    /// Logging in or out in one tab is followed by the others. The browser tells
    /// a tab of the others' changes only, and of `localStorage` only: the other
    /// stores are not shared, and there is nothing to follow.
    fn follow_other_tabs(self) {
        // For as long as the page lives, so the handle is not needed.
        _ = window_event_listener(leptos::ev::storage, move |event| {
            match event.key().as_deref() {
                Some(LOGGED_OUT_SIGNAL) if event.new_value().is_some() => drafts::discard_all(),
                // No key: everything was cleared.
                Some(token_store::KEY) | None => self.token_changed_elsewhere(),
                Some(_) => {}
            }
        });
    }

    fn token_changed_elsewhere(self) {
        if self.tokens().get().is_some() {
            self.check();
        } else if self.state.get_untracked() != AuthState::Anonymous {
            self.obstacle.set(None);
            self.farewell.set(Some(Farewell::EndedElsewhere));
            self.state.set(AuthState::Anonymous);
        }
    }
}

/// The state of this page.
pub(crate) fn use_auth() -> Auth {
    expect_context::<Auth>()
}
