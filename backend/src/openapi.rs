//! What the API promises, for programs: the OpenAPI 3.1 document, and a page on
//! which people read it and try it out. Not in production.
//!
//! The types and their rules come from `shared`, the codes and their sentences
//! from `error.rs`; what is said of each endpoint stands here, in a file for each
//! noun, and not above the handlers, which are for reading. The API tests hold
//! every answer that they get against this document.

use std::sync::OnceLock;

use actix_web::HttpResponse;
use actix_web::guard::{Any, Get, Head};
use actix_web::web::{self, Data, ServiceConfig};
use shared::endpoint;
use utoipa::openapi::path::PathsBuilder;
use utoipa::openapi::schema::{ComponentsBuilder, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{InfoBuilder, License, OpenApi, OpenApiBuilder, Server};

use crate::extractors::page_query::PageQuery;
use crate::state::AppState;
use crate::web::cookies::Cookies;

mod operation;
mod page;
mod refusal;

mod admin;
mod auth;
mod me;
mod notes;
mod other_apis;
mod password;
mod service;
mod sessions;

use operation::{ACCESS_COOKIE, BASIC, BEARER, Operation, REFRESH_COOKIE, SAME_ORIGIN};

/// All there is, by noun, in the order in which the page shows it.
fn nouns() -> Vec<(&'static str, &'static str, Vec<Operation>)> {
    vec![
        (
            "Authentication",
            "From a password to tokens, and to their end.",
            auth::operations(),
        ),
        (
            "Password",
            "Once more, another one, and a forgotten one.",
            password::operations(),
        ),
        ("Me", "The user behind the token.", me::operations()),
        (
            "Sessions",
            "Where one is logged in.",
            sessions::operations(),
        ),
        (
            "Notes",
            "The protected resource of the demo.",
            notes::operations(),
        ),
        ("Admin", "For admins only.", admin::operations()),
        (
            "Other APIs",
            "Tokens for APIs on other servers.",
            other_apis::operations(),
        ),
        (
            "Service",
            "For programs that look after or trust this server.",
            service::operations(),
        ),
    ]
}

const DESCRIPTION: &str = "\
The flow: log in (1), get a token (2), send it as `Authorization: Bearer …` (3), and be answered \
(4) or refused with a reason (5). To try it out: log in as `alice` / `wonderland` or, as an admin, \
`john_doe` / `password123`, and put the `access_token` of the answer into the field of *Authorize*.

Every refusal is a problem (RFC 9457) with a stable `code`. Besides those that each operation \
lists, any path answers a method that it does not take with 405 `method_not_allowed` and `Allow`, \
a request that is no well-formed HTTP with 400, and a head that is too long with 431 \
`headers_too_large`. `HEAD` is there wherever `GET` is. Every answer \
has an `X-Request-Id`, by which the server's log knows it, and `Cache-Control: no-store` if it says \
nothing else.

A change that a cookie authorizes also needs the header `X-Requested-With` and must come from our \
own page, which the browser says in `Sec-Fetch-Site` or `Origin`: otherwise it is refused as \
`csrf_rejected`.

Left out: `/api/lab/…`, which belongs to the lessons, and `/api/dev/outbox`, the mailbox of \
development. Both answer nobody but whoever sits at the server.";

/// The document, for a server with cookies of these names.
#[must_use]
pub fn document(cookies: Cookies) -> OpenApi {
    let mut tags = Vec::new();
    let mut paths = PathsBuilder::new().build();
    let mut components = ComponentsBuilder::new().schemas_from_iter(refusal::schemas());
    for (name, description, operations) in nouns() {
        tags.push(
            TagBuilder::new()
                .name(name)
                .description(Some(description))
                .build(),
        );
        for mut operation in operations {
            components = components.schemas_from_iter(std::mem::take(&mut operation.schemas));
            let (path, method) = (operation.path, operation.method.clone());
            paths.add_path_operation(path, vec![method], operation.build(name));
        }
    }
    for (name, scheme) in security_schemes(cookies) {
        components = components.security_scheme(name, scheme);
    }
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Tessera")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(DESCRIPTION))
                .license(Some(License::new(env!("CARGO_PKG_LICENSE")))),
        )
        .servers(Some([Server::new("/")]))
        .tags(Some(tags))
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

fn security_schemes(cookies: Cookies) -> [(&'static str, SecurityScheme); 5] {
    let cookie = |name, description| {
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
            name,
            description,
        )))
    };
    [
        (
            BEARER,
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .bearer_format("JWT")
                    .description(Some("The access token."))
                    .build(),
            ),
        ),
        (
            BASIC,
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Basic)
                    .description(Some("The id and the secret of a service."))
                    .build(),
            ),
        ),
        (
            ACCESS_COOKIE,
            cookie(
                cookies.access_name(),
                "The access token, where it was asked for as a cookie.",
            ),
        ),
        (
            REFRESH_COOKIE,
            cookie(cookies.refresh_name(), "The refresh token."),
        ),
        (
            SAME_ORIGIN,
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
                "X-Requested-With",
                "Any value. No page of another origin can send it unless we allow that.",
            ))),
        ),
    ]
}

/// `?limit=&cursor=` of a list.
fn paged(operation: Operation) -> Operation {
    let limit = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(PageQuery::MAX_LIMIT))
        .default(Some(PageQuery::DEFAULT_LIMIT.into()));
    let cursor = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom("uuid".to_owned())));
    operation.query("limit", "How many at most.", limit).query(
        "cursor",
        "The `next_cursor` of the page before.",
        cursor,
    )
}

/// The document as it is sent.
#[derive(Clone)]
pub struct Docs(Data<Document>);

/// Made when somebody asks for it: that takes megabytes, and few who start the server
/// ever look.
struct Document {
    cookies: Cookies,
    json: OnceLock<String>,
}

impl Docs {
    /// For this server, if it is a place for them.
    #[must_use]
    pub fn of(state: &AppState) -> Option<Self> {
        let document = Document {
            cookies: state.cookies,
            json: OnceLock::new(),
        };
        state.is_development.then(|| Self(Data::new(document)))
    }
}

impl Document {
    fn json(&self) -> &str {
        self.json.get_or_init(|| {
            let json = document(self.cookies).to_json();
            json.expect("texts and numbers serialize")
        })
    }
}

/// Puts the endpoints in place.
pub fn configure(app: &mut ServiceConfig, Docs(document): &Docs) {
    let read = || web::route().guard(Any(Get()).or(Head()));
    app.app_data(document.clone())
        .route(endpoint::OPENAPI, read().to(serve_document))
        .route(endpoint::DOCS, read().to(page::show))
        .route(page::FILES, read().to(page::file));
}

async fn serve_document(document: Data<Document>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(document.json().to_owned())
}
