//! Users of a server that is measured: those that it has anyway, and as many more as
//! are wanted.

use std::io;
use std::path::Path;

use super::client::{Answer, Client};
use super::go_on;
use super::server::{Folder, Server, Settings};
use crate::Failure;

/// The users that every server in development has.
pub(crate) const ALICE: (&str, &str) = ("alice", "wonderland");
pub(crate) const JOHN: (&str, &str) = ("john_doe", "password123");

/// The password of those that are made here.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A client that is no browser: it keeps its refresh token itself.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Tokens {
    pub(crate) fn of(answer: &Answer) -> Option<Self> {
        Some(Self {
            access: answer.text("access_token")?.to_owned(),
            refresh: answer.text("refresh_token")?.to_owned(),
        })
    }
}

pub(crate) fn try_log_in(client: &mut Client, name: &str, password: &str) -> io::Result<Answer> {
    let body =
        format!(r#"{{"username":"{name}","password":"{password}","token_delivery":"native"}}"#);
    client.post("/api/auth/login", "", &body)
}

/// Logs in where nothing is in the way.
pub(crate) fn log_in(client: &mut Client, user: (&str, &str)) -> Result<Tokens, Failure> {
    let answer = try_log_in(client, user.0, user.1);
    let answer = answer.map_err(|error| format!("The log-in got no answer: {error}."))?;
    Tokens::of(&answer).ok_or_else(|| {
        let Answer { status, body } = answer;
        Failure::Said(format!("The log-in was answered with {status}: {body}"))
    })
}

/// Makes `user0`, `user1` and so on, at a low cost; the first log-in of each makes up
/// for it. The settings have to allow so many from one address.
pub(crate) fn make(
    program: &Path,
    folder: &Folder,
    settings: Settings<'_>,
    count: usize,
) -> Result<(), Failure> {
    let mut settings = settings.to_vec();
    settings.push(("APP_BCRYPT_COST", "4"));
    let server = Server::start(program, folder.path(), &settings)?;
    let mut client = Client::new(server.address);
    for number in 0..count {
        let body = format!(r#"{{"username":"user{number}","password":"{PASSWORD}"}}"#);
        let answer = client.post("/api/auth/register", "", &body);
        if !answer.is_ok_and(|answer| answer.status == 201) {
            return Err(Failure::Said("The accounts cannot be made.".to_owned()));
        }
        go_on()?;
    }
    server.kill()
}
