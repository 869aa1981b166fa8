//! The command line: `backend` starts the server, its commands look after the
//! tables, the keys and the tokens.

use std::io::Write as _;
use std::process::ExitCode;

use backend::telemetry;
use clap::Parser as _;

mod commands;

#[actix_web::main]
async fn main() -> ExitCode {
    let arguments = commands::Arguments::parse();
    let done = commands::run(arguments).await;
    telemetry::finish();
    match done {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Standard error is where the command line speaks to its user; if it is closed,
/// there is nobody to tell.
fn complain(error: &dyn std::error::Error) {
    let _ = writeln!(std::io::stderr(), "error: {error}");
}
