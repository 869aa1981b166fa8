//! From settings to a server that listens: the same way for the program and for
//! the tests.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::time::Duration;

use actix_server::Server;
use actix_web::middleware::{Condition, from_fn};
use actix_web::{App, web};
use arc_swap::ArcSwap;

use crate::auth::access_token::Policy;
use crate::auth::hashing_pool::HashingPool;
use crate::auth::password::{PasswordHasher, Pepper};
use crate::auth::refresh_token::RefreshKey;
use crate::auth::rotation::Limits;
use crate::auth::secret_file;
use crate::auth::throttle::Throttle;
use crate::clock::{Clock, whole_seconds};
use crate::config::{Config, ConfigError, Env};
use crate::db::connection::{Database, DbError};
use crate::db::users;
use crate::mail::Mailer;
use crate::metrics::Metrics;
use crate::profiles::Profiles;
use crate::routes;
use crate::standing;
use crate::state::{AppState, Throttles};
use crate::web::cookies::Cookies;
use crate::web::page::{self, Page, Source};
use crate::web::request::{self, Edge};
use crate::web::security_headers::SecurityHeaders;

mod certificate;
mod cors;
mod demo;
mod hangups;
pub mod keys;
mod metrics;
mod pepper;
pub(crate) mod server;
pub(crate) mod stopping;
pub(crate) mod stream;
mod tls;

use self::keys::KeyWatch;
use self::stopping::{STOPPED_WITHIN, Signals};
use self::stream::Accept;
use self::tls::Tls;

/// How many links for forgotten passwords an address may ask for in half an hour,
/// and as many a user may be sent.
const RESETS: u32 = 10;

/// The server before it runs.
pub struct Application {
    server: Server,
    /// The one for the metrics, if there is one.
    beside: Option<actix_web::dev::Server>,
    port: u16,
    key_watch: KeyWatch,
    tls: Option<Tls>,
    state: web::Data<AppState>,
    drain_time: Duration,
    signals: Signals,
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    /// A setting is at fault.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database is.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A file or the port is.
    #[error("{what}: {cause}")]
    Io {
        /// What could not be done.
        what: String,
        /// The system's word on it.
        cause: std::io::Error,
    },
    /// Something that was stored makes no sense.
    #[error("{0}")]
    Broken(String),
}

fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> StartupError {
    let what = what.into();
    move |cause| StartupError::Io { what, cause }
}

impl Application {
    /// Opens the database, reads the keys, and takes the port; a request that
    /// comes from now on is answered as soon as the server runs.
    ///
    /// # Errors
    /// What is missing, and where.
    pub async fn build(
        config: Config,
        clock: Clock,
        page: impl Into<Source>,
    ) -> Result<Self, StartupError> {
        for warning in config.warnings() {
            tracing::warn!("{}", warning.0);
        }
        let tls = config.tls.as_ref();
        let tls = tls.map(|files| Tls::load(files, &config.public_url, &clock));
        let tls = tls.transpose()?;
        secret_file::create_private_folder(&config.data_dir)
            .map_err(io("APP_DATA_DIR: the folder for data cannot be made"))?;
        let keys = keys::load(&config)?;
        let key_watch = KeyWatch::new(config.keys.clone()).map_err(io("SIGHUP"))?;
        let database = open_database(&config)?;
        let pepper = pepper::load(&config.data_dir, &database)?;
        let policy = policy(&config);
        let now = clock.millis();
        warn_of_another_clock(&database, now)?;
        warn_of_another_language(&database)?;
        let millis = |duration| whole_seconds(duration).saturating_mul(1000);
        let window = millis(config.login_window);
        let hour = millis(Duration::from_secs(60 * 60));
        let state = web::Data::new(AppState {
            keys: ArcSwap::from_pointee(keys),
            keys_taken_at: AtomicI64::new(now),
            revocations: standing::load(&database, &policy, now)?,
            policy,
            profiles: Profiles::default(),
            session_lifetime: config.refresh_ttl,
            refresh_limits: Limits {
                grace: millis(config.refresh_grace),
                idle: millis(config.refresh_idle_ttl),
            },
            refresh_key: RefreshKey::derive(&pepper),
            step_up_max_age: config.step_up_max_age,
            passwords: hasher(&config, &pepper)?,
            throttles: Throttles {
                account: Throttle::new(config.login_attempts, window),
                address: Throttle::new(config.login_attempts_per_address, window),
                register: Throttle::new(config.register_attempts, hour),
                // As long as a link works: who floods a user with links keeps them
                // from no further one for longer than that.
                reset: Throttle::new(RESETS, hour / 2),
            },
            cookies: Cookies::new(&config.public_url),
            public_url: config.public_url.clone(),
            other_apis: config.other_apis.clone(),
            trusted_proxies: config.trusted_proxies.clone(),
            mailer: Mailer::new(config.smtp_url.as_ref(), config.mail_file.clone())
                .map_err(|_| ConfigError::new("APP_SMTP_URL", "is no address of a mail server"))?,
            started_at: now,
            is_development: config.env == Env::Development,
            metrics: Arc::new(Metrics::new()),
            draining: AtomicBool::new(false),
            database,
            clock,
        });
        standing::clean_up(state.clone(), now);
        if config.demo_users {
            demo::create_users(&state).await?;
        } else if config.env == Env::Production {
            demo::refuse_admins(&state).await?;
        }
        let others = config.other_apis.iter().map(|api| api.origin.clone());
        let others = others.collect();
        let listener = listen(&config)?;
        let port = listener
            .local_addr()
            .map_err(io("the port cannot be read"))?
            .port();
        let server = serve(
            listener,
            tls.as_ref(),
            &config,
            state.clone(),
            Page::new(page.into(), others),
        )?;
        let beside = config
            .metrics_bind
            .map(|address| metrics::serve(address, state.clone(), state.metrics.clone()))
            .transpose()?;
        Ok(Self {
            server,
            beside,
            port,
            key_watch,
            tls,
            state,
            drain_time: config.drain_time,
            signals: Signals::listen().map_err(io("SIGTERM"))?,
        })
    }

