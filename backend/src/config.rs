//! The settings: environment variables, checked once at start.
//!
//! An unknown name, a bad value or two settings that contradict each other stop
//! the server before it listens. The message names the variable and never its
//! value, which may be a secret.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use crate::db::address::Address;

mod network;
mod other_apis;
pub mod resource_server;
mod running;
mod secrets;
mod value;

use secrets::{key_source, tls_files};
use value::Values;

pub use network::Network;
pub use other_apis::OtherApi;
pub use running::LogFormat;
pub use secrets::{KeySource, TlsFiles};
pub use value::ConfigError;

/// Every setting, typed. Names and meaning are those of the environment
/// variables in `docs/settings.md`.
#[derive(Debug, Clone)]
pub struct Config {
    /// `APP_ENV`
    pub env: Env,
    /// `APP_BIND`
    pub bind: SocketAddr,
    /// `APP_PUBLIC_URL`: an origin, without a slash at the end.
    pub public_url: String,
    /// `APP_TLS_CERT` and `APP_TLS_KEY`; without them a proxy does the TLS.
    pub tls: Option<TlsFiles>,
    /// `APP_DATA_DIR`
    pub data_dir: PathBuf,
    /// `DATABASE_URL`
    pub database: Address,
    /// `APP_DRAIN_TIME`: between the word to stop and taking no more connections.
    pub drain_time: Duration,
    /// `APP_LOG_FORMAT`
    pub log_format: LogFormat,
    /// `APP_METRICS_BIND`: where the metrics are, if anywhere.
    pub metrics_bind: Option<SocketAddr>,
    /// `APP_CORS_ORIGINS`
    pub cors_origins: Vec<String>,
    /// `APP_OTHER_APIS`
    pub other_apis: Vec<OtherApi>,
    /// `APP_TRUSTED_PROXIES`
    pub trusted_proxies: Vec<Network>,
    /// `APP_DEMO_USERS`
    pub demo_users: bool,
    /// `JWT_KEYS_FILE` or `JWT_SECRET`
    pub keys: KeySource,
    /// `JWT_ISSUER`
    pub issuer: String,
    /// `JWT_AUDIENCE`
    pub audience: String,
    /// `JWT_ACCESS_TTL`
    pub access_ttl: Duration,
    /// `JWT_REFRESH_TTL`: how long a session may last at most.
    pub refresh_ttl: Duration,
    /// `JWT_REFRESH_IDLE_TTL`
    pub refresh_idle_ttl: Duration,
    /// `JWT_REFRESH_GRACE`
    pub refresh_grace: Duration,
    /// `JWT_STEP_UP_MAX_AGE`
    pub step_up_max_age: Duration,
    /// `JWT_LEEWAY`
    pub leeway: Duration,
    /// `APP_BCRYPT_COST`
    pub bcrypt_cost: u32,
    /// `APP_LOGIN_ATTEMPTS`
    pub login_attempts: u32,
    /// `APP_LOGIN_WINDOW`
    pub login_window: Duration,
    /// `APP_LOGIN_ATTEMPTS_PER_ADDRESS`
    pub login_attempts_per_address: u32,
    /// `APP_REGISTER_ATTEMPTS`
    pub register_attempts: u32,
    /// `APP_MAIL_FILE`
    pub mail_file: PathBuf,
    /// `APP_SMTP_URL`
    pub smtp_url: Option<SecretString>,
}

/// Where the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Env {
    /// On somebody's own machine: makes its keys, has demo users.
    Development,
    /// In front of users: what development warns of is refused here.
    Production,
}

/// A setting that works and should not stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning(pub String);

const KNOWN: &[&str] = &[
    "APP_ENV",
    "APP_BIND",
    "APP_PUBLIC_URL",
    "APP_TLS_CERT",
    "APP_TLS_KEY",
    "APP_DATA_DIR",
    "DATABASE_URL",
    "APP_CORS_ORIGINS",
    "APP_OTHER_APIS",
    "APP_TRUSTED_PROXIES",
    "APP_DEMO_USERS",
    "APP_DRAIN_TIME",
    "APP_LOG_FORMAT",
    "APP_METRICS_BIND",
    "APP_BCRYPT_COST",
    "APP_LOGIN_ATTEMPTS",
    "APP_LOGIN_WINDOW",
    "APP_LOGIN_ATTEMPTS_PER_ADDRESS",
    "APP_REGISTER_ATTEMPTS",
    "APP_MAIL_FILE",
    "APP_SMTP_URL",
    "JWT_KEYS_FILE",
    "JWT_SECRET",
    "JWT_ISSUER",
    "JWT_AUDIENCE",
    "JWT_ACCESS_TTL",
    "JWT_REFRESH_TTL",
    "JWT_REFRESH_IDLE_TTL",
    "JWT_REFRESH_GRACE",
    "JWT_STEP_UP_MAX_AGE",
    "JWT_LEEWAY",
];

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const TEN_YEARS: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

