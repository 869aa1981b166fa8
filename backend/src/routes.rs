//! Every endpoint in one line: the path, the methods, the functions.

use actix_web::guard::{Any, Get, Head};
use actix_web::web::{self, ServiceConfig, delete, patch, post, put};
use actix_web::{HttpResponse, Route};
use shared::endpoint;

use crate::error::Error;
use crate::handlers::{
    admin, auth, exchange, health, jwks, links, me, notes, oauth, outbox, password, sessions,
};
use crate::web::request::Pattern;

/// Puts the endpoints in place.
#[rustfmt::skip]
pub fn configure(app: &mut ServiceConfig) {
    app
        // A request is held against one after the other, so what is asked most comes first.
        .service(path(endpoint::ME, "GET, HEAD, PATCH, DELETE").route(get().to(me::read)).route(patch().to(me::change)).route(delete().to(me::delete)))

        .service(path(endpoint::HEALTHZ, "GET, HEAD").route(get().to(health::live)))
        .service(path(endpoint::READYZ, "GET, HEAD").route(get().to(health::ready)))
        .service(path(endpoint::JWKS, "GET, HEAD").route(get().to(jwks::list)))

        .service(path(endpoint::REGISTER, "POST").route(post().to(auth::register)))
        .service(path(endpoint::LOGIN, "POST").route(post().to(auth::log_in)))
        .service(path(endpoint::REFRESH, "POST").route(post().to(auth::refresh)))
        .service(path(endpoint::LOGOUT, "POST").route(post().to(auth::log_out)))
        .service(path(endpoint::STEP_UP, "POST").route(post().to(password::step_up)))
        .service(path(endpoint::PASSWORD, "POST").route(post().to(password::change)))
        .service(path(endpoint::PASSWORD_RESET, "POST").route(post().to(password::request_reset)))
        .service(path(endpoint::PASSWORD_RESET_CONFIRM, "POST").route(post().to(password::confirm_reset)))

        .service(path(endpoint::EXCHANGE, "POST").route(post().to(exchange::exchange)))
        .service(path(endpoint::OAUTH_TOKEN, "POST").route(post().to(oauth::token)))

        .service(path(endpoint::SESSIONS, "GET, HEAD, DELETE").route(get().to(sessions::list)).route(delete().to(sessions::end_all)))
        .service(path(endpoint::SESSION, "DELETE").route(delete().to(sessions::end)))

        .service(path(endpoint::NOTES, "GET, HEAD, POST").route(get().to(notes::list)).route(post().to(notes::create)))
        .service(path(endpoint::NOTE, "GET, HEAD, PUT, DELETE").route(get().to(notes::read)).route(put().to(notes::replace)).route(delete().to(notes::delete)))
        .service(path(endpoint::NOTE_LINKS, "POST").route(post().to(links::create)))
        .service(path(endpoint::LINK, "GET, HEAD").route(get().to(links::download)))

        .service(path(endpoint::ADMIN_USERS, "GET, HEAD").route(get().to(admin::list_users)))
        .service(path(endpoint::ADMIN_USER, "PATCH").route(patch().to(admin::change_user)))
        .service(path(endpoint::ADMIN_USER_REVOKE, "POST").route(post().to(admin::revoke)))
        .service(path(endpoint::ADMIN_EVENTS, "GET, HEAD").route(get().to(admin::list_events)))

        .service(path(endpoint::OUTBOX, "GET, HEAD").route(get().to(outbox::list)));
}

/// A path that answers other methods with 405 and those that it takes (RFC 9110
/// §15.5.6).
fn path(path: &'static str, allowed: &'static str) -> actix_web::Resource {
    web::resource(path)
        .app_data(Pattern(path))
        .default_service(web::to(move || async move {
            Err::<HttpResponse, _>(Error::MethodNotAllowed(allowed))
        }))
}

/// What can be read can be asked about: HEAD wherever GET is (RFC 9110 §9.1).
fn get() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}
