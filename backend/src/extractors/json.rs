//! A JSON body, with our own limits and our own words.
//!
//! actix's extractor takes 2 MB and repeats the parser's text to the caller. How
//! long a body may take is `web::body`'s affair.

use std::future::Future;
use std::io;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::error::ErrorCode;
use shared::validation::{FieldError, FieldErrorCode, FieldErrors};

use super::{current_user, strict_json};
use crate::error::Error;
use crate::web::body::MAX_BODY_BYTES;

/// The body of a request, parsed.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Json<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // Only application/json: a form of a foreign page cannot send that
        // without asking first (CORS), which keeps it from posting here.
        let is_json = is_of_type(request, "application/json");
        let payload = payload.take();
        let request = request.clone();
        Box::pin(async move {
            if !is_json {
                return Err(ErrorCode::UnsupportedMediaType.into());
            }
            // What says that it is too long is not read at all.
            if length(&request).is_some_and(|length| length > MAX_BODY_BYTES as u64) {
                return Err(ErrorCode::BodyTooLarge.into());
            }
            let body = read(payload).await?;
            let body = parse(&body).map(Self)?;
            current_user::still_there(&request)?;
            Ok(body)
        })
    }
}

/// The same where the body may be left out.
pub struct OptionalJson<T>(pub Option<T>);

impl<T: DeserializeOwned + 'static> FromRequest for OptionalJson<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_empty = !request.headers().contains_key(CONTENT_TYPE)
            && !request.headers().contains_key(TRANSFER_ENCODING)
            && request
                .headers()
                .get(CONTENT_LENGTH)
                .is_none_or(|length| length == "0");
        if is_empty {
            return Box::pin(async { Ok(Self(None)) });
        }
        let json = Json::from_request(request, payload);
        Box::pin(async move { json.await.map(|Json(body)| Self(Some(body))) })
    }
}

/// Whether the body is of this type, and of no other besides.
pub(super) fn is_of_type(request: &HttpRequest, essence: &str) -> bool {
    request.content_type().eq_ignore_ascii_case(essence)
        && request.headers().get_all(CONTENT_TYPE).count() == 1
}

pub(super) async fn read(mut payload: Payload) -> Result<web::BytesMut, ErrorCode> {
    let mut body = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        body.extend_from_slice(&chunk.map_err(|error| match error {
            PayloadError::Overflow => ErrorCode::BodyTooLarge,
            PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
                ErrorCode::RequestTimeout
            }
            _ => ErrorCode::MalformedRequest,
        })?);
    }
    Ok(body)
}

/// What the request says of its body's length.
fn length(request: &HttpRequest) -> Option<u64> {
    let length = request.headers().get(CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// First JSON of any kind, then the request: so that a body which is no JSON is
/// told from a field that does not fit, whatever the types are. Only an object
/// will do, in which no name occurs twice; serde by itself would also read the
/// fields from an array.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let object = strict_json::object(body).ok_or(ErrorCode::MalformedRequest)?;
    serde_path_to_error::deserialize(Value::Object(object))
        .map_err(|error| Error::Invalid(field_error(&error).into()))
}

/// The JSON was well-formed and did not fit the request: which field, and how.
/// serde gives the name of a missing or unknown field only within its message;
/// of that text nothing but the name is passed on.
fn field_error(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    let message = error.inner().to_string();
    let quoted = || message.split('`').nth(1).unwrap_or_default();
    let path = error.path().to_string();
    let (field, code, detail) = if message.starts_with("missing field") {
        (quoted(), FieldErrorCode::Required, "is missing")
    } else if message.starts_with("unknown field") {
        // The name is the caller's own; cut it, for an answer of sane length.
        let name = quoted();
        let end = name.char_indices().nth(64).map_or(name.len(), |(at, _)| at);
        (
            &name[..end],
            FieldErrorCode::UnknownField,
            "is not a field of this request",
        )
    } else {
        (
            path.trim_matches('.'),
            FieldErrorCode::InvalidValue,
            "is not of the type that it should be",
        )
    };
    FieldError {
        field: field.to_owned(),
        code,
        detail: detail.to_owned(),
    }
}

/// A refusal for one field.
#[must_use]
pub fn invalid(field: &str, detail: &str) -> Error {
    Error::Invalid(FieldErrors::from(FieldError {
        field: field.to_owned(),
        code: FieldErrorCode::InvalidValue,
        detail: detail.to_owned(),
    }))
}
