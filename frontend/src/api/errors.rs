//! Every way in which a request can come to nothing.
//!
//! They are told apart because people can do different things about them: mend
//! what they typed, log in, connect to a network, or wait.

use shared::error::{ErrorCode, Problem};

/// Why there is no good answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// The server refused, and said why.
    Problem(Box<Problem>),
    /// No answer within the time allowed.
    Timeout,
    /// This computer has no network.
    Offline,
    /// There is a network, but no answer from our server through it.
    Unreachable,
    /// The browser stopped the request, as on a click on "stop loading".
    Aborted,
    /// An answer with this status that is none of our server's.
    Unexpected(u16),
    /// The server wanted the password once more, and the user did not.
    Cancelled,
}

impl ApiError {
    /// The server's code, if it was the server that refused.
    pub(crate) fn error_code(&self) -> Option<ErrorCode> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            _ => None,
        }
    }

    /// A name for each kind, that of the server's code where there is one.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Problem(problem) => problem.code.as_str(),
            Self::Timeout => "timeout",
            Self::Offline => "offline",
            Self::Unreachable => "unreachable",
            Self::Aborted => "aborted",
            Self::Unexpected(_) => "unexpected",
            Self::Cancelled => "cancelled",
        }
    }

    /// A `fetch` that failed before any answer, by the name of what it threw.
    ///
    /// A `TypeError` says no more than that the network did not work out:
    /// `online` is the browser's opinion whether there is one.
    pub(super) fn from_fetch(name: &str, timed_out: bool, online: bool) -> Self {
        match name {
            _ if timed_out => Self::Timeout,
            "TimeoutError" => Self::Timeout,
            "AbortError" => Self::Aborted,
            _ if online => Self::Unreachable,
            _ => Self::Offline,
        }
    }

    /// An answer that is no success.
    ///
    /// A 5xx that is not a problem in our own format comes from something
    /// between us and the server, such as a proxy that does not reach it.
    pub(super) fn from_refusal(status: u16, content_type: Option<&str>, body: &str) -> Self {
        let is_problem =
            content_type.is_some_and(|kind| media_type(kind) == "application/problem+json");
        if is_problem && let Ok(problem) = serde_json::from_str(body) {
            return Self::Problem(Box::new(problem));
        }
        match status {
            500..=599 => Self::Unreachable,
            status => Self::Unexpected(status),
        }
    }
}

/// `application/json` of `Application/JSON; charset=utf-8`.
fn media_type(content_type: &str) -> String {
    content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn no_answer_at_all_has_four_reasons() {
        for (name, timed_out, online, expected) in [
            ("AbortError", true, true, ApiError::Timeout),
            ("TimeoutError", false, true, ApiError::Timeout),
            ("AbortError", false, true, ApiError::Aborted),
            ("TypeError", false, true, ApiError::Unreachable),
            ("TypeError", false, false, ApiError::Offline),
        ] {
            assert_eq!(
                ApiError::from_fetch(name, timed_out, online),
                expected,
                "{name}"
            );
        }
    }
}
