//! A second server, for another API: `backend resource-server`.
//!
//! It has no users, no database and no secret. It takes the tokens that the first
//! server signs, for its own audience, and knows them by that server's public keys
//! alone. So it goes on while the first one is down, for as long as tokens last.
//!
//! What it cannot know: that a session was ended, or a user or a service disabled.
//! Nobody tells it, and asking at each request (RFC 7662) would tie the two
//! together again. The answer is the clock: tokens for it live for five minutes, and
//! it takes none that lives longer (`RESOURCE_TOKEN_TTL`), whoever signed it.

use std::sync::Arc;
use std::time::Duration;

use actix_cors::Cors;
use actix_web::dev::Server;
use actix_web::guard::{Any, Get, Head};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::from_fn;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpResponse, web};
use shared::endpoint;
use shared::error::ErrorCode;

use crate::auth::access_token::Policy;
use crate::auth::revocation::Revocations;
use crate::clock::Clock;
use crate::config::resource_server::ResourceConfig;
use crate::error::Error;
use crate::handlers::health;
use crate::metrics::Metrics;
use crate::startup::StartupError;
use crate::startup::server;
use crate::startup::stopping::{self, STOPPED_WITHIN, Signals};
use crate::startup::stream::Accept;
use crate::web::request::{self, Edge};
use crate::web::security_headers::SecurityHeaders;

mod caller;
mod fetch;
mod key_cache;
mod reports;
#[cfg(feature = "lab")]
mod seen;

use key_cache::KeyCache;
use reports::Tally;

/// What every request can reach.
struct ResourceState {
    clock: Clock,
    policy: Policy,
    keys: Arc<KeyCache>,
    /// Empty, and stays so: see above.
    nothing_revoked: Revocations,
    tally: Tally,
}

/// The server before it runs.
pub struct ResourceServer {
    server: Server,
    port: u16,
    state: web::Data<ResourceState>,
    signals: Signals,
}

impl ResourceServer {
    /// Takes the port and asks for the keys once. Where there are none yet it starts
    /// all the same, says so, and asks again: the two servers can be started in any
    /// order.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn build(config: ResourceConfig, clock: Clock) -> Result<Self, StartupError> {
        let io = |what: &str| {
            let what = what.to_owned();
            move |cause| StartupError::Io { what, cause }
        };
        let state = web::Data::new(ResourceState {
            policy: Policy {
                issuer: config.issuer.clone(),
                audience: config.audience.clone(),
                lifetime: config.token_ttl,
                leeway: config.leeway,
                takes_services: true,
            },
            keys: Arc::new(KeyCache::new(&config, clock.clone())?),
            nothing_revoked: Revocations::default(),
            tally: Tally::since(clock.millis()),
            clock,
        });
        let listener = server::listen(config.bind).map_err(io(&format!(
            "the address {} cannot be used (choose another one with RESOURCE_BIND, or end what \
             uses it)",
            config.bind
        )))?;
        let port = listener.local_addr().map_err(io("the port"))?.port();
        state.keys.refresh().await;
        let edge = web::Data::new(Edge {
            // The errors are explained where one logs in.
            public_url: config.issuer.clone(),
            headers: SecurityHeaders::new(config.env),
            metrics: Arc::new(Metrics::new()),
        });
        let shared_state = state.clone();
        #[cfg(feature = "lab")]
        let seen = seen::Seen::in_development(&config);
        let watched_by = edge.clone();
        let application = move || {
            let app = App::new()
                .app_data(shared_state.clone())
                .app_data(edge.clone())
                .configure(routes)
                .default_service(web::to(|| async {
                    Err::<HttpResponse, Error>(ErrorCode::NotFound.into())
                }));
            #[cfg(feature = "lab")]
            let app = app.configure(|app| seen::configure(app, &seen));
            let app = app
                .wrap(cors(&config.cors_origins))
                .wrap(from_fn(request::handle));
            // Seen as it came, before anything answers it: a preflight gets no further
            // than the layer above.
            #[cfg(feature = "lab")]
            let app = app.wrap(from_fn(seen::note));
            app
        };
        let finish = STOPPED_WITHIN;
        let server = server::over(listener, Accept::Plain, watched_by, finish, application)
            .map_err(io("the server cannot listen"))?;
        Ok(Self {
            server,
            port,
            state,
            signals: Signals::listen().map_err(io("SIGTERM"))?,
        })
    }

    /// The port that was taken.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Answers requests until SIGINT or SIGTERM.
    ///
    /// # Errors
    /// When the system takes the port away.
    pub async fn run_until_stopped(self) -> std::io::Result<()> {
        let state = self.state;
        let keys = actix_web::rt::spawn(async move { state.keys.watch().await });
        let stopped = stopping::run(self.server, || {}, Duration::ZERO, self.signals).await;
        keys.abort();
        stopped
    }
}

/// Every endpoint in one line.
fn routes(app: &mut ServiceConfig) {
    let path = |path: &str| {
        web::resource(path.to_owned()).default_service(web::to(|| async {
            Err::<HttpResponse, _>(Error::MethodNotAllowed("GET, HEAD"))
        }))
    };
    let get = || web::route().guard(Any(Get()).or(Head()));
    app.service(path(endpoint::HEALTHZ).route(get().to(health::live)))
        .service(path(endpoint::READYZ).route(get().to(caller::ready)))
        .service(path(endpoint::REPORT_SUMMARY).route(get().to(reports::summary)));
}

/// Exactly the origins listed may read answers, and send a token along. Never with
/// cookies: this server knows none.
fn cors(origins: &[String]) -> Cors {
    origins.iter().fold(
        Cors::default()
            .allowed_methods(["GET"])
            .allowed_header(AUTHORIZATION)
            .expose_headers(["retry-after", "www-authenticate", "x-request-id"])
            .block_on_origin_mismatch(false)
            .max_age(600),
        |cors, origin| cors.allowed_origin(origin),
    )
}
