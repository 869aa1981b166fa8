//! Who is logged in, as far as is known, and what changes it.
//!
//! The token alone says nothing: it may have expired or been revoked. So with
//! signs of a session the page starts in `Unknown`, asks the server, and only
//! the server's answer makes it `SignedIn` or `Anonymous`. Having no network
//! makes it neither.

mod following;
mod log_out;
mod step_up;
mod upkeep;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::auth::{LoginRequest, TokenResponse};
use shared::error::ErrorCode;
use shared::user::UserProfile;

use crate::api::{self, ApiError, Client, Session};
use crate::later::Later;
use crate::other_tabs::{News, OtherTabs};
use crate::parts::{Task, part};
use crate::token_store::{StoreKind, TokenStore};

/// What is known about the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AuthState {
    /// There are signs of a session, and the server has not been heard about it
    /// yet.
    Unknown,
    /// Nobody is logged in.
    Anonymous,
    /// The server knows the session, and says that it is this user's.
    SignedIn(UserProfile),
}

/// How the last session came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// The user logged out.
    LoggedOut,
    /// Likewise, but the server could not be told yet.
    LoggedOutUntold,
    /// The user deleted the account.
    AccountDeleted,
    /// The server refused to go on with it.
    Refused(ErrorCode),
    /// It ended in another tab.
    EndedElsewhere,
    /// Somebody else has logged in, in another tab.
    OtherUser,
}

/// The state, and all that may change it.
#[derive(Clone, Copy)]
pub(crate) struct Auth {
    state: RwSignal<AuthState>,
    obstacle: RwSignal<Option<ApiError>>,
    farewell: RwSignal<Option<Farewell>>,
    /// Counts the tokens that came, for what shows them.
    renewals: RwSignal<u32>,
    tokens: StoredValue<TokenStore>,
    other_tabs: StoredValue<Option<OtherTabs>, LocalStorage>,
    /// The question for the password, while it is open.
    question: RwSignal<Option<Later<bool>>, LocalStorage>,
}

impl Auth {
    /// Looks for a session from an earlier visit, and listens to the other tabs.
    pub(crate) fn start() -> Self {
        let auth = Self {
            state: RwSignal::new(AuthState::Unknown),
            obstacle: RwSignal::new(None),
            farewell: RwSignal::new(None),
            renewals: RwSignal::new(0),
            tokens: StoredValue::new(TokenStore::remembered()),
            other_tabs: StoredValue::new_local(None),
            question: RwSignal::new_local(None),
        };
        auth.check();
        auth.follow_other_tabs();
        auth.keep_up();
        auth.tell_what_is_untold();
        auth
    }

    pub(crate) fn state(self) -> AuthState {
        self.state.get()
    }

