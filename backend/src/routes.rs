//! Every endpoint in one line: the path, the methods, the functions.

use actix_web::guard::{Any, Get, Head};
use actix_web::web::{self, ServiceConfig, delete, post, put};
use actix_web::{HttpResponse, Route};
use shared::endpoint;

use crate::error::Error;
use crate::handlers::{auth, health, jwks, me, notes};

/// Puts the endpoints in place.
#[rustfmt::skip]
pub fn configure(app: &mut ServiceConfig) {
    app
        .service(path(endpoint::HEALTHZ, "GET, HEAD").route(get().to(health::live)))
        .service(path(endpoint::READYZ, "GET, HEAD").route(get().to(health::ready)))
        .service(path(endpoint::JWKS, "GET, HEAD").route(get().to(jwks::list)))

        .service(path(endpoint::REGISTER, "POST").route(post().to(auth::register)))
        .service(path(endpoint::LOGIN, "POST").route(post().to(auth::log_in)))
        .service(path(endpoint::LOGOUT, "POST").route(post().to(auth::log_out)))

        .service(path(endpoint::ME, "GET, HEAD").route(get().to(me::read)))
        .service(path(endpoint::NOTES, "GET, HEAD, POST").route(get().to(notes::list)).route(post().to(notes::create)))
        .service(path(endpoint::NOTE, "GET, HEAD, PUT, DELETE").route(get().to(notes::read)).route(put().to(notes::replace)).route(delete().to(notes::delete)));
}

/// A path that answers other methods with 405 and those that it takes (RFC 9110
/// §15.5.6).
fn path(path: &str, allowed: &'static str) -> actix_web::Resource {
    web::resource(path.to_owned()).default_service(web::to(move || async move {
        Err::<HttpResponse, _>(Error::MethodNotAllowed(allowed))
    }))
}

/// What can be read can be asked about: HEAD wherever GET is (RFC 9110 §9.1).
fn get() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}
