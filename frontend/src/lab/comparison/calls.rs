//! The questions of this lesson, each a real request.

use std::sync::Arc;
use std::time::Duration;

use js_sys::Promise;
use leptos::prelude::set_timeout;
use shared::lab::comparison::{
    CLASSIC_LOGOUT, CLASSIC_ME, CLASSIC_OWN, Question, SecondAnswer, TOKEN_LOGOUT, TOKEN_ME, WhoAmI,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::figures::{Call, Sample};
use crate::api::experiment::{Experiment, Method};
use crate::api::{self, ApiError, Client};
use crate::wire_log::{Exchange, Response};

/// Which of the two servers is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Server {
    First,
    Second,
}

impl Server {
    pub(super) const BOTH: [Self; 2] = [Self::First, Self::Second];
}

/// A visitor with a session of each kind: the cookie is the browser's.
pub(super) struct Visitor {
    token: String,
}

/// What one call brought.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) began: f64,
    pub(super) round_trip: f64,
    pub(super) status: u16,
    pub(super) look_ups: u32,
    pub(super) server: f64,
    pub(super) body: String,
    /// Where the answer came from, if not from here.
    pub(super) address: Option<String>,
}

impl Visitor {
    /// Logs in once more, twice.
    pub(super) async fn enter(client: &Client) -> Result<Self, ApiError> {
        api::comparison::open_session(client).await?;
        let token = api::comparison::open_token(client).await?;
        Ok(Self { token })
    }

    /// Asks who this is.
    pub(super) async fn ask(&self, question: Question, server: Server) -> Result<Asked, ApiError> {
        let path = match (server, question) {
            (Server::First, Question::Own) => CLASSIC_OWN,
            (Server::First, Question::Classic) => CLASSIC_ME,
            (Server::First, Question::Token) => TOKEN_ME,
            (Server::Second, question) => question.passed_on(),
        };
        let request = Experiment::new(Method::GET, path);
        let request = match question {
            Question::Own | Question::Classic => request.with_cookies(),
            Question::Token => request.bearer(&self.token),
        };
        let exchange = request.send().await;
        match server {
            Server::First => Asked::here(&exchange),
            Server::Second => Asked::passed_on(&exchange),
        }
    }

    /// Deletes the row of the session; when that was answered.
    pub(super) async fn end_session(&self) -> Result<f64, ApiError> {
        let request = Experiment::new(Method::POST, CLASSIC_LOGOUT).with_cookies();
        done(&request.send().await)
    }

    /// Ends the token's session; when that was answered.
    pub(super) async fn end_token(&self) -> Result<f64, ApiError> {
        let request = Experiment::new(Method::POST, TOKEN_LOGOUT).bearer(&self.token);
        done(&request.send().await)
    }
}

impl Asked {
    fn of(exchange: &Exchange, response: &Response) -> Self {
        let stage = |name: &str| response.stages.iter().find(|stage| stage.name == name);
        Self {
            began: exchange.began,
            round_trip: exchange.end.as_ref().map_or(0.0, |end| end.milliseconds),
            status: response.status,
            look_ups: stage("db").map_or(0, |stage| stage.times),
            server: stage("total").map_or(0.0, |stage| stage.milliseconds),
            body: response.body.clone(),
            address: None,
        }
    }

    /// From this server's answer.
    pub(super) fn here(exchange: &Exchange) -> Result<Self, ApiError> {
        let response = exchange.response().ok_or(ApiError::Unreachable)?;
        Ok(Self::of(exchange, response))
    }

    /// From the second server's, which this one has put into its own.
    fn passed_on(exchange: &Exchange) -> Result<Self, ApiError> {
        let carrier = Self::here(exchange)?;
        let answer: SecondAnswer = serde_json::from_str(&carrier.body)
            .map_err(|_| ApiError::Unexpected(carrier.status))?;
        let timing = ("server-timing".to_owned(), answer.server_timing);
        let response = Response::new(answer.status, vec![timing], answer.body);
        Ok(Self {
            address: Some(answer.address),
            ..Self::of(exchange, &response)
        })
    }

    /// As one of a hundred, which all have to be accepted.
    pub(super) fn sample(&self) -> Result<Sample, ApiError> {
        let unexpected = ApiError::Unexpected(self.status);
        let who: WhoAmI = serde_json::from_str(&self.body).map_err(|_| unexpected)?;
        Ok(Sample {
            look_ups: self.look_ups,
            bytes: who.credential_bytes,
            server: self.server,
            round_trip: self.round_trip,
        })
    }

    /// As a dot on a line of time. Any other status than these two is no answer to
    /// the question whether access is given.
    pub(super) fn call(&self) -> Result<Call, ApiError> {
        match self.status {
            200 | 401 => Ok(Call {
                at: self.began,
                status: self.status,
            }),
            other => Err(ApiError::Unexpected(other)),
        }
    }
}

/// When the server had done it.
pub(super) fn done(exchange: &Arc<Exchange>) -> Result<f64, ApiError> {
    let end = exchange.end.as_ref().ok_or(ApiError::Unreachable)?;
    match exchange.status() {
        Some(204) => Ok(exchange.began + end.milliseconds),
        Some(status) => Err(ApiError::Unexpected(status)),
        None => Err(ApiError::Unreachable),
    }
}

/// Lets so many milliseconds pass.
pub(super) async fn pause(milliseconds: u64) {
    let over = Promise::new(&mut |resolve, _| {
        let resolve = move || drop(resolve.call0(&JsValue::NULL));
        set_timeout(resolve, Duration::from_millis(milliseconds));
    });
    // It is never rejected.
    drop(JsFuture::from(over).await);
}
