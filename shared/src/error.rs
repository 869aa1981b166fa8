//! Every way in which the server refuses, and the body that says so.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::oauth::OAuthError;
use crate::validation::FieldError;

/// The body of every refusal: RFC 9457's problem details, with a `code` for
/// programs beside the sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Where the code is explained.
    #[cfg_attr(feature = "openapi", schema(format = "uri"))]
    pub r#type: String,
    /// The code in words, the same each time.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong this time and what can be done.
    pub detail: String,
    /// The code.
    pub code: ErrorCode,
    /// The fields at fault, when it was the fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What OAuth calls it, where a service asked for a token (RFC 6749 §5.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<OAuthError>,
    /// Names this request in the server's log.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub request_id: String,
}

macro_rules! error_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $status:literal, $title:literal;)+) => {
        /// Why a request was refused: stable, one name for one reason.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ErrorCode {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl ErrorCode {
            /// All of them, in the order of their status.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The HTTP status that it comes with.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// The code in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

error_codes! {
    /// Not JSON, or not HTTP that makes sense.
    MalformedRequest = "malformed_request", 400, "Malformed request";
    /// Tokens were asked for in a way that this client may not have.
    DeliveryNotAllowed = "delivery_not_allowed", 400, "Token delivery not allowed";

    /// No access token came with the request.
    TokenMissing = "token_missing", 401, "Token missing";
    /// Not three canonical base64url parts, too long, or sent twice.
    TokenMalformed = "token_malformed", 401, "Token malformed";
    /// The header holds something that has no business there.
    TokenHeaderRejected = "token_header_rejected", 401, "Token header rejected";
    /// A token, but not an access token.
    TokenTypeRejected = "token_type_rejected", 401, "Token type rejected";
    /// Signed, it says, by a key that we do not have.
    TokenKeyUnknown = "token_key_unknown", 401, "Token key unknown";
    /// Another algorithm than the one of that key.
    TokenAlgorithmRejected = "token_algorithm_rejected", 401, "Token algorithm rejected";
    /// The signature does not fit: altered, or signed by someone else.
    TokenSignatureInvalid = "token_signature_invalid", 401, "Token signature invalid";
    /// Its time is over.
    TokenExpired = "token_expired", 401, "Token expired";
    /// Its time has not come.
    TokenNotYetValid = "token_not_yet_valid", 401, "Token not yet valid";
    /// From another issuer.
    TokenIssuerRejected = "token_issuer_rejected", 401, "Token issuer rejected";
    /// For another audience.
    TokenAudienceRejected = "token_audience_rejected", 401, "Token audience rejected";
    /// A claim is missing, of the wrong type or out of its bounds.
    TokenClaimsRejected = "token_claims_rejected", 401, "Token claims rejected";
    /// Its session is over, or its user is not what the token says.
    TokenRevoked = "token_revoked", 401, "Token revoked";
    /// User name or password is wrong; which of them is not said.
    CredentialsInvalid = "credentials_invalid", 401, "Credentials invalid";
    /// Not a refresh token of ours.
    RefreshTokenInvalid = "refresh_token_invalid", 401, "Refresh token invalid";
    /// The session's time is over.
    RefreshTokenExpired = "refresh_token_expired", 401, "Refresh token expired";
    /// Used before: somebody has a copy, so the session is over.
    RefreshTokenReused = "refresh_token_reused", 401, "Refresh token reused";
    /// The password has to be given again for this (RFC 9470).
    StepUpRequired = "step_up_required", 401, "Step-up required";

    /// Known, but not allowed to.
    Forbidden = "forbidden", 403, "Forbidden";
    /// A change by cookie that did not come from our own page.
    CsrfRejected = "csrf_rejected", 403, "Cross-site request rejected";

    /// Not there, or not yours.
    NotFound = "not_found", 404, "Not found";
    /// There, but not for this method.
    MethodNotAllowed = "method_not_allowed", 405, "Method not allowed";
    /// The request did not arrive in the time that it has.
    RequestTimeout = "request_timeout", 408, "Request timeout";
    /// Somebody has that user name.
    UsernameTaken = "username_taken", 409, "User name taken";
    /// More than 64 KiB.
    BodyTooLarge = "body_too_large", 413, "Body too large";
    /// Not `application/json`.
    UnsupportedMediaType = "unsupported_media_type", 415, "Unsupported media type";
    /// JSON, but a field broke a rule.
    ValidationFailed = "validation_failed", 422, "Validation failed";
    /// Too many tries.
    RateLimited = "rate_limited", 429, "Rate limited";
    /// Too many headers, or too long ones.
    HeadersTooLarge = "headers_too_large", 431, "Headers too large";
    /// Our fault, and logged.
    Internal = "internal", 500, "Internal error";
    /// Too much to do just now.
    Overloaded = "overloaded", 503, "Overloaded";
}

impl ErrorCode {
    /// The code with this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Whether the access token itself was refused, so that another one may do.
    ///
    /// Not every 401: a wrong password is one too, and says nothing about the
    /// token.
    #[must_use]
    pub fn is_token_refusal(self) -> bool {
        self.as_str().starts_with("token_")
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_from_its_name() {
        for &code in ErrorCode::ALL {
            assert_eq!(ErrorCode::from_name(code.as_str()), Some(code));
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{code}\""));
        }
    }
}