impl Config {
    /// Reads the environment and, in development, the file `.env`, whose lines
    /// the environment outweighs.
    ///
    /// # Errors
    /// The first variable at fault.
    pub fn load() -> Result<Self, ConfigError> {
        Self::from_vars(Self::vars()?)
    }

    /// Where the keys are, whatever else is set or missing: to make them, say,
    /// before the server can start.
    ///
    /// # Errors
    /// The first variable at fault.
    pub fn key_source() -> Result<KeySource, ConfigError> {
        let vars = Values::new(Self::vars()?);
        vars.refuse_unknown(KNOWN)?;
        key_source(&vars, &data_dir(&vars)?)
    }

    fn vars() -> Result<BTreeMap<String, String>, ConfigError> {
        value::variables(|name| {
            name.starts_with("APP_") || name.starts_with("JWT_") || name == "DATABASE_URL"
        })
    }

    /// Checks the variables given; those that are missing have their defaults.
    ///
    /// # Errors
    /// The first variable at fault.
    pub fn from_vars(vars: BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let vars = Values::new(vars);
        vars.refuse_unknown(KNOWN)?;

        let env = vars.parse("APP_ENV", Env::Development, value::env)?;
        let public_url = vars.parse("APP_PUBLIC_URL", default_url(), value::origin)?;
        let data_dir = data_dir(&vars)?;
        let config = Self {
            env,
            bind: vars.parse("APP_BIND", default_bind(), |text| {
                text.parse()
                    .map_err(|_| "must be an address and a port, such as 127.0.0.1:3000")
            })?,
            tls: tls_files(&vars)?,
            database: vars.parse(
                "DATABASE_URL",
                Address::Sqlite(data_dir.join("app.db")),
                Address::parse,
            )?,
            cors_origins: vars.list("APP_CORS_ORIGINS", |text| {
                value::origin(text).map(|url| url.origin().ascii_serialization())
            })?,
            other_apis: other_apis::read(&vars, env)?,
            trusted_proxies: vars.list("APP_TRUSTED_PROXIES", Network::parse)?,
            log_format: running::log_format(&vars, env)?,
            metrics_bind: running::metrics_bind(&vars)?,
            drain_time: running::drain_time(&vars, env)?,
            demo_users: vars.parse(
                "APP_DEMO_USERS",
                env == Env::Development,
                value::true_or_false,
            )?,
            keys: key_source(&vars, &data_dir)?,
            issuer: vars.text("JWT_ISSUER", || origin_text(&public_url))?,
            audience: vars.text("JWT_AUDIENCE", || "app-api".to_owned())?,
            access_ttl: vars.duration("JWT_ACCESS_TTL", 15 * MINUTE, SECOND..=DAY)?,
            refresh_ttl: vars.duration("JWT_REFRESH_TTL", 30 * DAY, SECOND..=TEN_YEARS)?,
            refresh_idle_ttl: vars.duration("JWT_REFRESH_IDLE_TTL", 7 * DAY, SECOND..=TEN_YEARS)?,
            refresh_grace: vars.duration(
                "JWT_REFRESH_GRACE",
                10 * SECOND,
                Duration::ZERO..=MINUTE,
            )?,
            step_up_max_age: vars.duration("JWT_STEP_UP_MAX_AGE", 5 * MINUTE, SECOND..=DAY)?,
            leeway: vars.duration("JWT_LEEWAY", Duration::ZERO, Duration::ZERO..=5 * SECOND)?,
            bcrypt_cost: vars.number("APP_BCRYPT_COST", 12, 4..=16)?,
            login_attempts: vars.number("APP_LOGIN_ATTEMPTS", 20, 1..=1_000_000)?,
            login_window: vars.duration("APP_LOGIN_WINDOW", MINUTE, SECOND..=DAY)?,
            login_attempts_per_address: vars.number(
                "APP_LOGIN_ATTEMPTS_PER_ADDRESS",
                100,
                1..=1_000_000,
            )?,
            register_attempts: vars.number("APP_REGISTER_ATTEMPTS", 20, 1..=1_000_000)?,
            mail_file: vars.path("APP_MAIL_FILE", || data_dir.join("outbox"))?,
            smtp_url: vars.secret("APP_SMTP_URL")?,
            public_url: origin_text(&public_url),
            data_dir,
        };
        config.refuse_contradictions()?;
        if env == Env::Production {
            config.refuse_in_production(&public_url)?;
        }
        Ok(config)
    }

