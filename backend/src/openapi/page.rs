//! The page that shows the document: Swagger UI, out of the program itself, so
//! that it works without a network.

use std::sync::Arc;

use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue,
};
use actix_web::{HttpResponse, web};
use shared::error::ErrorCode;
use utoipa_swagger_ui::Config;

use crate::error::Error;

/// Where its files are.
pub(super) const FILES: &str = "/api/docs/{file}";

/// Its own policy, as narrow as Swagger UI runs under: scripts, styles and
/// requests of this origin alone, and the pictures that its style sheet holds in
/// itself. Nothing inline, and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'none'";

/// `GET /api/docs`.
pub(super) async fn show() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)))
        .body(include_str!("page.html"))
}

/// `GET /api/docs/{file}`: the two files of Swagger UI that the page needs, which
/// are kept compressed, and our own that starts it.
pub(super) async fn file(name: web::Path<String>) -> Result<HttpResponse, Error> {
    let name = name.as_str();
    if name == "start.js" {
        return Ok(HttpResponse::Ok()
            .content_type("text/javascript; charset=utf-8")
            .body(include_str!("start.js")));
    }
    if !matches!(name, "swagger-ui.css" | "swagger-ui-bundle.js") {
        return Err(ErrorCode::NotFound.into());
    }
    let file = utoipa_swagger_ui::serve(name, Arc::new(Config::from("/")))
        .map_err(|error| Error::Internal(error.to_string()))?
        .ok_or(ErrorCode::NotFound)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, file.content_type));
    if file.gzpipped {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    Ok(response.body(file.bytes.into_owned()))
}
