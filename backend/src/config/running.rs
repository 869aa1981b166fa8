//! The settings of how the server is run: its log, its figures, its end.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::Env;
use super::value::{ConfigError, Values};

const LONGEST_DRAIN: Duration = Duration::from_secs(20);

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// A JSON object a line, for programs.
    Json,
}

impl LogFormat {
    /// Where nothing else is said.
    #[must_use]
    pub fn usual_in(env: Env) -> Self {
        match env {
            Env::Development => Self::Text,
            Env::Production => Self::Json,
        }
    }
}

pub(super) fn log_format(vars: &Values, env: Env) -> Result<LogFormat, ConfigError> {
    vars.parse(
        "APP_LOG_FORMAT",
        LogFormat::usual_in(env),
        |text| match text {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err("must be `text` or `json`"),
        },
    )
}

/// In production, as long as a load balancer that asks every other second takes to
/// hear twice that the server is not ready. Nobody waits in development.
pub(super) fn drain_time(vars: &Values, env: Env) -> Result<Duration, ConfigError> {
    let default = match env {
        Env::Development => Duration::ZERO,
        Env::Production => Duration::from_secs(5),
    };
    vars.duration("APP_DRAIN_TIME", default, Duration::ZERO..=LONGEST_DRAIN)
}

pub(super) fn metrics_bind(vars: &Values) -> Result<Option<SocketAddr>, ConfigError> {
    vars.parse("APP_METRICS_BIND", None, |text| {
        private_address(text).map(Some)
    })
}

/// An address of this machine or its own network. `0.0.0.0` is one too: within a
/// container there is no other, and what reaches it is set outside.
fn private_address(text: &str) -> Result<SocketAddr, &'static str> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "must be an address and a port, such as 127.0.0.1:9100")?;
    let ip = address.ip().to_canonical();
    let is_private = ip.is_loopback()
        || ip.is_unspecified()
        || match ip {
            IpAddr::V4(ip) => ip.is_private() || ip.is_link_local(),
            IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
        };
    match is_private {
        true => Ok(address),
        false => Err("must be a loopback or private address: what is counted is not for all"),
    }
}