    fn refuse_contradictions(&self) -> Result<(), ConfigError> {
        if self.tls.is_some() && !self.public_url.starts_with("https://") {
            return Err(ConfigError::new(
                "APP_PUBLIC_URL",
                "must begin with https:// where APP_TLS_CERT is set",
            ));
        }
        if self.access_ttl > self.refresh_ttl {
            return Err(ConfigError::new(
                "JWT_ACCESS_TTL",
                "is longer than JWT_REFRESH_TTL, the life of the whole session",
            ));
        }
        if self.refresh_idle_ttl > self.refresh_ttl {
            return Err(ConfigError::new(
                "JWT_REFRESH_IDLE_TTL",
                "is longer than JWT_REFRESH_TTL, the life of the whole session",
            ));
        }
        other_apis::check(&self.other_apis, &self.audience)
    }

    fn refuse_in_production(&self, public_url: &Url) -> Result<(), ConfigError> {
        if public_url.scheme() != "https" {
            return Err(ConfigError::new(
                "APP_PUBLIC_URL",
                "must begin with https:// in production",
            ));
        }
        if self.cors_origins.iter().any(|o| !o.starts_with("https://")) {
            return Err(ConfigError::new(
                "APP_CORS_ORIGINS",
                "must list https:// origins only in production",
            ));
        }
        other_apis::check_in_production(&self.other_apis)?;
        if self.demo_users {
            return Err(ConfigError::new(
                "APP_DEMO_USERS",
                "must not be true in production: everybody knows their passwords",
            ));
        }
        if let KeySource::File(path) = &self.keys
            && !path.is_file()
        {
            return Err(ConfigError::new(
                "JWT_KEYS_FILE",
                "names no file, and production makes no keys of its own (or set JWT_SECRET)",
            ));
        }
        if self.access_ttl > HOUR {
            return Err(ConfigError::new(
                "JWT_ACCESS_TTL",
                "must be at most 1h in production",
            ));
        }
        if self.bcrypt_cost < 10 {
            return Err(ConfigError::new(
                "APP_BCRYPT_COST",
                "must be at least 10 in production",
            ));
        }
        Ok(())
    }

    /// What works and should be known: what production would refuse.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut warn = |text: &str| warnings.push(Warning(text.to_owned()));
        if self.demo_users {
            warn("APP_DEMO_USERS: demo users with known passwords can log in");
        }
        if is_remote_and_plain(&self.public_url) {
            warn("APP_PUBLIC_URL: over plain http, passwords and tokens can be read on the way");
        }
        if self.database.is_remote_and_plain() {
            warn(
                "DATABASE_URL: without TLS (sslmode=verify-full), whoever is on the way reads \
                 what the database is told; right in a network that you trust, nowhere else",
            );
        }
        if self.bcrypt_cost < 10 {
            warn("APP_BCRYPT_COST: below 10, stolen hashes are guessed quickly");
        }
        if self.access_ttl > HOUR {
            warn("JWT_ACCESS_TTL: above 1h, a stolen token works for long");
        }
        warnings
    }
}

fn is_remote_and_plain(origin: &str) -> bool {
    origin.strip_prefix("http://").is_some_and(|host| {
        !["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|local| host == *local || host.starts_with(&format!("{local}:")))
    })
}

fn data_dir(vars: &Values) -> Result<PathBuf, ConfigError> {
    vars.path("APP_DATA_DIR", || PathBuf::from("data"))
}

/// With the page inside, where `APP_PUBLIC_URL` says by default that browsers find it:
/// there is nobody else to serve it from there, as trunk does in development.
fn default_bind() -> SocketAddr {
    let port = if cfg!(feature = "embedded-page") {
        8080
    } else {
        3000
    };
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn default_url() -> Url {
    Url::parse("http://localhost:8080").expect("a literal that parses")
}

/// The origin alone: scheme, host, and the port where it is not the default.
fn origin_text(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests;
