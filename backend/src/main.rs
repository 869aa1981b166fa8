//! The command line: `backend` starts the server, `backend migrate` looks after
//! the tables.

use std::path::PathBuf;
use std::process::ExitCode;

use backend::clock::Clock;
use backend::config::Config;
use backend::db::connection::Database;
use backend::startup::{Application, StartupError};
use backend::telemetry;
use clap::{Parser, Subcommand};

/// Issues JSON Web Tokens and checks them.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Start the server (the default)
    Serve,
    /// Bring the tables of the database up to date
    Migrate {
        /// Take the newest migration back instead
        #[arg(long)]
        revert: bool,
    },
}

/// Where `trunk build` leaves the page, from where the server was started.
const PAGE: &str = "dist";

#[actix_web::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    telemetry::init();
    let done = match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve().await,
        Command::Migrate { revert } => migrate(revert),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), StartupError> {
    let config = Config::load()?;
    let public_url = config.public_url.clone();
    let bind = config.bind;
    let application = Application::build(config, Clock::default(), PathBuf::from(PAGE)).await?;
    tracing::info!(%bind, port = application.port(), public_url, "listening");
    application
        .run_until_stopped()
        .await
        .map_err(|cause| StartupError::Io {
            what: "the server stopped".to_owned(),
            cause,
        })
}

fn migrate(revert: bool) -> Result<(), StartupError> {
    let config = Config::load()?;
    let database = Database::open(&config.database)?;
    if revert {
        let migration = database.revert()?;
        tracing::info!(migration, "reverted");
    } else {
        let run = database.migrate()?;
        tracing::info!(count = run.len(), "migrated");
    }
    Ok(())
}

/// Standard error is where the command line speaks to its user.
#[expect(clippy::print_stderr, reason = "messages of the command line")]
fn complain(error: &StartupError) {
    eprintln!("error: {error}");
}
