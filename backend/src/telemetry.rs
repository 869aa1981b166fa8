//! The log: one line for each event on standard error.

mod gathered;
mod json;

use std::io::IsTerminal as _;
use std::panic::PanicHookInfo;
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
            std::panic::set_hook(Box::new(tell));
            let waiting = WAITING.get_or_init(|| Gathered::start(std::io::stderr()));
            log.fmt_fields(json::Members)
                .event_format(json::Line)
                .with_writer(waiting.clone())
                .try_init()
        }
    };
}

/// A panic as an event like any other. What is written of it by default is no JSON, and
/// has as many lines as the text that it was about.
fn tell(panic: &PanicHookInfo<'_>) {
    let cause = panic.payload_as_str().unwrap_or("no text");
    let place = panic.location().map(ToString::to_string);
    tracing::error!(cause, place, "a panic");
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use serde_json::Value;

    use super::*;

    /// In a process of its own: the hook is there once for all tests.
    #[test]
    fn a_panic_is_one_line_of_json_and_says_what_and_where() {
        const CHILD: &str = "PANICS_ON_PURPOSE";
        if std::env::var_os(CHILD).is_some() {
            init(LogFormat::Json);
            let span = tracing::error_span!("request", request_id = "r1");
            let panics = move || span.in_scope(|| panic!("at \"}}\n{}", "令牌"));
            assert!(std::thread::spawn(panics).join().is_err());
            return finish();
        }
        let name = "telemetry::tests::a_panic_is_one_line_of_json_and_says_what_and_where";
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", name, "--nocapture"]).env(CHILD, "1");
        let output = child.output().unwrap();
        assert!(output.status.success());
        let log = String::from_utf8(output.stderr).unwrap();
        let line: Value = serde_json::from_str(&log).unwrap_or_else(|_| panic!("{log}"));
        assert_eq!(line["cause"], "at \"}\n令牌");
        assert!(line["place"].as_str().unwrap().contains("telemetry.rs:"));
        assert_eq!(line["span"]["request_id"], "r1");
    }
}
