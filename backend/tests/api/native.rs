//! Clients that are no browser, and speak to the program as it is started.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::program::Running;

/// One who is logged in, and keeps the refresh token without a browser's help.
pub(crate) struct Native {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Native {
    /// Status and body of an answer with tokens, and the tokens of a good one.
    fn of(answer: &Value) -> Self {
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        Self {
            access: text("access_token"),
            refresh: text("refresh_token"),
        }
    }
}

/// `None` when the server is gone before it has answered.
async fn try_post(
    http: &reqwest::Client,
    address: &str,
    path: &str,
    token: Option<&str>,
    body: &Value,
) -> Option<(u16, Value)> {
    let request = http.post(format!("{address}{path}")).json(body);
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    // An answer of which a part was lost acknowledges nothing.
    let text = answer.text().await.ok()?;
    Some((status, serde_json::from_str(&text).unwrap_or_default()))
}

pub(crate) async fn post(
    server: &Running,
    path: &str,
    token: Option<&str>,
    body: Value,
) -> (u16, Value) {
    let http = reqwest::Client::new();
    let answer = try_post(&http, &server.address, path, token, &body).await;
    answer.expect("an answer")
}

pub(crate) async fn log_in(server: &Running, name: &str, password: &str) -> Native {
    let body = json!({ "username": name, "password": password, "token_delivery": "native" });
    let (status, answer) = post(server, "/api/auth/login", None, body).await;
    assert_eq!(status, 200, "{answer}");
    Native::of(&answer)
}

pub(crate) async fn refresh(server: &Running, token: &str) -> (u16, Value) {
    let body = json!({ "refresh_token": token });
    post(server, "/api/auth/refresh", None, body).await
}

/// The status and the body of a `GET`.
pub(crate) async fn get(server: &Running, path: &str, token: &str) -> (u16, Value) {
    let get = reqwest::Client::new()
        .get(format!("{}{path}", server.address))
        .bearer_auth(token);
    let answer = get.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or_default())
}

pub(crate) async fn me(server: &Running, token: &str) -> u16 {
    get(server, "/api/me", token).await.0
}

/// The titles of all notes of one user, page after page.
pub(crate) async fn titles(server: &Running, token: &str) -> BTreeSet<String> {
    let mut titles = BTreeSet::new();
    let mut path = "/api/notes?limit=100".to_owned();
    loop {
        let (status, page) = get(server, &path, token).await;
        assert_eq!(status, 200, "{page}");
        for note in page["items"].as_array().unwrap() {
            titles.insert(note["title"].as_str().unwrap().to_owned());
        }
        match page["next_cursor"].as_str() {
            None => return titles,
            Some(cursor) => path = format!("/api/notes?limit=100&cursor={cursor}"),
        }
    }
}

/// What clients were told of the notes that they sent, by title.
#[derive(Default)]
pub(crate) struct Ledger {
    told: Mutex<BTreeMap<String, u16>>,
}

impl Ledger {
    /// Sends one note; the status, or `None` when the server is gone.
    pub(crate) async fn write(
        &self,
        http: &reqwest::Client,
        address: &str,
        token: &str,
        title: String,
    ) -> Option<u16> {
        // Long enough that a few hundred notes outgrow what a file had to spare.
        let body = json!({ "title": title, "body": "x".repeat(500) });
        let (status, _) = try_post(http, address, "/api/notes", Some(token), &body).await?;
        self.told.lock().unwrap().insert(title, status);
        Some(status)
    }

    /// Writes notes until the server is gone or `count` are sent.
    pub(crate) async fn keep_writing(&self, address: &str, token: &str, name: &str, count: usize) {
        let http = reqwest::Client::new();
        for number in 0..count {
            let title = format!("{name} {number}");
            if self.write(&http, address, token, title).await.is_none() {
                return;
            }
        }
    }

    /// The titles of the notes that were answered with such a status.
    pub(crate) fn with(&self, wanted: impl Fn(u16) -> bool) -> BTreeSet<String> {
        let told = self.told.lock().unwrap();
        let told = told.iter().filter(|(_, status)| wanted(**status));
        told.map(|(title, _)| title.clone()).collect()
    }

    pub(crate) fn acknowledged(&self) -> BTreeSet<String> {
        self.with(|status| status == 201)
    }

    /// Every note that a client was told is stored must be there, and none of
    /// which it was told that it is not.
    #[track_caller]
    pub(crate) fn assert_true_of(&self, stored: &BTreeSet<String>) {
        let acknowledged = self.acknowledged();
        let lost: Vec<_> = acknowledged.difference(stored).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        let refused = self.with(|status| status != 201);
        let kept: Vec<_> = refused.intersection(stored).collect();
        assert!(kept.is_empty(), "refused and stored: {kept:?}");
    }
}
