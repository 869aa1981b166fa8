//! A server of one's own for each test, and clients that speak to it.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use backend::auth::keys::{self, Jwk, JwkSet};
use backend::clock::Clock;
use backend::config::Config;
use backend::db::connection::Database;
use backend::startup::Application;
use backend::web::page::Source;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

#[cfg(feature = "openapi")]
use crate::contract;
use crate::store;

/// The secret that the server signs with, so that a test can sign as well.
pub(crate) const SECRET: &str = "a secret for tests, 32 bytes long";

/// A running server with an empty database, which both go with it.
pub(crate) struct TestApp {
    pub(crate) address: String,
    pub(crate) clock: Clock,
    pub(crate) folder: TempDir,
    http: reqwest::Client,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With settings besides those that every test has.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        Self::serving(settings, None).await
    }

    /// The same with this page, and not the one in [`page_folder`](Self::page_folder).
    pub(crate) async fn serving(settings: &[(&str, &str)], page: Option<Source>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mut vars = BTreeMap::from([
            ("APP_BIND", "127.0.0.1:0"),
            ("APP_BCRYPT_COST", "4"),
            ("APP_DATA_DIR", data.to_str().unwrap()),
            ("JWT_SECRET", SECRET),
        ]);
        vars.extend(settings.iter().copied());
        if vars.contains_key("JWT_KEYS_FILE") {
            vars.remove("JWT_SECRET");
        }
        // The same data folder is the same server started again, or another instance.
        let url = store::url(Path::new(vars["APP_DATA_DIR"]));
        if let Some(url) = &url {
            vars.insert("DATABASE_URL", url);
        }
        let vars = vars
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = Config::from_vars(vars.collect()).unwrap();
        let clock = Clock::default();
        let page = page.unwrap_or_else(|| folder.path().join("dist").into());
        let application = Application::build(config, clock.clone(), page)
            .await
            .unwrap();
        let address = format!("http://127.0.0.1:{}", application.port());
        actix_web::rt::spawn(application.run_until_stopped());
        Self {
            address,
            clock,
            folder,
            http: reqwest::Client::new(),
        }
    }

    /// With these keys in a file of their own; the path of it too.
    pub(crate) async fn with_keys(keys: &[Jwk]) -> (Self, PathBuf, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        write_keys(&path, keys);
        let app = Self::with(&[("JWT_KEYS_FILE", path.to_str().unwrap())]).await;
        (app, path, folder)
    }

    /// Sends these bytes and gives all that comes back, on a thread of its own:
    /// this one has to keep the server going.
    pub(crate) async fn send_raw(&self, request: String) -> String {
        let address = self.address.trim_start_matches("http://").to_owned();
        let exchange = move || {
            let mut stream = TcpStream::connect(address).unwrap();
            let patience = Some(std::time::Duration::from_secs(10));
            stream.set_read_timeout(patience).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            String::from_utf8_lossy(&answer).into_owned()
        };
        tokio::task::spawn_blocking(exchange).await.unwrap()
    }

    /// Its database, for a look past the server.
    pub(crate) fn database(&self) -> Database {
        store::open(&self.folder.path().join("data"))
    }

    pub(crate) fn page_folder(&self) -> PathBuf {
        self.folder.path().join("dist")
    }

    /// Somebody without a token.
    pub(crate) fn anonymous(&self) -> Client {
        Client {
            address: self.address.clone(),
            http: self.http.clone(),
            token: None,
        }
    }

    /// Somebody with this token, genuine or not.
    pub(crate) fn with_token(&self, token: impl Into<String>) -> Client {
        Client {
            token: Some(token.into()),
            ..self.anonymous()
        }
    }

    /// Alice of the demo, logged in.
    pub(crate) async fn alice(&self) -> Client {
        self.logged_in("alice", "wonderland").await
    }

    /// John of the demo, an admin, logged in.
    pub(crate) async fn john(&self) -> Client {
        self.logged_in("john_doe", "password123").await
    }

    async fn logged_in(&self, username: &str, password: &str) -> Client {
        let answer = self.anonymous().log_in(username, password).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        self.with_token(answer.body["access_token"].as_str().unwrap())
    }
}

/// One who sends requests.
#[derive(Clone)]
pub(crate) struct Client {
    address: String,
    http: reqwest::Client,
    pub(crate) token: Option<String>,
}

impl Client {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    pub(crate) async fn log_in(&self, username: &str, password: &str) -> Answer {
        let body = json!({ "username": username, "password": password });
        self.post("/api/auth/login", body).await
    }

    pub(crate) async fn log_out(&self) -> Answer {
        self.send(Method::POST, "/api/auth/logout", None).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::of(request).await
    }

    /// A request to be made odd before it is sent with [`Answer::of`].
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.address));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }
}

/// What came back, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    /// The JSON of the body; null where it is none.
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Self {
        let (client, request) = request.build_split();
        let request = request.unwrap();
        #[cfg(feature = "openapi")]
        let sent = contract::Sent::of(&request);
        let response = client.execute(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        let answer = Self {
            status,
            headers,
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
        };
        #[cfg(feature = "openapi")]
        contract::hold(&sent, &answer);
        answer
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Holds a refusal against the wire contract: status, code, and the parts
    /// that every one of them has.
    #[track_caller]
    pub(crate) fn assert_refused(&self, status: u16, code: &str) {
        assert_eq!(self.body["code"], code, "{}", self.text);
        assert_eq!(self.status.as_u16(), status);
        assert_eq!(self.body["status"], status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("cache-control"), "no-store");
        for member in ["title", "detail", "request_id"] {
            assert!(!self.body[member].as_str().unwrap().is_empty(), "{member}");
        }
        assert_eq!(self.body["request_id"], self.header("x-request-id"));
        let reference = format!("http://localhost:8080/errors/{code}");
        assert_eq!(self.body["type"], reference);
        assert_eq!(status == 401, self.headers.contains_key("www-authenticate"));
    }

    /// The codes of the fields at fault, by field.
    pub(crate) fn field_errors(&self) -> BTreeMap<&str, &str> {
        let errors = self.body["errors"].as_array().unwrap();
        errors
            .iter()
            .map(|error| {
                assert!(!error["detail"].as_str().unwrap().is_empty());
                (
                    error["field"].as_str().unwrap(),
                    error["code"].as_str().unwrap(),
                )
            })
            .collect()
    }
}

/// The header and the claims of a token, to be changed and signed again.
pub(crate) fn read(token: &str) -> (Value, Value) {
    let token = shared::unverified::decode(token).unwrap();
    (token.header.into(), token.claims.into())
}

/// Signs any header and claims with the server's own secret.
pub(crate) fn sign(header: &Value, claims: &Value) -> String {
    sign_text(&header.to_string(), &claims.to_string(), SECRET.as_bytes())
}

/// Signs any two texts with HS256.
pub(crate) fn sign_text(header: &str, payload: &str, secret: &[u8]) -> String {
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(payload)
    );
    let key = EncodingKey::from_secret(secret);
    let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{signed}.{signature}")
}

/// Makes a key.
pub(crate) fn key(algorithm: keys::Algorithm, kid: &str) -> Jwk {
    keys::generate(algorithm, kid).unwrap()
}

/// Puts a file with these keys in place at once, as `backend keys` does.
pub(crate) fn write_keys(path: &Path, keys: &[Jwk]) {
    let set = JwkSet {
        keys: keys.to_vec(),
    };
    let new = path.with_extension("new");
    std::fs::write(&new, set.to_json()).unwrap();
    std::fs::rename(new, path).unwrap();
}
