//! What the lessons send and receive, beside what every program does.
//!
//! Nothing here exists in production.

pub mod comparison;
pub mod forge;
pub mod formats;
pub mod sso;
pub mod theatre;
pub mod tour;

use serde::{Deserialize, Serialize};

use crate::error::ErrorCode;
use crate::trace::CheckReport;

/// A request with this header gets, in the answer's header of the same name, the
/// [`TokenTrace`] of its own access token, as JSON in base64url.
pub const TRACE_HEADER: &str = "token-trace";

/// What every path of the lessons begins with.
pub const PREFIX: &str = "/api/lab";

/// POST: how the server judges a token, check by check.
pub const TRACE: &str = "/api/lab/trace";

/// A token to be looked at.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TraceRequest {
    /// Any text.
    pub token: String,
}

/// How a token was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenTrace {
    /// What it was refused with, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// Every check, in order.
    pub checks: Vec<CheckReport>,
}
