//! A server as it is in production: behind a proxy with https, with a key of its own,
//! the log as JSON, and a line in it for each request.

use std::path::Path;

use crate::Failure;
use crate::measure::client::{Answer, Client};
use crate::measure::server::{self, Folder, Server, Settings};

const SETTINGS: Settings<'_> = &[
    ("APP_ENV", "production"),
    ("APP_PUBLIC_URL", "https://tessera.example"),
    ("APP_METRICS_BIND", "127.0.0.1:0"),
    // As it is by itself, which is not how other parts want it.
    ("RUST_LOG", ""),
];

const USER: &str = "alice";
const PASSWORD: &str = "a password for the bench";

/// A folder with a key for this algorithm and one user.
pub(super) fn folder(program: &Path, algorithm: &str) -> Result<Folder, Failure> {
    let folder = Folder::new()?;
    let ask = |arguments: &[&str], input: &str| {
        server::ask(program, folder.path(), SETTINGS, arguments, input)
    };
    ask(&["keys", "generate", "--alg", algorithm], "")?;
    ask(&["users", "create", USER], &format!("{PASSWORD}\n"))?;
    Ok(folder)
}

pub(super) fn start(program: &Path, folder: &Folder) -> Result<Server, Failure> {
    start_with(program, folder, &[])
}

/// With further settings.
pub(super) fn start_with(
    program: &Path,
    folder: &Folder,
    settings: Settings<'_>,
) -> Result<Server, Failure> {
    Server::start(program, folder.path(), &[SETTINGS, settings].concat())
}

/// An access token of the user.
pub(super) fn log_in(server: &Server) -> Result<String, Failure> {
    let body =
        format!(r#"{{"username":"{USER}","password":"{PASSWORD}","token_delivery":"native"}}"#);
    let answer = Client::new(server.address).post("/api/auth/login", "", &body);
    let answer = answer.map_err(|error| format!("The log-in broke: {error}."))?;
    let token = answer.text("access_token").map(str::to_owned);
    token.ok_or_else(|| Failure::Said(format!("The log-in was refused: {answer:?}")))
}

/// Ends the session of a token.
pub(super) fn log_out(server: &Server, token: &str) -> Result<(), Failure> {
    let answer = Client::new(server.address).post("/api/auth/logout", token, "");
    match answer.map_err(|error| format!("The log-out broke: {error}."))? {
        Answer { status: 204, .. } => Ok(()),
        other => Err(Failure::Said(format!("The log-out was refused: {other:?}"))),
    }
}

/// What the token opens.
pub(super) fn me(server: &Server, token: &str) -> Result<Answer, Failure> {
    let answer = Client::new(server.address).get("/api/me", token);
    Ok(answer.map_err(|error| format!("A request broke: {error}."))?)
}
