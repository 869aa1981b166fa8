//! The log: one line for each event on standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// What is logged unless `RUST_LOG` says otherwise. The framework is silent: what it
/// refuses by itself, `web::framework` reports.
const DEFAULT: &str = "info,actix_server=warn,actix_http=off";

/// Starts logging at `info`, or as `RUST_LOG` says. A second call does nothing,
/// which is what tests in one process need.
///
/// In either format an event is one line, whatever a caller has put into it: texts
/// are written with their control characters escaped. Values of callers therefore
/// go into fields, and never into the message.
pub fn init(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_writer(std::io::stderr);
    let _ = match format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
        // With the request that an event belongs to, once.
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .try_init(),
    };
}