    /// The same for whoever asks once.
    #[cfg(feature = "lab")]
    pub(crate) fn state_untracked(self) -> AuthState {
        self.state.get_untracked()
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

    /// Sends requests in this session.
    pub(crate) fn client(self) -> Client {
        Client::new(self.tokens(), self)
    }

    /// Where the token is, for showing it.
    pub(crate) fn tokens(self) -> TokenStore {
        self.tokens.get_value()
    }

    /// The token, for showing it, where it can be read; follows its renewal.
    pub(crate) fn token(self) -> Option<String> {
        self.state.track();
        self.renewals.track();
        self.tokens().get()
    }

    /// Asks the server whose session this is, if there are signs of one. Where
    /// no token is at hand, the browser may still have the cookie that gets one.
    pub(crate) fn check(self) {
        if !self.tokens().has_session() {
            self.state.set(AuthState::Anonymous);
            return;
        }
        self.obstacle.set(None);
        spawn_local(async move {
            match ask_whose_session(self).await {
                Ok(task) => task.await,
                Err(_) => self.obstacle.set(Some(ApiError::Unreachable)),
            }
        });
    }

    async fn ask_whose_session(self) {
        let tokens = self.tokens();
        let asked = tokens.stamp();
        let is_in_cookie = tokens.chosen() == StoreKind::Cookie;
        if asked.token.is_none() && !is_in_cookie {
            // Its answer says who the user is as well.
            if let Err(error) = self.client().renew().await
                && self.state.get_untracked() == AuthState::Unknown
            {
                self.obstacle.set(Some(error));
            }
            return;
        }
        let answer = api::me::get(&self.client()).await;
        // Whoever logged in or out meanwhile knows better.
        if !tokens.stamp().is_same_session(&asked) {
            return;
        }
        match answer {
            Ok(user) if self.is_other_user(&user) => self.end_for_other_user(),
            Ok(user) => {
                self.is_known(user);
                self.resume();
            }
            Err(error) => self.obstacle.set(Some(error)),
        }
    }

    /// The password was changed, and the session goes on in a new one.
    pub(crate) fn goes_on(self, answer: TokenResponse) {
        self.renewed(answer);
    }

    /// Steps 1 to 3 of the flow: name and password go out, the token comes back
    /// and is kept.
    pub(crate) async fn log_in(
        self,
        username: String,
        password: String,
        store: StoreKind,
    ) -> Result<(), ApiError> {
        let request = LoginRequest {
            username,
            password,
            token_delivery: store.delivery(),
        };
        // Or the answer to a refresh of a former session, coming later, would
        // put its cookie in the place of ours.
        let _lock = api::lock::acquire().await;
        let answer = api::auth::log_in(&self.client(), &request).await?;
        self.begins(store, answer);
        Ok(())
    }

    /// A session begins with these tokens, kept in this store. Whoever fetched
    /// them had the cookies to itself.
    pub(crate) fn begins(self, store: StoreKind, answer: TokenResponse) {
        log_out::forget_what_is_untold();
        self.tokens().begin(store, answer.access_token.as_deref());
        self.take_in(answer, true);
    }

    /// The user's profile has changed.
    pub(crate) fn is_known(self, user: UserProfile) {
        self.obstacle.set(None);
        self.farewell.set(None);
        // To end a session must not have to wait for code, nor for a network.
        spawn_local(async { _ = be_ready().await });
        let state = AuthState::SignedIn(user);
        // What shows the user is not made anew for the same one.
        if self.state.with_untracked(|known| *known != state) {
            self.state.set(state);
        }
    }

    /// Takes in tokens that are in the store by now, and passes the news on.
    fn take_in(self, mut answer: TokenResponse, is_new: bool) {
        self.renew_in(answer.expires_in);
        self.renewals.update(|count| *count += 1);
        self.is_known(answer.user.clone());
        let store = self.tokens().chosen();
        if !matches!(store, StoreKind::Session | StoreKind::Memory) {
            answer.access_token = None;
        }
        self.tell(&News::Tokens {
            is_new,
            store: store.name().to_owned(),
            answer,
        });
    }

    fn tell(self, news: &News) {
        self.other_tabs.with_value(|tabs| {
            if let Some(tabs) = tabs {
                tabs.tell(news);
            }
        });
    }

    fn is_other_user(self, user: &UserProfile) -> bool {
        self.user_id_untracked().is_some_and(|id| id != user.id)
    }

    /// What all tabs share is another user's by now. To go on as that one would
    /// be to act for somebody who is not asked, so this tab stops.
    fn end_for_other_user(self) {
        self.tokens().clear_own();
        self.ends(Farewell::OtherUser);
    }

    /// Nobody is here any more.
    fn ends(self, farewell: Farewell) {
        self.rest();
        self.answer_question(false);
        self.obstacle.set(None);
        self.farewell.set(Some(farewell));
        self.state.set(AuthState::Anonymous);
    }
}

/// What comes of requests.
impl Session for Auth {
    fn renewed(&self, answer: TokenResponse) -> bool {
        if self.is_other_user(&answer.user) {
            self.end_for_other_user();
            return false;
        }
        self.tokens().renew(answer.access_token.as_deref());
        self.take_in(answer, false);
        true
    }

    /// Step 5 of the flow: no token is of use any more, and the pages that need
    /// one lead to the log-in page.
    fn ended(&self, why: ErrorCode) {
        self.tokens().clear();
        self.ends(Farewell::Refused(why));
        self.tell(&News::Ended { why });
    }

    fn ask_for_password(&self) -> Later<bool> {
        self.open_question()
    }
}

// Without signs of a session nothing of this is needed, and nothing of what it
// needs: to send requests and to read answers.
part!(session, fn be_ready() -> () {});

part!(
    session,
    fn ask_whose_session(auth: Auth) -> Task<()> {
        Box::pin(auth.ask_whose_session())
    }
);

/// The state of this page.
pub(crate) fn use_auth() -> Auth {
    expect_context::<Auth>()
}