    /// The port that was taken, which the system chose if `APP_BIND` ends in 0.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Answers requests until SIGINT or SIGTERM, then finishes those in flight.
    ///
    /// # Errors
    /// When the system takes the port away.
    pub async fn run_until_stopped(self) -> std::io::Result<()> {
        let keys = actix_web::rt::spawn(self.key_watch.run(self.state.clone()));
        let tls = self.tls.map(|tls| actix_web::rt::spawn(tls.watch()));
        let state = self.state.clone();
        let standing = actix_web::rt::spawn(standing::watch(self.state));
        // Also while the server drains: those minutes are worth watching.
        let beside = self.beside.map(actix_web::rt::spawn);
        let stopped =
            stopping::run(self.server, || state.drain(), self.drain_time, self.signals).await;
        if let Some(beside) = beside {
            beside.abort();
        }
        keys.abort();
        if let Some(tls) = tls {
            tls.abort();
        }
        standing.abort();
        stopped
    }
}

/// What makes and checks the hashes of passwords.
///
/// # Errors
/// When the pepper cannot be read, or is missing though there are users.
pub fn password_hasher(
    config: &Config,
    database: &Database,
) -> Result<PasswordHasher, StartupError> {
    hasher(config, &pepper::load(&config.data_dir, database)?)
}

fn hasher(config: &Config, pepper: &Pepper) -> Result<PasswordHasher, StartupError> {
    let pool = HashingPool::start().map_err(io("threads for hashing cannot be started"))?;
    Ok(PasswordHasher::new(pool, pepper, config.bcrypt_cost))
}

/// What all tokens have in common, by the settings.
#[must_use]
pub fn policy(config: &Config) -> Policy {
    Policy {
        issuer: config.issuer.clone(),
        audience: config.audience.clone(),
        lifetime: config.access_ttl,
        leeway: config.leeway,
        takes_services: false,
    }
}

fn serve(
    listener: TcpListener,
    tls: Option<&Tls>,
    config: &Config,
    state: web::Data<AppState>,
    page: Page,
) -> Result<Server, StartupError> {
    let edge = web::Data::new(Edge {
        public_url: config.public_url.clone(),
        headers: SecurityHeaders::new(config.env),
        metrics: state.metrics.clone(),
    });
    let page = web::Data::new(page);
    #[cfg(feature = "lab")]
    let lab = crate::lab::Lab::beside(&state);
    #[cfg(feature = "openapi")]
    let docs = crate::openapi::Docs::of(&state);
    let origins = config.cors_origins.clone();
    let watched_by = edge.clone();
    let application = move || {
        App::new()
            .app_data(state.clone())
            .app_data(edge.clone())
            .app_data(page.clone())
            // The last one wrapped is the first to see a request.
            .wrap(Condition::new(!origins.is_empty(), cors::allow(&origins)))
            .wrap(from_fn(request::handle))
            .configure(routes::configure)
            .configure(|_app| {
                #[cfg(feature = "lab")]
                if let Some(lab) = &lab {
                    crate::lab::configure(_app, lab);
                }
            })
            .configure(|_app| {
                #[cfg(feature = "openapi")]
                if let Some(docs) = &docs {
                    crate::openapi::configure(_app, docs);
                }
            })
            .default_service(web::to(page::serve))
    };
    let accept = tls.map_or(Accept::Plain, Tls::accept);
    let finish = STOPPED_WITHIN.saturating_sub(config.drain_time);
    server::over(listener, accept, watched_by, finish, application)
        .map_err(io("the server cannot listen"))
}

fn listen(config: &Config) -> Result<TcpListener, StartupError> {
    server::listen(config.bind).map_err(io(format!(
        "the address {} cannot be used (choose another one with APP_BIND, or end what uses it)",
        config.bind
    )))
}

/// Opens the database and brings its tables up to date.
///
/// # Errors
/// When either fails.
pub fn open_database(config: &Config) -> Result<Database, StartupError> {
    let database = Database::open(&config.database)?;
    for migration in database.migrate()? {
        tracing::info!(migration, "migrated");
    }
    Ok(database)
}

/// The instances share the database's server, so its clock is one to measure them
/// all by: those whose clocks differ refuse each other's tokens as not valid yet, and
/// by more than `standing::OVERLAP` miss what the other ended.
fn warn_of_another_clock(database: &Database, now: i64) -> Result<(), DbError> {
    let ahead = database.other_clock()?.map_or(0, |other| now - other);
    if ahead.abs() > 1000 {
        tracing::warn!(
            ahead_millis = ahead,
            "the clock of this machine and that of the database's server differ"
        );
    }
    Ok(())
}

/// Diesel passes the kinds of some errors on as the server's words alone, and we know
/// the English ones.
fn warn_of_another_language(database: &Database) -> Result<(), DbError> {
    let language = database.language()?.unwrap_or_default();
    if !["", "C", "POSIX"].contains(&&*language)
        && !language.starts_with("C.")
        && !language.starts_with("en")
    {
        tracing::warn!(
            lc_messages = language,
            "the database's server does not speak English, so a lock that is not had in time \
             is a 500 and not a 503: ALTER ROLE … SET lc_messages = 'C'"
        );
    }
    Ok(())
}

/// Whether anybody has an account yet.
fn has_users(database: &Database) -> Result<bool, DbError> {
    Ok(database.run_blocking(users::count)? > 0)
}
