//! Sends requests for whoever is logged in, and sees to it that a session goes
//! on: a token that has run out is renewed, and the request sent again, without
//! anybody noticing.

use std::sync::Arc;

use shared::auth::TokenResponse;
use shared::error::ErrorCode;

use super::errors::ApiError;
use super::lock;
use super::mending::{self, Next, SoFar};
use super::renewal::{self, Renewed};
use super::transport::{self, Answer, Method, PATIENCE};
use crate::later::Later;
use crate::token_store::TokenStore;

/// Whoever keeps the session: what the client tells and asks.
pub(crate) trait Session: Send + Sync {
    /// The server gave new tokens. False if they are another user's than those
    /// before: then this session is over, and nothing is sent on its behalf.
    fn renewed(&self, answer: TokenResponse) -> bool;

    /// The session is over.
    fn ended(&self, why: ErrorCode);

    /// The server wants the password once more. True if the user gave it.
    fn ask_for_password(&self) -> Later<bool>;
}

/// Sends requests with the token of one store.
#[derive(Clone)]
pub(crate) struct Client {
    pub(super) tokens: TokenStore,
    pub(super) session: Arc<dyn Session>,
}

impl Client {
    pub(crate) fn new(tokens: TokenStore, session: impl Session + 'static) -> Self {
        Self {
            tokens,
            session: Arc::new(session),
        }
    }

    /// Sends a request with the stored token, or with the cookie that holds it.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Answer, ApiError> {
        self.send_until_settled((method, path, body), false).await
    }

    /// The same for a request whose answer sets the refresh token's cookie: no
    /// refresh may be under way meanwhile, or an older cookie could come to
    /// stand in the place of a newer one.
    pub(super) async fn send_alone(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Answer, ApiError> {
        self.send_until_settled((method, path, body), true).await
    }

    async fn send_until_settled(
        &self,
        (method, path, body): (Method, &str, Option<String>),
        alone: bool,
    ) -> Result<Answer, ApiError> {
        let mut so_far = SoFar::default();
        let mut refused_first = None;
        loop {
            let sent = self.tokens.stamp();
            let token = sent.token.as_deref();
            let answer = {
                let _lock = match alone {
                    true => Some(lock::acquire().await),
                    false => None,
                };
                transport::send(method, path, body.clone(), token, PATIENCE).await
            };
            so_far.sent += 1;

            let now = self.tokens.stamp();
            let code = answer.as_ref().err().and_then(ApiError::error_code);
            let next = match now.is_same_session(&sent) {
                true => mending::after(code, so_far, now != sent),
                // Somebody logged in or out meanwhile: what was refused is
                // nothing to anybody.
                false => Next::Answer,
            };
            match next {
                Next::Answer => {
                    return answer.map(|answer| Answer {
                        refused_first,
                        ..answer
                    });
                }
                Next::Replay => {}
                Next::Renew => match renewal::renew(self, &sent, code).await {
                    Ok(renewed) => so_far.has_renewed |= renewed == Renewed::Here,
                    // A session that is over is told as such, and why it could
                    // not go on is told by the page that it leads to.
                    Err(error) if error.error_code().is_some_and(mending::ends_session) => {
                        return answer;
                    }
                    Err(error) => return Err(error),
                },
                Next::StepUp => match self.session.ask_for_password().get().await {
                    true => so_far.has_stepped_up = true,
                    false => return Err(ApiError::Cancelled),
                },
                Next::End(why) => {
                    self.session.ended(why);
                    return answer;
                }
            }
            refused_first = refused_first.or(code.filter(|code| code.is_token_refusal()));
        }
    }

    /// Sends a request that needs no token and has none, as registering and
    /// logging in do.
    pub(super) async fn send_anonymous(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Answer, ApiError> {
        transport::send(method, path, body, None, PATIENCE).await
    }

    /// Sends a request with a token that has already left the store, or with
    /// the cookies alone; what becomes of it has no consequences.
    pub(super) async fn send_with(
        &self,
        token: Option<&str>,
        method: Method,
        path: &str,
    ) -> Result<Answer, ApiError> {
        transport::send(method, path, None, token, PATIENCE).await
    }

    /// Fetches new tokens before those that are there run out.
    pub(crate) async fn renew(&self) -> Result<(), ApiError> {
        let sent = self.tokens.stamp();
        renewal::renew(self, &sent, None).await.map(drop)
    }
}
