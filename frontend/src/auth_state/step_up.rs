//! The password once more, for what cannot be undone (RFC 9470).

use leptos::prelude::*;
use shared::auth::StepUpRequest;

use super::Auth;
use crate::api::{self, ApiError, Session};
use crate::later::Later;
use crate::parts::{Task, part};

impl Auth {
    /// Whether the user is to be asked for the password.
    pub(crate) fn is_asked_for_password(self) -> bool {
        self.question.with(Option::is_some)
    }

    /// Opens the question; all requests that need the answer wait for one.
    pub(super) fn open_question(self) -> Later<bool> {
        if let Some(question) = self.question.get_untracked() {
            return question;
        }
        let question = Later::new();
        self.question.set(Some(question.clone()));
        question
    }

    /// Closes the question: the user gave the password, or would rather not.
    pub(crate) fn answer_question(self, is_given: bool) {
        if let Some(question) = self.question.get_untracked() {
            self.question.set(None);
            question.set(is_given);
        }
    }

    /// The user gave this password.
    pub(crate) async fn step_up(self, password: String) -> Result<(), ApiError> {
        match send_password(self, password).await {
            Ok(answer) => answer.await,
            Err(_) => Err(ApiError::Unreachable),
        }
    }

    async fn send_password(self, password: String) -> Result<(), ApiError> {
        let request = StepUpRequest { password };
        let answer = api::password::step_up(&self.client(), &request).await?;
        self.renewed(answer);
        self.answer_question(true);
        Ok(())
    }
}

part!(
    session,
    fn send_password(auth: Auth, password: String) -> Task<Result<(), ApiError>> {
        Box::pin(auth.send_password(password))
    }
);
