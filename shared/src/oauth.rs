//! Tokens for other APIs: a user's, for the one of here, and a service's.

use serde::{Deserialize, Serialize};

/// Asks for a token for another API. The log-in of the one who asks is in the
/// request's own access token, wherever that is kept: so it works for a page that
/// cannot read it, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExchangeRequest {
    /// The API, by the `aud` of its tokens.
    pub audience: String,
    /// What the token is to be good for, if for less than all that it could be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// A token for one other API, and none to renew it with (RFC 6749 §5.1, RFC 8693
/// §2.2.1).
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedToken {
    /// The signed token.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until it expires.
    pub expires_in: i64,
    /// What it may be used for.
    pub scope: String,
}

/// What was wrong with a request for a token, in OAuth's words (RFC 6749 §5.2): the
/// `error` of a refusal, which programs of others go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OAuthError {
    /// A parameter is missing or occurs twice, or the secret came in another way
    /// than the one that is taken.
    InvalidRequest,
    /// No such service, a wrong secret, or one that was disabled.
    InvalidClient,
    /// More than the service may have.
    InvalidScope,
    /// Something else than `client_credentials`.
    UnsupportedGrantType,
}
