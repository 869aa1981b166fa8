//! What the server counts of itself, for Prometheus.
//!
//! Served on an address of its own (`APP_METRICS_BIND`): the figures tell when
//! somebody logs in and how many fail. No label has a value that a caller can
//! choose, or each new one would cost memory for ever: routes are patterns, and
//! methods and codes are those that we know.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus::core::Collector;
use prometheus::{
    Error, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, TextEncoder,
};
use shared::endpoint;
use shared::error::ErrorCode;

/// Seconds. From a token that is judged to a password that waits to be hashed.
const BUCKETS: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];
/// The route of a request that no endpoint takes: a file of the page, or nothing.
pub const NO_ROUTE: &str = "other";

/// The counters of one server.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    /// Requests whose answers are not made yet.
    pub in_flight: IntGauge,
    /// Open connections.
    pub connections: IntGauge,
    /// Connections that were closed because the client took too long.
    pub overdue: IntCounter,
    refusals: IntCounterVec,
    log_ins: IntCounterVec,
    refreshes: IntCounterVec,
    levels: LevelGauges,
}

/// What is not counted as it happens but read when somebody asks.
#[derive(Debug, Clone, Copy)]
pub struct Levels {
    /// Passwords that wait to be hashed.
    pub hashing_waiting: usize,
    /// Passwords that were turned away since the start.
    pub hashing_refused: u64,
    /// Database connections in use.
    pub database_used: u32,
    /// Database connections that are open and free.
    pub database_idle: u32,
    /// Who waits for a database connection.
    pub database_waiting: usize,
    /// Who was turned away because the database was busy, since the start.
    pub database_refused: u64,
    /// Statements that requests have waited for, since the start.
    pub database_statements: u64,
    /// Sessions that are over while their tokens may still live.
    pub ended_sessions: usize,
    /// Users who are not what their tokens may still say.
    pub changed_users: usize,
    /// Keys that verify.
    pub keys: usize,
    /// When they were last taken, in milliseconds since 1970.
    pub keys_taken_at: i64,
}

struct LevelGauges {
    hashing_waiting: IntGauge,
    hashing_refused: IntCounter,
    database: IntGaugeVec,
    database_waiting: IntGauge,
    database_refused: IntCounter,
    database_statements: IntCounter,
    revocations: IntGaugeVec,
    keys: IntGauge,
    keys_taken_at: IntGauge,
}

impl Metrics {
    /// With everything at zero.
    ///
    /// # Panics
    /// When two of them have the same name, which a test would see.
    #[must_use]
    pub fn new() -> Self {
        Self::try_new().expect("the names below are well-formed and different")
    }

    fn try_new() -> Result<Self, Error> {
        let registry = Registry::new();
        let build = kept(
            &registry,
            gauges("build_info", "Which program this is.", &["version"]),
        )?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        let durations = HistogramOpts::new(
            "tessera_http_request_duration_seconds",
            "How long an answer took to make, by route.",
        );
        Ok(Self {
            requests: kept(
                &registry,
                counters(
                    "http_requests_total",
                    "Requests.",
                    &["method", "route", "status"],
                ),
            )?,
            durations: kept(
                &registry,
                HistogramVec::new(durations.buckets(BUCKETS.to_vec()), &["route"]),
            )?,
            in_flight: kept(
                &registry,
                gauge(
                    "http_requests_in_flight",
                    "Requests whose answers are not made yet.",
                ),
            )?,
            connections: kept(&registry, gauge("connections", "Open connections."))?,
            overdue: kept(
                &registry,
                counter(
                    "connections_overdue_total",
                    "Connections closed because the client took too long.",
                ),
            )?,
            refusals: kept(
                &registry,
                counters(
                    "refusals_total",
                    "Refused requests, by the code of the refusal.",
                    &["code"],
                ),
            )?,
            log_ins: kept(
                &registry,
                counters(
                    "logins_total",
                    "Log-ins: ok, or the code of the refusal.",
                    &["outcome"],
                ),
            )?,
            refreshes: kept(
                &registry,
                counters(
                    "refreshes_total",
                    "Genuine refresh tokens: rotated, repeated, or the code of the refusal.",
                    &["outcome"],
                ),
            )?,
            levels: LevelGauges::new(&registry)?,
            registry,
        })
    }

