//! Writes each exchange into the wire log, where there is one: in the starter
//! without lessons nobody reads it, and none of this does anything.

use super::errors::ApiError;
use super::transport::{Cookies, Outgoing, Received};
#[cfg(feature = "lab")]
use crate::wire_log::{self, Entry};

/// One exchange on its way into the log.
pub(super) struct Record {
    #[cfg(feature = "lab")]
    entry: Entry,
}

#[cfg(feature = "lab")]
impl Record {
    /// Asks the server to tell how it judged the token of this very request.
    pub(super) fn extra_headers() -> Option<(&'static str, String)> {
        Some((shared::lab::TRACE_HEADER, "?1".to_owned()))
    }

    /// The request, as it leaves.
    pub(super) fn of(outgoing: &Outgoing, cookies: Cookies) -> Self {
        let entry = Entry::begin(wire_log::Request {
            method: outgoing.method.to_string(),
            path: outgoing.path.clone(),
            headers: (outgoing.headers.iter())
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            body: outgoing.body.as_deref().map(wire_log::masked),
            has_cookies: cookies == Cookies::Sent,
        });
        Self { entry }
    }

    /// What came of it.
    pub(super) fn is_over(&mut self, received: &Result<Received, ApiError>) {
        self.entry.end(match received {
            Ok(received) => Ok(wire_log::Response::new(
                received.status,
                received.headers.clone(),
                received.body.clone(),
            )),
            Err(error) => Err(error.code()),
        });
    }

    /// Where it stands in the log.
    pub(super) fn id(&self) -> u32 {
        self.entry.id()
    }
}

#[cfg(not(feature = "lab"))]
impl Record {
    pub(super) fn extra_headers() -> Option<(&'static str, String)> {
        None
    }

    pub(super) fn of(_: &Outgoing, _: Cookies) -> Self {
        Self {}
    }

    pub(super) fn is_over(&mut self, _: &Result<Received, ApiError>) {}
}
