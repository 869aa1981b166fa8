//! The lesson about single sign-on: which other server there is, and what it saw.

use serde::{Deserialize, Serialize};

/// GET: the APIs on other servers that a log-in here is good for.
pub const OTHER_APIS: &str = "/api/lab/other-apis";

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherApi {
    /// The `aud` of its tokens.
    pub audience: String,
    /// Where it is.
    pub origin: String,
    /// What users may do there.
    pub scope: String,
}

/// A request as the resource server saw it, preflights included, which a browser
/// does not show to the page that caused them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenRequest {
    /// When it came, RFC 3339.
    pub at: String,
    /// Its method.
    pub method: String,
    /// Its path, without the query.
    pub path: String,
    /// The page that it came from, by the browser's word.
    pub origin: Option<String>,
    /// Of a preflight: the method that is to follow.
    pub asks_for_method: Option<String>,
    /// Of a preflight: the headers that are to follow.
    pub asks_for_headers: Option<String>,
    /// Whether there was an `Authorization` header.
    pub has_token: bool,
    /// How it was answered.
    pub status: u16,
    /// Which page may read the answer, by the answer's own word.
    pub allowed_origin: Option<String>,
}
