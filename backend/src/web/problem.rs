//! The body of every refusal: RFC 9457's problem details.

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use shared::error::{ErrorCode, Problem};

use crate::error::{Refusal, detail, oauth_detail};

/// Replaces the body of a refusal by its problem details. Other answers, and
/// refusals of the framework's own that have no code yet, are told apart by
/// their status alone.
pub fn write(
    mut response: HttpResponse<BoxBody>,
    public_url: &str,
    request_id: &str,
) -> HttpResponse<BoxBody> {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let refusal = response.extensions_mut().remove::<Refusal>();
    let Refusal {
        code,
        errors,
        oauth,
    } = refusal.unwrap_or_else(|| Refusal {
        code: code_for(status),
        errors: Vec::new(),
        oauth: None,
    });
    let problem = Problem {
        r#type: format!("{public_url}/errors/{code}"),
        title: code.title().to_owned(),
        status: code.status(),
        detail: oauth.map_or_else(|| detail(code), oauth_detail).to_owned(),
        code,
        errors,
        error: oauth,
        request_id: request_id.to_owned(),
    };
    // For those who count.
    response.extensions_mut().insert(code);
    // Nearly all fit into this, and are written without moving.
    let mut body = Vec::with_capacity(512);
    if serde_json::to_writer(&mut body, &problem).is_err() {
        body.clear();
    }
    let mut response = response.set_body(BoxBody::new(body));
    *response.status_mut() = crate::error::status(code);
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

/// The code for what the framework refused by itself.
fn code_for(status: StatusCode) -> ErrorCode {
    match status {
        StatusCode::NOT_FOUND => ErrorCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ErrorCode::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => ErrorCode::RequestTimeout,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => ErrorCode::HeadersTooLarge,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::BodyTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorCode::UnsupportedMediaType,
        StatusCode::TOO_MANY_REQUESTS => ErrorCode::RateLimited,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::Overloaded,
        status if status.is_client_error() => ErrorCode::MalformedRequest,
        _ => ErrorCode::Internal,
    }
}
