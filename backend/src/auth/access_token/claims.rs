//! The claims as they stand in the payload, before each has been judged.

use shared::error::ErrorCode;

use crate::auth::members::{Member, Members};

/// The claims of our tokens. Others are left alone (RFC 7519 §4).
pub(super) const CLAIMS: [&str; 11] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "sid",
    "auth_time",
    "role",
    "scope",
];

/// Reads one claim at a time, each as the one type that it may have. Of a
/// payload that is no JSON object with every name once, no claim can be read.
pub(super) struct Claims<'a>(Option<Members<'a, 11>>);

impl<'a> Claims<'a> {
    pub(super) fn read(payload: &'a [u8]) -> Self {
        Self(Members::read(payload, &CLAIMS))
    }

    /// Whether the payload is a JSON object with every name once.
    pub(super) fn is_object(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn get(&self, name: &str) -> &Member<'a> {
        self.0.as_ref().map_or(&Member::Absent, |all| all.get(name))
    }

    /// A text that is not empty.
    pub(super) fn text(&self, name: &str) -> Result<&str, ErrorCode> {
        self.get(name)
            .text()
            .filter(|text| !text.is_empty())
            .ok_or(ErrorCode::TokenClaimsRejected)
    }

    /// Whole seconds since 1970.
    pub(super) fn time(&self, name: &str) -> Result<i64, ErrorCode> {
        self.get(name)
            .integer()
            .filter(|time| *time >= 0)
            .ok_or(ErrorCode::TokenClaimsRejected)
    }
}
