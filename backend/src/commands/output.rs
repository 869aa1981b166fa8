//! Where the commands write: results to standard output, messages to standard
//! error, in colours where there is a terminal for them.

use std::io::Write as _;

use backend::startup::StartupError;

/// Writes a result. One that cannot be written is a command that failed.
pub(super) fn print(text: &str) -> Result<(), StartupError> {
    let mut out = anstream::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|cause| StartupError::Io {
        what: "standard output".to_owned(),
        cause,
    })
}

/// Tells something. What was done is done, whether or not anybody hears of it.
pub(super) fn say(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
