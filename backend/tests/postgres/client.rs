//! One who speaks to any instance, and is no browser: the refresh token is in the
//! body.

use std::path::Path;

use backend::db::connection::Database;
use reqwest::Method;
use serde_json::{Value, json};

use crate::program::{Running, program};
use crate::store;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) retry_after: Option<String>,
}

/// One server of several, all with the same folder: its keys, its pepper, and the
/// same schema.
pub(crate) fn instance(folder: impl AsRef<Path>) -> Running {
    is_on_postgres();
    Running::start(&mut program(folder))
}

/// The database of those.
pub(crate) fn database(folder: impl AsRef<Path>) -> Database {
    is_on_postgres();
    store::open(&folder.as_ref().join("data"))
}

/// With files of their own instead, every test here would fail in a way that is hard
/// to read, or pass and say nothing.
#[track_caller]
fn is_on_postgres() {
    assert!(
        !store::is_a_file(),
        "TEST_POSTGRES is missing: run this by `cargo xtask test --only postgres`"
    );
}

/// Sends a request; no answer at all is an error.
pub(crate) async fn try_call(
    server: &str,
    (method, path): (Method, &str),
    token: Option<&str>,
    body: Option<Value>,
) -> reqwest::Result<Answer> {
    let mut request = reqwest::Client::new().request(method, format!("{server}{path}"));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await?;
    let retry_after = answer.headers().get("retry-after");
    Ok(Answer {
        status: answer.status().as_u16(),
        retry_after: retry_after.map(|value| value.to_str().unwrap().to_owned()),
        body: serde_json::from_slice(&answer.bytes().await?).unwrap_or_default(),
    })
}

/// Sends a request to a server that is there.
pub(crate) async fn call(
    server: &Running,
    what: (Method, &str),
    token: Option<&str>,
    body: Option<Value>,
) -> Answer {
    try_call(&server.address, what, token, body).await.unwrap()
}

/// A session, by its tokens.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Tokens {
    #[track_caller]
    pub(crate) fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{answer:?}");
        let text = |name: &str| answer.body[name].as_str().unwrap().to_owned();
        Self {
            access: text("access_token"),
            refresh: text("refresh_token"),
        }
    }

    /// A claim of the access token.
    pub(crate) fn claim(&self, name: &str) -> String {
        let token = shared::unverified::decode(&self.access).unwrap();
        token.claims[name].as_str().unwrap().to_owned()
    }
}

pub(crate) const PASSWORD: &str = "correct horse battery";

/// Makes a user, and logs them in.
pub(crate) async fn newcomer(server: &Running, username: &str) -> Tokens {
    let body = json!({ "username": username, "password": PASSWORD });
    let made = call(
        server,
        (Method::POST, "/api/auth/register"),
        None,
        Some(body),
    )
    .await;
    assert_eq!(made.status, 201, "{made:?}");
    log_in(server, username, PASSWORD).await
}

pub(crate) async fn log_in(server: &Running, username: &str, password: &str) -> Tokens {
    let body = json!({
        "username": username,
        "password": password,
        "token_delivery": "native",
    });
    Tokens::of(&call(server, (Method::POST, "/api/auth/login"), None, Some(body)).await)
}

/// The admin of the demo.
pub(crate) async fn john(server: &Running) -> Tokens {
    log_in(server, "john_doe", "password123").await
}

pub(crate) async fn refresh(server: &Running, token: &str) -> Answer {
    let body = json!({ "refresh_token": token });
    call(
        server,
        (Method::POST, "/api/auth/refresh"),
        None,
        Some(body),
    )
    .await
}

/// The status that a token has.
pub(crate) async fn me(server: &Running, tokens: &Tokens) -> u16 {
    let what = (Method::GET, "/api/me");
    call(server, what, Some(&tokens.access), None).await.status
}
