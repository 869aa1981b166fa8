//! The log: one line for each event on standard error.

mod gathered;
mod json;

use std::io::IsTerminal as _;
use std::sync::OnceLock;

use tracing_subscriber::EnvFilter;

use self::gathered::Gathered;
use crate::config::LogFormat;

/// What is logged unless `RUST_LOG` says otherwise. The framework is silent: what it
/// refuses by itself, `web::framework` reports.
const DEFAULT: &str = "info,actix_server=warn,actix_http=off";

/// Lines that are still to be written.
static WAITING: OnceLock<Gathered> = OnceLock::new();

/// Writes what was logged and waits for company: to be called before the program ends.
pub fn finish() {
    if let Some(waiting) = WAITING.get() {
        waiting.write();
    }
}

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
        .with_target(false);
    let _ = match format {
        // Somebody is looking.
        LogFormat::Text => log
            .with_writer(std::io::stderr)
            .with_ansi(std::io::stderr().is_terminal())
            .try_init(),
        LogFormat::Json => {
            let waiting = WAITING.get_or_init(|| Gathered::start(std::io::stderr()));
            log.fmt_fields(json::Members)
                .event_format(json::Line)
                .with_writer(waiting.clone())
                .try_init()
        }
    };
}
