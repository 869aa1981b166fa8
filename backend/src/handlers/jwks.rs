//! The public keys, for others who verify our tokens.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// `GET /.well-known/jwks.json`: a JWK Set (RFC 7517 §5). HS256 verifies with
/// the same secret that it signs with, so there is nothing public to show.
pub async fn list() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/jwk-set+json"))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(r#"{"keys":[]}"#)
}
