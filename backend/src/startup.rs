//! From settings to a server that listens: the same way for the program and for
//! the tests.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
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
use crate::routes;
use crate::standing;
use crate::state::{AppState, Throttles};
use crate::web::cookies::Cookies;
use crate::web::page::{self, Page};
use crate::web::request::{self, Edge};
use crate::web::security_headers::SecurityHeaders;

mod cors;
mod demo;
pub mod keys;
mod pepper;
mod server;
mod stopping;

use self::keys::KeyWatch;
use self::stopping::{STOPPED_WITHIN, Signals};

/// How many links for forgotten passwords an address may ask for in half an hour,
/// and as many a user may be sent.
const RESETS: u32 = 10;

/// The server before it runs.
pub struct Application {
    server: Server,
    port: u16,
    key_watch: KeyWatch,
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
    pub async fn build(config: Config, clock: Clock, page: PathBuf) -> Result<Self, StartupError> {
        for warning in config.warnings() {
            tracing::warn!("{}", warning.0);
        }
        secret_file::create_private_folder(&config.data_dir).map_err(io(format!(
            "APP_DATA_DIR: the folder {} cannot be made",
            config.data_dir.display()
        )))?;
        let keys = keys::load(&config)?;
        let key_watch = KeyWatch::new(config.keys.clone()).map_err(io("SIGHUP"))?;
        let database = open_database(&config)?;
        let pepper = pepper::load(&config.data_dir, &database)?;
        let policy = policy(&config);
        let now = clock.millis();
        warn_of_another_clock(&database, now)?;
        standing::forget(&database, &policy, now)?;
        let millis = |duration| whole_seconds(duration).saturating_mul(1000);
        let window = millis(config.login_window);
        let hour = millis(Duration::from_secs(60 * 60));
        let state = web::Data::new(AppState {
            keys: ArcSwap::from_pointee(keys),
            revocations: standing::load(&database, &policy, now)?,
            policy,
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
            trusted_proxies: config.trusted_proxies.clone(),
            mailer: Mailer::new(config.smtp_url.as_ref(), config.mail_file.clone())
                .map_err(|_| ConfigError::new("APP_SMTP_URL", "is no address of a mail server"))?,
            started_at: now,
            is_development: config.env == Env::Development,
            draining: AtomicBool::new(false),
            database,
            clock,
        });
        if config.demo_users {
            demo::create_users(&state).await?;
        }
        let listener = listen(&config)?;
        let port = listener
            .local_addr()
            .map_err(io("the port cannot be read"))?
            .port();
        let server = serve(listener, &config, state.clone(), Page::new(page))?;
        Ok(Self {
            server,
            port,
            key_watch,
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
        let standing = actix_web::rt::spawn(standing::watch(self.state.clone()));
        let stopped = stopping::run(self.server, &self.state, self.drain_time, self.signals).await;
        keys.abort();
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
    }
}

fn serve(
    listener: TcpListener,
    config: &Config,
    state: web::Data<AppState>,
    page: Page,
) -> Result<Server, StartupError> {
    let edge = web::Data::new(Edge {
        public_url: config.public_url.clone(),
        headers: SecurityHeaders::new(config.env),
    });
    let page = web::Data::new(page);
    #[cfg(feature = "lab")]
    let lab = crate::lab::Lab::beside(&state);
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
            .default_service(web::to(page::serve))
    };
    let finish = STOPPED_WITHIN.saturating_sub(config.drain_time);
    server::over(listener, watched_by, finish, application).map_err(io("the server cannot listen"))
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

/// Whether anybody has an account yet.
fn has_users(database: &Database) -> Result<bool, DbError> {
    Ok(database.run_blocking(users::count)? > 0)
}
