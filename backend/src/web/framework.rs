//! What the framework refuses by itself, said in our form.
//!
//! A request that is no HTTP never becomes a request: actix-http answers it with a
//! status, a date and nothing else, before any layer of ours. It offers no place to
//! say more, so the connection puts our words in the place of its own.

use std::fmt::Write as _;
use std::time::SystemTime;

use actix_web::HttpResponse;
use actix_web::body::{BoxBody, MessageBody as _};
use actix_web::http::StatusCode;
use actix_web::http::header::HttpDate;
use uuid::Uuid;

use super::problem;
use super::request::{self, Edge};

/// The status, if this is one of the framework's refusals and nothing else.
pub(super) fn bare_refusal(bytes: &[u8]) -> Option<StatusCode> {
    let head = std::str::from_utf8(bytes).ok()?;
    let (line, _) = head.strip_suffix("\r\n\r\n")?.split_once("\r\n")?;
    let status = line.strip_prefix("HTTP/1.1 ")?.get(..3)?;
    let status = StatusCode::from_bytes(status.as_bytes()).ok()?;
    (status.is_client_error() || status.is_server_error()).then_some(status)
}

/// A refusal with this status as it goes over the wire. The connection is closed
/// after it: where one request ended and the next begins is not known any more.
pub(super) fn answer(status: StatusCode, edge: &Edge) -> Vec<u8> {
    let id = Uuid::now_v7().to_string();
    let bare: HttpResponse<BoxBody> = HttpResponse::new(status);
    let mut response = problem::write(bare, &edge.public_url, &id);
    request::finish(&mut response, edge, &id);
    tracing::info!(
        status = response.status().as_u16(),
        request_id = id,
        "refused what is no request"
    );
    let status = response.status();
    let mut text = format!("HTTP/1.1 {status}\r\n");
    for (name, value) in response.headers() {
        if let Ok(value) = value.to_str() {
            // Writing to a string does not fail.
            let _ = write!(text, "{name}: {value}\r\n");
        }
    }
    let body = response.into_body().try_into_bytes().unwrap_or_default();
    let _ = write!(
        text,
        "content-length: {}\r\nconnection: close\r\ndate: {}\r\n\r\n",
        body.len(),
        HttpDate::from(SystemTime::now()),
    );
    let mut answer = text.into_bytes();
    answer.extend_from_slice(&body);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_without_a_body_is_taken_for_the_frameworks() {
        let bare = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(bare_refusal(bare), Some(StatusCode::BAD_REQUEST));
        for other in [
            &b"HTTP/1.1 100 Continue\r\n\r\n"[..],
            b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            b"HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}",
            b"",
        ] {
            assert_eq!(bare_refusal(other), None);
        }
    }
}
