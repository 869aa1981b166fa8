//! Which pages of other origins may call the API.

use actix_cors::Cors;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};

/// Exactly the origins listed; with none listed, none. Never `*`, never the
/// caller's origin sent back to it, and never with cookies.
pub(super) fn allow(origins: &[String]) -> Cors {
    origins.iter().fold(
        Cors::default()
            .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
            .allowed_headers([AUTHORIZATION, CONTENT_TYPE])
            .allowed_header("x-requested-with")
            .expose_headers([
                "location",
                "retry-after",
                "www-authenticate",
                "x-request-id",
            ])
            .block_on_origin_mismatch(false)
            .max_age(600),
        |cors, origin| cors.allowed_origin(origin),
    )
}
