//! `{id}` in a path.

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::error::Error;

/// The id that the path names. Text that no id can be is taken for one that nothing
/// has: its answer is the same 404, and the database never sees it. PostgreSQL would
/// fail at a NUL, where SQLite finds nothing.
#[derive(Debug, Clone)]
pub struct PathId(String);

impl Deref for PathId {
    type Target = String;

    fn deref(&self) -> &String {
        &self.0
    }
}

impl PathId {
    /// The id as text.
    #[must_use]
    pub fn into_inner(self) -> String {
        self.0
    }
}

impl FromRequest for PathId {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get("id").unwrap_or_default();
        let is_like_one = text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        let id = if is_like_one { text } else { "" };
        ready(Ok(Self(id.to_owned())))
    }
}