    /// Counts a request that is done.
    pub fn answered(
        &self,
        method: &Method,
        route: &str,
        status: StatusCode,
        code: Option<ErrorCode>,
        took: Duration,
    ) {
        let labels = [name_of(method), route, status.as_str()];
        self.requests.with_label_values(&labels).inc();
        self.durations
            .with_label_values(&[route])
            .observe(took.as_secs_f64());
        if let Some(code) = code {
            self.refusals.with_label_values(&[code.as_str()]).inc();
        }
        if route == endpoint::LOGIN && method == Method::POST {
            let outcome = code.map_or("ok", ErrorCode::as_str);
            self.log_ins.with_label_values(&[outcome]).inc();
        }
    }

    /// Counts what became of a genuine refresh token.
    pub fn refreshed(&self, outcome: &str) {
        self.refreshes.with_label_values(&[outcome]).inc();
    }

    /// All of them, in Prometheus' text format.
    ///
    /// # Errors
    /// When one of them cannot be written.
    pub fn render(&self, levels: Levels) -> Result<String, Error> {
        self.levels.set(levels);
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl LevelGauges {
    fn new(registry: &Registry) -> Result<Self, Error> {
        Ok(Self {
            hashing_waiting: kept(
                registry,
                gauge("hashing_waiting", "Passwords that wait to be hashed."),
            )?,
            hashing_refused: kept(
                registry,
                counter(
                    "hashing_refused_total",
                    "Passwords turned away because too many waited.",
                ),
            )?,
            database: kept(
                registry,
                gauges(
                    "database_connections",
                    "Connections to the database.",
                    &["state"],
                ),
            )?,
            database_waiting: kept(
                registry,
                gauge(
                    "database_waiting",
                    "Who waits for a connection to the database.",
                ),
            )?,
            database_refused: kept(
                registry,
                counter(
                    "database_refused_total",
                    "Who was turned away because the database was busy.",
                ),
            )?,
            database_statements: kept(
                registry,
                counter(
                    "database_statements_total",
                    "Statements that requests have waited for.",
                ),
            )?,
            revocations: kept(
                registry,
                gauges(
                    "revocations",
                    "What is over while tokens that say otherwise may live.",
                    &["kind"],
                ),
            )?,
            keys: kept(registry, gauge("keys", "Keys that verify tokens."))?,
            keys_taken_at: kept(
                registry,
                gauge(
                    "keys_taken_timestamp_seconds",
                    "When the keys were last taken from their file.",
                ),
            )?,
        })
    }

    fn set(&self, levels: Levels) {
        let size = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.hashing_waiting.set(size(levels.hashing_waiting));
        count_to(&self.hashing_refused, levels.hashing_refused);
        let database = |state, count: u32| {
            let gauge = self.database.with_label_values(&[state]);
            gauge.set(i64::from(count));
        };
        database("used", levels.database_used);
        database("idle", levels.database_idle);
        self.database_waiting.set(size(levels.database_waiting));
        count_to(&self.database_refused, levels.database_refused);
        count_to(&self.database_statements, levels.database_statements);
        let revocations = |kind, count| {
            let gauge = self.revocations.with_label_values(&[kind]);
            gauge.set(size(count));
        };
        revocations("session", levels.ended_sessions);
        revocations("user", levels.changed_users);
        self.keys.set(size(levels.keys));
        self.keys_taken_at
            .set(levels.keys_taken_at.div_euclid(1000));
    }
}

/// Brings a counter to where another one stands.
fn count_to(counter: &IntCounter, count: u64) {
    counter.inc_by(count.saturating_sub(counter.get()));
}

/// A method that we know: a caller can send any word.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn options(name: &str, help: &str) -> Opts {
    Opts::new(name, help).namespace("tessera")
}

fn gauge(name: &str, help: &str) -> Result<IntGauge, Error> {
    IntGauge::with_opts(options(name, help))
}

fn gauges(name: &str, help: &str, labels: &[&str]) -> Result<IntGaugeVec, Error> {
    IntGaugeVec::new(options(name, help), labels)
}

fn counter(name: &str, help: &str) -> Result<IntCounter, Error> {
    IntCounter::with_opts(options(name, help))
}

fn counters(name: &str, help: &str, labels: &[&str]) -> Result<IntCounterVec, Error> {
    IntCounterVec::new(options(name, help), labels)
}

/// Puts one of them where they are gathered.
fn kept<M: Collector + Clone + 'static>(
    registry: &Registry,
    metric: Result<M, Error>,
) -> Result<M, Error> {
    let metric = metric?;
    registry.register(Box::new(metric.clone()))?;
    Ok(metric)
}
