//! The log of the real program: whose request each line is about, nothing secret,
//! and no line that a caller wrote.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::program::{Running, program};

/// One who sends requests to the program.
struct Caller {
    server: Running,
    http: reqwest::Client,
    token: Option<String>,
    _folder: tempfile::TempDir,
}

impl Caller {
    fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Running::start(program(&folder).envs(settings.iter().copied()));
        Self {
            server,
            http: reqwest::Client::new(),
            token: None,
            _folder: folder,
        }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}{path}", self.server.address));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> (String, Value) {
        let answer = self.request(method, path).json(&body).send().await.unwrap();
        let id = answer.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        (id, answer.json().await.unwrap_or_default())
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.send(Method::POST, path, body).await.1
    }

    async fn log_in(&mut self, password: &str, delivery: &str) -> Value {
        let body = json!({ "username": "alice", "password": password, "token_delivery": delivery });
        let answer = self.post("/api/auth/login", body).await;
        self.token = answer["access_token"].as_str().map(str::to_owned);
        answer
    }

    /// The log, once this stands in it.
    async fn log_with(&self, text: &str) -> String {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let log = self.server.log();
            if log.contains(text) {
                return log;
            }
            assert!(Instant::now() < deadline, "{text} is not in the log: {log}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The lines of a log in JSON that are about this request.
fn about(log: &str, request_id: &str) -> Vec<Value> {
    let lines = log.lines().map(|line| {
        serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"))
    });
    lines
        .filter(|line| line["span"]["request_id"] == request_id)
        .collect()
}

#[actix_web::test]
async fn each_line_about_a_request_says_which_and_whose_it_was() {
    let settings = [("APP_LOG_FORMAT", "json"), ("APP_LOGIN_ATTEMPTS", "1")];
    let mut caller = Caller::start(&settings);
    caller.log_in("wonderland", "bearer").await;
    let token = shared::unverified::decode(caller.token.as_ref().unwrap()).unwrap();
    let (me, _) = caller
        .send(Method::GET, "/api/me?secret=s3cret", json!({}))
        .await;
    let wrong = json!({ "username": "alice", "password": "not it at all" });
    caller.post("/api/auth/login", wrong.clone()).await;
    let (limited, answer) = caller.send(Method::POST, "/api/auth/login", wrong).await;
    assert_eq!(answer["code"], "rate_limited");

    let log = caller.log_with("\"status\":429").await;
    let lines = about(&log, &me);
    assert_eq!(lines.len(), 1, "{lines:?}");
    let line = &lines[0];
    assert_eq!(line["message"], "answered");
    assert_eq!(
        (&line["method"], &line["path"]),
        (&json!("GET"), &json!("/api/me"))
    );
    assert_eq!(line["status"], 200);
    assert!(line["micros"].as_u64().is_some() && line["timestamp"].is_string());
    assert_eq!(line["span"]["user"], token.claims["sub"]);
    assert_eq!(line["span"]["session"], token.claims["sid"]);
    let lines = about(&log, &limited);
    let messages: Vec<_> = lines.iter().map(|line| &line["message"]).collect();
    assert_eq!(messages, ["too many wrong passwords", "answered"]);
    // Nobody was known yet.
    assert_eq!(lines[0]["span"].get("user"), None);
    assert!(!log.contains("s3cret"));
}

#[test]
fn in_production_the_log_is_json_and_text_is_one_setting_away() {
    for (format, is_json) in [(None, true), (Some("text"), false)] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = program(&folder);
        command
            .env("APP_ENV", "production")
            .env("APP_BCRYPT_COST", "10")
            .env("APP_PUBLIC_URL", "https://app.example.com")
            .env("JWT_SECRET", crate::helpers::SECRET);
        if let Some(format) = format {
            command.env("APP_LOG_FORMAT", format);
        }
        let log = Running::start(&mut command).log();
        for line in log.lines() {
            assert_eq!(
                serde_json::from_str::<Value>(line).is_ok(),
                is_json,
                "{line}"
            );
        }
    }
}

#[actix_web::test]
async fn no_log_holds_what_renews_resets_downloads_or_confirms() {
    for format in ["text", "json"] {
        let mut caller = Caller::start(&[("RUST_LOG", "trace"), ("APP_LOG_FORMAT", format)]);
        let mut secrets = vec!["alice.liddell@example.com".to_owned()];
        let text = |value: &Value| {
            value
                .as_str()
                .unwrap_or_else(|| panic!("{value}"))
                .to_owned()
        };

        // Native, and by cookie.
        let tokens = caller.log_in("wonderland", "native").await;
        secrets.push(text(&tokens["refresh_token"]));
        let body = json!({ "refresh_token": tokens["refresh_token"] });
        let renewed = caller.post("/api/auth/refresh", body).await;
        secrets.push(text(&renewed["refresh_token"]));
        secrets.push(text(&renewed["access_token"]));
        let log_in = json!({
            "username": "alice", "password": "wonderland", "token_delivery": "cookie"
        });
        let answer = caller
            .request(Method::POST, "/api/auth/login")
            .json(&log_in);
        let answer = answer.send().await.unwrap();
        let cookies = answer.headers().get_all("set-cookie").iter();
        let cookies: Vec<_> = cookies.map(|c| c.to_str().unwrap().to_owned()).collect();
        let cookies: Vec<_> = cookies
            .iter()
            .map(|c| c.split(';').next().unwrap())
            .collect();
        secrets.extend(
            cookies
                .iter()
                .map(|c| c.split_once('=').unwrap().1.to_owned()),
        );
        let refresh = caller
            .request(Method::POST, "/api/auth/refresh")
            .header("cookie", cookies.join("; "))
            .header("sec-fetch-site", "same-origin")
            .header("x-requested-with", "x");
        assert_eq!(refresh.send().await.unwrap().status(), 200);

        // The password again, and wrong; an address; a note and a link to it.
        for password in ["wonderland", "wrong password here"] {
            secrets.push(password.to_owned());
            caller
                .post("/api/auth/step-up", json!({ "password": password }))
                .await;
        }
        let email = json!({ "email": secrets[0] });
        let (_, me) = caller.send(Method::PATCH, "/api/me", email).await;
        assert_eq!(me["email"], secrets[0]);
        let note = json!({ "title": "a private title", "body": "a private body" });
        let note = caller.post("/api/notes", note).await;
        secrets.extend(["a private title", "a private body"].map(str::to_owned));
        let links = format!("/api/notes/{}/links", text(&note["id"]));
        let link = caller.post(&links, json!({ "expires_in": 60 })).await;
        let link = text(&link["url"]).rsplit('/').next().unwrap().to_owned();
        let download = caller.request(Method::GET, &format!("/api/links/{link}"));
        assert_eq!(download.send().await.unwrap().status(), 200);
        secrets.push(link);

        // A forgotten password, and the new one.
        caller
            .post("/api/auth/password-reset", json!({ "username": "alice" }))
            .await;
        let deadline = Instant::now() + Duration::from_secs(20);
        let reset = loop {
            let (_, mails) = caller.send(Method::GET, "/api/dev/outbox", json!({})).await;
            if let Some(mail) = mails[0]["text"].as_str() {
                let (_, link) = mail.split_once("/reset-password#").unwrap();
                break link.split_whitespace().next().unwrap().to_owned();
            }
            assert!(Instant::now() < deadline);
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        let body = json!({ "token": reset, "new_password": "quite another password" });
        let (id, _) = caller
            .send(Method::POST, "/api/auth/password-reset/confirm", body)
            .await;
        secrets.extend([
            reset,
            "quite another password".to_owned(),
            "$2b$".to_owned(),
        ]);

        let log = caller.log_with(&id).await;
        for secret in secrets {
            // Of a token, its signature alone would do.
            for part in [secret.as_str(), secret.rsplit('.').next().unwrap()] {
                assert!(!log.contains(part) || part.len() < 4, "{format}: {part}");
            }
        }
    }
}

#[actix_web::test]
async fn no_caller_writes_a_line_of_their_own_or_paints_the_terminal() {
    const FORGED: &str = "2020-01-01T00:00:00.000000Z  INFO forged";
    for format in ["text", "json"] {
        let caller = Caller::start(&[("RUST_LOG", "trace"), ("APP_LOG_FORMAT", format)]);
        for odd in [
            format!("a\r\n{FORGED}"),
            format!("a\n{FORGED}"),
            format!("a\u{1b}[2K\u{1b}[1A{FORGED}"),
            format!("a\u{9b}31m{FORGED}\u{2028}{FORGED}"),
        ] {
            let body =
                json!({ "username": odd, "password": odd, "display_name": odd, (odd.clone()): 1 });
            for path in [
                "/api/auth/login",
                "/api/auth/register",
                "/api/auth/password-reset",
            ] {
                caller.post(path, body.clone()).await;
            }
            // A service may say who it is in any characters.
            let service = caller.request(Method::POST, "/oauth/token");
            let service = service
                .basic_auth(&odd, Some("x"))
                .header("content-type", "application/x-www-form-urlencoded");
            let answer = service.body("grant_type=client_credentials").send().await;
            assert_eq!(answer.unwrap().status(), 401);
            let escaped: String = odd.bytes().map(|byte| format!("%{byte:02x}")).collect();
            for path in [
                format!("/{escaped}"),
                format!("/api/notes/{escaped}?a={escaped}"),
            ] {
                caller.send(Method::GET, &path, json!({})).await;
            }
            // As it is, where HTTP has no room for it.
            for head in [
                format!("GET /{odd} HTTP/1.1\r\nHost: x\r\n\r\n"),
                format!("{odd} / HTTP/1.1\r\nHost: x\r\n\r\n"),
                format!(
                    "GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: {odd}\r\nConnection: close\r\n\r\n"
                ),
                format!("GET / HTTP/1.1\r\nHost: {odd}\r\nX-Request-Id: {odd}\r\n\r\n"),
            ] {
                let address = caller
                    .server
                    .address
                    .trim_start_matches("http://")
                    .to_owned();
                let exchange = move || {
                    let mut stream = TcpStream::connect(address).unwrap();
                    let patience = Some(Duration::from_secs(2));
                    stream.set_read_timeout(patience).unwrap();
                    stream.write_all(head.as_bytes()).unwrap();
                    // Whether it was refused or answered: it was logged.
                    let _ = stream.read_to_string(&mut String::new());
                };
                tokio::task::spawn_blocking(exchange).await.unwrap();
            }
        }
        let (id, _) = caller.send(Method::GET, "/healthz", json!({})).await;
        let log = caller.log_with(&id).await;
        assert!(
            !log.lines().any(|line| line.starts_with("2020-01-01")),
            "{format}"
        );
        let painted = log
            .lines()
            .find(|line| line.contains(['\u{1b}', '\u{9b}', '\r', '\u{2028}']));
        assert_eq!(painted, None, "{format}");
        if format == "json" {
            about(&log, &id);
        }
    }
}
