//! What the program can be told to do. Results go to standard output, messages
//! to standard error; the exit code is 0 when it is done, 2 for a command that
//! makes no sense, and 1 otherwise.

use std::process::ExitCode;

use backend::clock::Clock;
use backend::config::resource_server::ResourceConfig;
use backend::config::{Config, LogFormat};
use backend::db::connection::Database;
use backend::resource_server::ResourceServer;
use backend::startup::{Application, StartupError};
use backend::telemetry;
use backend::web::page::Source;
use clap::{Parser, Subcommand};

mod backup;
mod clients;
mod healthcheck;
mod keys;
mod output;
mod token;
mod users;

/// Issues JSON Web Tokens and checks them.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Start the server (the default)
    Serve,
    /// Ask the running server whether it is ready: exit code 0 if so, 1 if not
    Healthcheck,
    /// Bring the tables of the database up to date
    Migrate {
        /// Take the newest migration back instead
        #[arg(long)]
        revert: bool,
    },
    /// Copy the database into a file, while the server goes on
    Backup(backup::Backup),
    /// Look after the signing keys in JWT_KEYS_FILE
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Make and change users
    #[command(subcommand)]
    Users(users::Users),
    /// Register services, which call other APIs in their own name
    #[command(subcommand)]
    Clients(clients::Clients),
    /// Start the second server: another API, which takes tokens for its own audience
    ResourceServer,
    /// Look at tokens
    #[command(subcommand)]
    Token(token::Token),
}

/// Does what was asked.
pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, StartupError> {
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve().await?,
        Command::Healthcheck => healthcheck::run()?,
        Command::Migrate { revert } => migrate(revert)?,
        Command::Backup(backup) => backup::run(backup)?,
        Command::Keys(keys) => keys::run(keys)?,
        Command::Users(users) => users::run(users).await?,
        Command::Clients(clients) => clients::run(clients)?,
        Command::ResourceServer => serve_resources().await?,
        Command::Token(token) => return token::run(token),
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve() -> Result<(), StartupError> {
    let config = Config::load()?;
    telemetry::init(config.log_format);
    let public_url = config.public_url.clone();
    let bind = config.bind;
    let application = Application::build(config, Clock::default(), Source::usual()).await?;
    tracing::info!(%bind, port = application.port(), public_url, "listening");
    application.run_until_stopped().await.map_err(stopped)
}

async fn serve_resources() -> Result<(), StartupError> {
    let config = ResourceConfig::load()?;
    telemetry::init(LogFormat::usual_in(config.env));
    let (bind, audience) = (config.bind, config.audience.clone());
    let issuer = config.issuer.clone();
    let server = ResourceServer::build(config, Clock::default()).await?;
    tracing::info!(%bind, port = server.port(), audience, issuer, "listening");
    server.run_until_stopped().await.map_err(stopped)
}

fn stopped(cause: std::io::Error) -> StartupError {
    StartupError::Io {
        what: "the server stopped".to_owned(),
        cause,
    }
}

fn migrate(revert: bool) -> Result<(), StartupError> {
    let config = Config::load()?;
    telemetry::init(config.log_format);
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
