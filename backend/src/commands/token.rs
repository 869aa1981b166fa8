//! `backend token explain`: what a token says, and how each check judges it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use backend::auth::access_token::{self, Judge, Policy};
use backend::auth::foreign;
use backend::auth::keys::{Jwk, JwkSet};
use backend::auth::revocation::Revocations;
use backend::auth::trace::Trace;
use backend::clock::Clock;
use backend::config::{Config, KeySource};
use backend::db::address::Address;
use backend::db::connection::Database;
use backend::standing;
use backend::startup::{self, StartupError};
use clap::Subcommand;
use serde_json::Value;
use shared::error::ErrorCode;
use shared::trace::{Check, CheckReport};

use super::output::{print, say};
use explanation::Explanation;

mod explanation;
mod text;
mod words;

#[derive(Subcommand)]
pub(crate) enum Token {
    /// Decode a token and run every check on it, in order
    ///
    /// Without --jwk the token is judged as the server with these settings would
    /// judge it now, by its keys and its database. Exit code 0 if it is accepted,
    /// 1 if not.
    Explain {
        /// The token; - reads it from standard input, which leaves no trace of it
        /// in the shell's history
        #[arg(allow_hyphen_values = true)]
        token: String,
        /// Check the signature alone, of any JWS, by the key in this file (a JWK
        /// or a JWK Set)
        #[arg(long, value_name = "FILE")]
        jwk: Option<PathBuf>,
        /// Write JSON, for programs
        #[arg(long)]
        json: bool,
    },
}

pub(crate) fn run(token: Token) -> Result<ExitCode, StartupError> {
    let Token::Explain { token, jwk, json } = token;
    let token = if token == "-" { from_stdin()? } else { token };
    let now = Clock::default().seconds();
    let (judged, checks) = match jwk {
        Some(file) => by_key(&token, &file)?,
        None => as_the_server(&token, now)?,
    };
    let explanation = Explanation::new(&token, judged, checks, now);
    if json {
        print(&(explanation.json() + "\n"))?;
    } else {
        print(&text::render(&explanation))?;
    }
    Ok(match judged {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(_)) | None => ExitCode::FAILURE,
    })
}

/// The verdict, if there was a key to judge by, and the checks that led to it.
type Judgement = (Option<Result<(), ErrorCode>>, Vec<CheckReport>);

/// By the very function that judges requests.
fn as_the_server(token: &str, now: i64) -> Result<Judgement, StartupError> {
    let config = Config::load()?;
    let keys = match &config.keys {
        KeySource::File(path) if !path.exists() => {
            let path = path.display();
            say(&format!(
                "no keys in {path}: start the server once, or give a key with --jwk"
            ));
            return Ok((None, Vec::new()));
        }
        source => startup::keys::read(source)?,
    };
    let policy = startup::policy(&config);
    let revocations = revocations(&config, &policy, now)?;
    let judge = Judge {
        keys: &keys,
        policy: &policy,
        revocations: &revocations,
        now,
    };
    let mut trace = Trace::default();
    let judged = access_token::verify(Some(token), judge, &mut trace);
    Ok((Some(judged.map(drop)), trace.into_reports(Check::ALL)))
}

/// Where no server has run yet, nothing can have ended either; and looking makes no
/// file and no table.
fn revocations(config: &Config, policy: &Policy, now: i64) -> Result<Revocations, StartupError> {
    if let Address::Sqlite(path) = &config.database
        && !path.is_file()
    {
        return Ok(Revocations::default());
    }
    let database = Database::open(&config.database)?;
    if !database.has_tables()? {
        return Ok(Revocations::default());
    }
    Ok(standing::load(&database, policy, now.saturating_mul(1000))?)
}

/// By a key from outside, and by nothing else.
fn by_key(token: &str, file: &Path) -> Result<Judgement, StartupError> {
    let keys = read_keys(file)?;
    let mut trace = Trace::default();
    let judged = foreign::verify(token, &keys, &mut trace);
    Ok((Some(judged), trace.into_reports(&foreign::CHECKS)))
}

/// A JWK, or a set of them.
fn read_keys(file: &Path) -> Result<Vec<Jwk>, StartupError> {
    let failed = |cause| StartupError::Io {
        what: format!("--jwk: {} cannot be read", file.display()),
        cause,
    };
    let text = std::fs::read_to_string(file).map_err(failed)?;
    let value: Value = serde_json::from_str(&text).unwrap_or_default();
    let keys = match value.get("keys") {
        Some(Value::Array(keys)) => keys.clone(),
        _ => vec![value],
    };
    // A key that we cannot read is not there (RFC 7517 §5).
    let keys: Vec<Jwk> = keys
        .into_iter()
        .filter(Value::is_object)
        .filter_map(|key| serde_json::from_value(key).ok())
        .filter(|key: &Jwk| !key.kty.is_empty())
        .collect();
    if keys.is_empty() && value_is_no_set(&text) {
        return Err(StartupError::Broken(format!(
            "--jwk: {} holds neither a JWK nor a JWK Set (RFC 7517)",
            file.display()
        )));
    }
    Ok(keys)
}

fn value_is_no_set(text: &str) -> bool {
    JwkSet::parse(text).is_none()
}

fn from_stdin() -> Result<String, StartupError> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    read.map_err(|cause| StartupError::Io {
        what: "standard input".to_owned(),
        cause,
    })?;
    // What `echo` and a paste add is not part of the token.
    Ok(text.trim().to_owned())
}
