//! The public keys, for others who verify our tokens.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use crate::state::AppState;

/// `GET /.well-known/jwks.json`: a JWK Set (RFC 7517 §5). HS256 verifies with
/// the same secret that it signs with, so of such a key there is nothing to show.
///
/// Whoever keeps a copy asks again after five minutes, or when a token names a
/// key that is not in it.
pub async fn list(state: web::Data<AppState>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/jwk-set+json"))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(state.keys.load().public_set().to_owned())
}
