//! Everything that a handler can fail with, and what the caller gets to see of
//! it: a status and a code. The whole table is this file and `shared::error`.

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use shared::error::ErrorCode;
use shared::oauth::OAuthError;
use shared::validation::{FieldError, FieldErrors};

use crate::auth::access_token::CannotSign;
use crate::auth::password::HashError;
use crate::auth::throttle::TooMany;
use crate::db::connection::DbError;

/// Seconds after which it is worth while to try again.
const RETRY_SECONDS: &str = "2";

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// For the reason that the code names.
    #[error("{0}")]
    Refused(ErrorCode),
    /// Fields broke rules.
    #[error("validation failed")]
    Invalid(FieldErrors),
    /// Too many tries: the next one may be made after so many seconds.
    #[error("rate limited")]
    RateLimited {
        /// Seconds.
        retry_after: i64,
    },
    /// The password was given too long ago for this.
    #[error("step-up required")]
    StepUpRequired {
        /// The most seconds that may have passed.
        max_age: i64,
    },
    /// A service asked for a token, and not as it should.
    #[error("{0:?}")]
    OAuth(OAuthError),
    /// The path is there, for these methods.
    #[error("method not allowed")]
    MethodNotAllowed(&'static str),
    /// Our fault. The cause is for the log alone.
    #[error("{0}")]
    Internal(String),
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self::Refused(code)
    }
}

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Busy => Self::Refused(ErrorCode::Overloaded),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<HashError> for Error {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Overloaded(_) => Self::Refused(ErrorCode::Overloaded),
            HashError::Bcrypt(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<TooMany> for Error {
    fn from(TooMany { retry_after }: TooMany) -> Self {
        Self::RateLimited { retry_after }
    }
}

impl From<CannotSign> for Error {
    fn from(error: CannotSign) -> Self {
        Self::Internal(error.to_string())
    }
}

impl Error {
    /// The code that the caller sees.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(code) => *code,
            Self::Invalid(_) => ErrorCode::ValidationFailed,
            Self::RateLimited { .. } => ErrorCode::RateLimited,
            Self::StepUpRequired { .. } => ErrorCode::StepUpRequired,
            Self::OAuth(OAuthError::InvalidClient) => ErrorCode::CredentialsInvalid,
            Self::OAuth(_) => ErrorCode::MalformedRequest,
            Self::MethodNotAllowed(_) => ErrorCode::MethodNotAllowed,
            Self::Internal(_) => ErrorCode::Internal,
        }
    }
}

impl Error {
    /// The `WWW-Authenticate` of a 401 (RFC 6750 §3). A caller who sent no token
    /// is told what to send and nothing more (§3.1); one whose token was refused
    /// is told so in RFC 6750's word and, behind it, in ours; one whose password
    /// was given too long ago, how recent it has to be (RFC 9470 §3).
    fn challenge(&self) -> Option<String> {
        const REALM: &str = r#"Bearer realm="tessera""#;
        match (self, self.code()) {
            (_, code) if code.status() != 401 => None,
            (Self::StepUpRequired { max_age }, code) => Some(format!(
                r#"{REALM}, error="insufficient_user_authentication", error_description="{code}", max_age="{max_age}""#
            )),
            // RFC 6749 §5.2: by the scheme that the service should have used.
            (Self::OAuth(_), _) => Some(r#"Basic realm="tessera", charset="UTF-8""#.to_owned()),
            (_, ErrorCode::TokenMissing | ErrorCode::CredentialsInvalid) => Some(REALM.to_owned()),
            (_, code) => Some(format!(
                r#"{REALM}, error="invalid_token", error_description="{code}""#
            )),
        }
    }
}

/// What is known of a refusal where it arises. `web::problem` writes the body,
/// for it knows the request's id and the server's address.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The code.
    pub code: ErrorCode,
    /// The fields at fault.
    pub errors: Vec<FieldError>,
    /// The same in OAuth's words, where it was a service that asked for a token.
    pub oauth: Option<OAuthError>,
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        status(self.code())
    }

    fn error_response(&self) -> HttpResponse {
        let code = self.code();
        if let Self::Internal(cause) = self {
            tracing::error!(cause, "internal error");
        }
        let mut response = HttpResponse::build(status(code));
        if let Self::MethodNotAllowed(methods) = self {
            response.insert_header((ALLOW, *methods));
        }
        if let Some(challenge) = self.challenge() {
            response.insert_header((WWW_AUTHENTICATE, challenge));
        }
        match self {
            Self::RateLimited { retry_after } => {
                response.insert_header((RETRY_AFTER, retry_after.to_string()));
            }
            _ if code == ErrorCode::Overloaded => {
                response.insert_header((RETRY_AFTER, RETRY_SECONDS));
            }
            _ => {}
        }
        let errors = match self {
            Self::Invalid(errors) => errors.clone().into_vec(),
            _ => Vec::new(),
        };
        let oauth = match self {
            Self::OAuth(error) => Some(*error),
            _ => None,
        };
        let mut response = response.finish();
        response.extensions_mut().insert(Refusal {
            code,
            errors,
            oauth,
        });
        response
    }
}

