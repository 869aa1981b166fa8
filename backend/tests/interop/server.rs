//! The real program with a key of its own, and somebody logged in.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::library::{Expected, Key};
use crate::program::{Running, done, program};

const SECRET: &str = "a secret that both sides have been given";
const ISSUER: &str = "https://tessera.example";
const AUDIENCE: &str = "interop-api";

/// How the server is given its key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum KeyFrom {
    /// The variable `JWT_SECRET`.
    Secret,
    /// A key file that `backend keys generate` makes for this algorithm.
    File(&'static str),
}

/// A running server, killed when the test is over.
pub(crate) struct Server {
    running: Running,
    folder: TempDir,
    http: reqwest::Client,
    pub(crate) algorithm: &'static str,
    /// What the server signs with.
    pub(crate) signing_key: Key,
    /// What others verify with.
    pub(crate) verifying_key: Key,
    /// The token of a real log-in, by alice.
    pub(crate) token: String,
    /// Its header.
    pub(crate) header: Value,
    /// Its claims.
    pub(crate) claims: Value,
    user_id: String,
}

impl Server {
    pub(crate) async fn start(key_from: KeyFrom) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut serve = backend(&folder);
        let (algorithm, signing_key) = match key_from {
            KeyFrom::Secret => {
                serve.env("JWT_SECRET", SECRET);
                ("HS256", Key::Secret(SECRET.to_owned()))
            }
            KeyFrom::File(algorithm) => {
                done(backend(&folder).args(["keys", "generate", "--alg", algorithm]));
                let set = std::fs::read(folder.path().join("data/keys.json")).unwrap();
                let mut set: Value = serde_json::from_slice(&set).unwrap();
                (algorithm, Key::Jwk(set["keys"][0].take()))
            }
        };
        let running = Running::start(&mut serve);
        let address = &running.address;
        let verifying_key = match algorithm {
            "HS256" => signing_key.clone(),
            _ => Key::JwksUrl(format!("{address}/.well-known/jwks.json")),
        };
        let mut server = Self {
            running,
            folder,
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            algorithm,
            signing_key,
            verifying_key,
            token: String::new(),
            header: Value::Null,
            claims: Value::Null,
            user_id: String::new(),
        };
        server.log_in().await;
        server
    }

    async fn log_in(&mut self) {
        let request = self
            .http
            .post(format!("{}/api/auth/login", self.running.address))
            .json(&json!({ "username": "alice", "password": "wonderland" }));
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        self.token = text(&answer["access_token"]);
        self.user_id = text(&answer["user"]["id"]);
        let token = shared::unverified::decode(&self.token).unwrap();
        (self.header, self.claims) = (token.header.into(), token.claims.into());
    }

    /// What a path answers to whoever has logged in.
    #[cfg(feature = "lab")]
    pub(crate) async fn get(&self, path: &str) -> Value {
        let request = self
            .http
            .get(format!("{}{path}", self.running.address))
            .bearer_auth(&self.token);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// What `GET /api/me` answers to this token: the status, and the code of a
    /// refusal or the name of the user.
    pub(crate) async fn me(&self, token: &str) -> (u16, String) {
        let request = self
            .http
            .get(format!("{}/api/me", self.running.address))
            .bearer_auth(token);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let body: Value = response.json().await.unwrap();
        let says = body["code"].as_str().or(body["username"].as_str());
        (status, says.unwrap_or_default().to_owned())
    }

    /// What others may expect of the server's tokens.
    pub(crate) fn expected(&self) -> Expected {
        Expected {
            algorithm: self.algorithm,
            typ: "at+jwt",
            issuer: ISSUER.to_owned(),
            audience: AUDIENCE.to_owned(),
            subject: self.user_id.clone(),
            claims: &[
                "iss",
                "sub",
                "aud",
                "exp",
                "nbf",
                "iat",
                "jti",
                "sid",
                "auth_time",
                "role",
                "scope",
            ],
            max_age: "15m",
        }
    }

    /// The claims of the log-in, as if for another token of its session.
    pub(crate) fn fresh_claims(&self) -> Value {
        let mut claims = self.claims.clone();
        claims["jti"] = json!(Uuid::new_v4().to_string());
        claims["iat"] = json!(now());
        claims["nbf"] = json!(now());
        claims["exp"] = json!(now() + 60);
        claims
    }

    /// Another key for the server's algorithm, which it does not know.
    pub(crate) fn foreign_key(&self) -> Key {
        let alg = self.algorithm;
        let set = done(backend(&self.folder).args(["keys", "generate", "--print", "--alg", alg]));
        let mut set: Value = serde_json::from_str(&set).unwrap();
        Key::Jwk(set["keys"][0].take())
    }

    /// What one verifies the server's tokens with, as a file.
    pub(crate) async fn key_file(&self) -> PathBuf {
        let text = match &self.verifying_key {
            Key::JwksUrl(url) => {
                let request = self.http.get(url);
                request.send().await.unwrap().text().await.unwrap()
            }
            Key::Jwk(jwk) => jwk.to_string(),
            Key::Secret(_) => unreachable!("a test of `--jwk` starts with a key file"),
        };
        let path = self.folder.path().join("to-verify-with.json");
        std::fs::write(&path, text).unwrap();
        path
    }

    /// `backend token explain`: its exit code and its JSON.
    pub(crate) fn explain(&self, token: &str, key_file: &PathBuf) -> (Option<i32>, Value) {
        let mut explain = backend(&self.folder);
        explain
            .args(["token", "explain", "--jwk"])
            .arg(key_file)
            .args(["--json", token]);
        let Output { status, stdout, .. } = explain.output().unwrap();
        (status.code(), serde_json::from_slice(&stdout).unwrap())
    }
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}

/// The program, by the names that others may expect in its tokens.
fn backend(folder: &TempDir) -> Command {
    let mut command = program(folder);
    command
        .env("JWT_ISSUER", ISSUER)
        .env("JWT_AUDIENCE", AUDIENCE);
    command
}
