//! Requests of the lessons: sent as they are told, with any token or none, and
//! with no consequences for the session. What comes back is in the wire log.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::errors::ApiError;
use super::record::Record;
use super::transport::{self, Cookies, Outgoing, PATIENCE, Reach, json};
use crate::wire_log::{self, Exchange};

pub(crate) use reqwasm::http::Method;

/// A request to be tried.
pub(crate) struct Experiment {
    outgoing: Outgoing,
    cookies: Cookies,
}

impl Experiment {
    /// Without a token, a body and cookies.
    pub(crate) fn new(method: Method, path: &str) -> Self {
        Self {
            outgoing: Outgoing::new(method, path, None, None),
            cookies: Cookies::Kept,
        }
    }

    /// To another origin, with nothing that has to be asked for there but the token:
    /// a header that is not on the browsers' list causes a preflight, and is refused
    /// unless that server names it.
    pub(crate) fn elsewhere(method: Method, url: &str) -> Self {
        let headers = vec![("Accept", "application/json".to_owned())];
        Self {
            outgoing: Outgoing {
                reach: Reach::Elsewhere,
                method,
                path: url.to_owned(),
                headers,
                body: None,
            },
            cookies: Cookies::Kept,
        }
    }

    /// With this in `Authorization: Bearer`.
    pub(crate) fn bearer(mut self, token: &str) -> Self {
        let header = ("Authorization", transport::authorization(token));
        self.outgoing.headers.push(header);
        self
    }

    /// With the browser's cookies.
    pub(crate) fn with_cookies(mut self) -> Self {
        self.cookies = Cookies::Sent;
        self
    }

    /// With this body, in JSON.
    pub(crate) fn json<T: Serialize>(mut self, body: &T) -> Self {
        let header = ("Content-Type", "application/json".to_owned());
        self.outgoing.headers.push(header);
        self.outgoing.body = json(body);
        self
    }

    /// Sends it, and gives it with its end as the wire log has it.
    pub(crate) async fn send(self) -> Arc<Exchange> {
        let mut record = Record::of(&self.outgoing, self.cookies);
        let received = transport::exchange(self.outgoing, self.cookies, PATIENCE).await;
        record.is_over(&received);
        wire_log::find(record.id())
    }

    /// Sends it for what it brings, which is an error if it is not that.
    pub(crate) async fn fetch<T: DeserializeOwned>(self) -> Result<T, ApiError> {
        let mut record = Record::of(&self.outgoing, self.cookies);
        let received = transport::exchange(self.outgoing, self.cookies, PATIENCE).await;
        record.is_over(&received);
        received?.judge()?.decode()
    }
}