/// The code's status as actix's type.
#[must_use]
pub fn status(code: ErrorCode) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// What a service did wrong that asked for a token.
#[must_use]
pub fn oauth_detail(error: OAuthError) -> &'static str {
    match error {
        OAuthError::InvalidRequest => {
            "Send a form with grant_type=client_credentials and each parameter once, and the \
             client id and secret in the header `Authorization: Basic …` alone."
        }
        OAuthError::InvalidClient => "There is no such service, or its secret is another one.",
        OAuthError::InvalidScope => "The service may not have all of that scope.",
        OAuthError::UnsupportedGrantType => "The only grant_type here is client_credentials.",
    }
}

/// What went wrong and what can be done, in a sentence of plain English.
#[must_use]
pub fn detail(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::MalformedRequest => {
            "The request could not be read. Send well-formed HTTP, and as the body one JSON object."
        }
        ErrorCode::DeliveryNotAllowed => {
            "Tokens are not delivered in that way to this client. Leave token_delivery out."
        }
        ErrorCode::TokenMissing => "Send an access token in the header `Authorization: Bearer …`.",
        ErrorCode::TokenMalformed => {
            "The access token is not three base64url parts of at most 4096 bytes. Log in again."
        }
        ErrorCode::TokenHeaderRejected => {
            "The token's header holds something besides alg, kid and typ. Log in again."
        }
        ErrorCode::TokenTypeRejected => "The token is not an access token. Log in to get one.",
        ErrorCode::TokenKeyUnknown => {
            "The token names a key that this server does not have. Log in again."
        }
        ErrorCode::TokenAlgorithmRejected => {
            "The token's algorithm is not the one of its key. Log in again."
        }
        ErrorCode::TokenSignatureInvalid => {
            "The token's signature does not fit its content: it was altered, or signed by \
             someone else. Log in again."
        }
        ErrorCode::TokenExpired => "The token's time is over. Log in again.",
        ErrorCode::TokenNotYetValid => "The token is not valid yet. Check the clocks.",
        ErrorCode::TokenIssuerRejected => "The token was issued by another server.",
        ErrorCode::TokenAudienceRejected => "The token is meant for another API.",
        ErrorCode::TokenClaimsRejected => {
            "A claim of the token is missing, of another type, or out of bounds. Log in again."
        }
        ErrorCode::TokenRevoked => "The token's session is over. Log in again.",
        ErrorCode::CredentialsInvalid => "User name or password is wrong.",
        ErrorCode::RefreshTokenInvalid => "The refresh token is not valid. Log in again.",
        ErrorCode::RefreshTokenExpired => "The session's time is over. Log in again.",
        ErrorCode::RefreshTokenReused => {
            "The refresh token had been used before, so the session was ended. Log in again."
        }
        ErrorCode::StepUpRequired => "Give the password again to do this.",
        ErrorCode::Forbidden => "This account may not do that.",
        ErrorCode::CsrfRejected => "The request did not come from the app's own page.",
        ErrorCode::NotFound => "There is nothing here, or it is not yours.",
        ErrorCode::MethodNotAllowed => {
            "This path does not take that method; the Allow header lists those that it takes."
        }
        ErrorCode::RequestTimeout => {
            "The request took too long to arrive. Send its headers within 8 seconds and its \
             body within 20."
        }
        ErrorCode::UsernameTaken => "Somebody has that user name. Choose another one.",
        ErrorCode::BodyTooLarge => "The body is larger than 64 KiB.",
        ErrorCode::UnsupportedMediaType => "Send the body as application/json.",
        ErrorCode::ValidationFailed => "Some fields broke a rule; `errors` names them.",
        ErrorCode::RateLimited => "Too many tries. Wait as long as Retry-After says.",
        ErrorCode::HeadersTooLarge => {
            "The request line and the headers are larger than 16 KiB, or more than 64."
        }
        ErrorCode::Internal => {
            "Something went wrong on the server. The request_id helps to find it in the log."
        }
        ErrorCode::Overloaded => "The server is busy. Try again as Retry-After says.",
    }
}
