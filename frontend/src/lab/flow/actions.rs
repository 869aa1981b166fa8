//! What can be done here: each a real request, sent by the client that the whole
//! page uses, or as an experiment that has no consequences for the session.

use leptos::prelude::*;
use shared::auth::TokenResponse;
use shared::endpoint;
use shared::error::ErrorCode;
use shared::lab::forge::{self, Flaw, FlawedTokenRequest, TokenToTry};

use super::mark::{self, Action, TokenPart};
use super::player::Player;
use crate::api::experiment::{Experiment, Method};
use crate::api::{self, ApiError};
use crate::auth_state::{Auth, use_auth};
use crate::components::{DemoUser, Work};
use crate::parts::{Task, part};
use crate::token_store::StoreKind;

/// How the last thing that was done came out.
#[derive(Clone, PartialEq)]
pub(super) enum Outcome {
    Nothing,
    UnderWay,
    /// Nothing went wrong that the picture would not tell.
    Done,
    /// The API answered with this status, after the token was refused with this
    /// code, if it was.
    Called(u16, Option<ErrorCode>),
    Failed(ApiError),
}

/// The actions, and how the last one came out.
#[derive(Clone)]
pub(super) struct Actions {
    auth: Auth,
    player: Player,
    work: Work,
    pub(super) outcome: RwSignal<Outcome>,
}

impl Actions {
    /// Of the component that calls this: they end with it.
    pub(super) fn of_this(player: Player) -> Self {
        Self {
            auth: use_auth(),
            player,
            work: Work::of_this(),
            outcome: RwSignal::new(Outcome::Nothing),
        }
    }

    pub(super) fn log_in(&self, user: &'static DemoUser, store: StoreKind) {
        self.begin(Deed::LogIn(user, store));
    }

    pub(super) fn call(&self) {
        self.begin(Deed::Call);
    }

    pub(super) fn call_without_token(&self) {
        self.begin(Deed::WithoutToken);
    }

    /// One's own token, with another character in this part. Where no script can
    /// read it, that of a session which the server opens for the purpose.
    pub(super) fn call_with_altered(&self, part: TokenPart) {
        self.begin(Deed::Altered(part));
    }

    /// A token that the server's own key signed, and that ran out before.
    pub(super) fn call_with_expired(&self) {
        self.begin(Deed::Expired);
    }

    pub(super) fn refresh(&self) {
        self.begin(Deed::Refresh);
    }

    pub(super) fn log_out(&self) {
        self.player.expect(endpoint::LOGOUT, Action::LogOut);
        self.outcome.set(Outcome::Nothing);
        self.auth.log_out();
    }

    fn begin(&self, deed: Deed) {
        let (this, outcome) = (self.clone(), self.outcome);
        if outcome.get_untracked() == Outcome::UnderWay {
            return;
        }
        outcome.set(Outcome::UnderWay);
        self.work.begin(async move {
            let done = match act(this, deed).await {
                Ok(task) => task.await,
                Err(_) => Err(ApiError::Unreachable),
            };
            outcome.set(done.unwrap_or_else(Outcome::Failed));
        });
    }

    async fn act(self, deed: Deed) -> Result<Outcome, ApiError> {
        let player = self.player;
        match deed {
            Deed::LogIn(user, store) => {
                player.expect(endpoint::LOGIN, Action::LogIn);
                let (name, password) = (user.username.to_owned(), user.password.to_owned());
                self.auth.log_in(name, password, store).await?;
                Ok(Outcome::Done)
            }
            Deed::Call => {
                player.expect(endpoint::ME, Action::Call);
                let answer = api::me::get_verbatim(&self.auth.client()).await?;
                Ok(Outcome::Called(answer.status, answer.refused_first))
            }
            Deed::WithoutToken => Ok(self.try_with(None, Action::WithoutToken).await),
            Deed::Altered(part) => {
                let token = match self.auth.tokens().get() {
                    Some(token) => token,
                    None => {
                        player.expect(forge::THROWAWAY_SESSION, Action::Made);
                        let made: TokenResponse =
                            self.post(forge::THROWAWAY_SESSION).fetch().await?;
                        made.access_token.unwrap_or_default()
                    }
                };
                let Some(altered) = mark::alter(&token, part) else {
                    return Ok(Outcome::Nothing);
                };
                let token = altered.token.clone();
                Ok(self.try_with(Some(&token), Action::Altered(altered)).await)
            }
            Deed::Expired => {
                player.expect(forge::TOKENS, Action::Made);
                let wanted = FlawedTokenRequest {
                    kind: Flaw::Expired,
                };
                let made: TokenToTry = self.post(forge::TOKENS).json(&wanted).fetch().await?;
                Ok(self.try_with(Some(&made.token), Action::Expired).await)
            }
            Deed::Refresh => {
                player.expect(endpoint::REFRESH, Action::Refresh);
                self.auth.client().renew().await?;
                Ok(Outcome::Done)
            }
        }
    }

    /// The same request with another token, or none, and without cookies: they
    /// would speak for the user beside it.
    async fn try_with(&self, token: Option<&str>, action: Action) -> Outcome {
        self.player.expect(endpoint::ME, action);
        let mut call = Experiment::new(Method::GET, endpoint::ME);
        if let Some(token) = token {
            call = call.bearer(token);
        }
        match call.send().await.status() {
            Some(status) => Outcome::Called(status, None),
            None => Outcome::Done,
        }
    }

    /// A request of the lesson itself, as whoever is logged in.
    fn post(&self, path: &str) -> Experiment {
        let call = Experiment::new(Method::POST, path).with_cookies();
        match self.auth.tokens().get() {
            Some(token) => call.bearer(&token),
            None => call,
        }
    }
}

/// What can be asked of [`Actions`].
enum Deed {
    LogIn(&'static DemoUser, StoreKind),
    Call,
    WithoutToken,
    Altered(TokenPart),
    Expired,
    Refresh,
}

// The picture is there before what it takes to send the first request.
part!(
    session,
    fn act(actions: Actions, deed: Deed) -> Task<Result<Outcome, ApiError>> {
        Box::pin(actions.act(deed))
    }
);
