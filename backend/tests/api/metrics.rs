//! What the server counts of itself, and who gets to see it.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::program::{Running, program, refused};

/// The program with an address for its metrics.
struct Counted {
    server: Running,
    metrics: String,
    _folder: tempfile::TempDir,
}

impl Counted {
    fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = program(&folder);
        command.env("APP_METRICS_BIND", "127.0.0.1:0");
        let server = Running::start(command.envs(settings.iter().copied()));
        let log = server.log();
        let line = log.lines().find(|line| line.contains("metrics are served"));
        let (_, address) = line.expect("in the log").split_once("address=").unwrap();
        let address = address.split(' ').next().unwrap();
        Self {
            metrics: format!("http://{address}/metrics"),
            server,
            _folder: folder,
        }
    }

    /// The samples by name and labels.
    async fn read(&self) -> BTreeMap<String, f64> {
        let answer = reqwest::get(&self.metrics).await.unwrap();
        assert_eq!(answer.status(), 200);
        let kind = answer.headers()["content-type"].to_str().unwrap();
        assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
        let text = answer.text().await.unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines
            .map(|line| {
                let (name, value) = line.rsplit_once(' ').unwrap();
                let name = name.strip_prefix("tessera_").expect("our prefix");
                (name.to_owned(), value.parse().unwrap())
            })
            .collect()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let request = reqwest::Client::new().post(format!("{}{path}", self.server.address));
        let answer = request.json(&body).send().await.unwrap();
        answer.json().await.unwrap_or_default()
    }

    async fn log_in(&self, password: &str) -> Value {
        let body = json!({ "username": "alice", "password": password, "token_delivery": "native" });
        self.post("/api/auth/login", body).await
    }

    async fn refresh(&self, token: &Value) -> Value {
        let body = json!({ "refresh_token": token });
        self.post("/api/auth/refresh", body).await
    }
}

#[actix_web::test]
async fn log_ins_refreshes_and_refusals_are_counted_by_what_became_of_them() {
    let counted = Counted::start(&[("JWT_REFRESH_GRACE", "1m")]);
    let tokens = counted.log_in("wonderland").await;
    counted.log_in("not it at all").await;
    let second = counted.refresh(&tokens["refresh_token"]).await;
    counted.refresh(&tokens["refresh_token"]).await;
    counted.refresh(&second["refresh_token"]).await;
    let stolen = counted.refresh(&tokens["refresh_token"]).await;
    assert_eq!(stolen["code"], "refresh_token_reused");

    let samples = counted.read().await;
    for (name, count) in [
        (r#"logins_total{outcome="ok"}"#, 1.0),
        (r#"logins_total{outcome="credentials_invalid"}"#, 1.0),
        (r#"refreshes_total{outcome="rotated"}"#, 2.0),
        (r#"refreshes_total{outcome="repeated"}"#, 1.0),
        (r#"refreshes_total{outcome="refresh_token_reused"}"#, 1.0),
        (r#"refusals_total{code="credentials_invalid"}"#, 1.0),
        (
            r#"http_requests_total{method="POST",route="/api/auth/refresh",status="200"}"#,
            3.0,
        ),
        (
            r#"http_request_duration_seconds_count{route="/api/auth/login"}"#,
            2.0,
        ),
        ("http_requests_in_flight", 0.0),
        ("hashing_waiting", 0.0),
        ("hashing_refused_total", 0.0),
        ("database_waiting", 0.0),
        ("database_refused_total", 0.0),
        (r#"revocations{kind="session"}"#, 1.0),
        (r#"revocations{kind="user"}"#, 0.0),
        // One for our own tokens, and one for those of other APIs.
        ("keys", 2.0),
    ] {
        assert_eq!(samples.get(name), Some(&count), "{name}: {samples:#?}");
    }
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
    let taken = samples["keys_taken_timestamp_seconds"];
    assert!((now - taken).abs() < 60.0, "{taken}");
    let version = format!("build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"));
    assert_eq!(samples[&version], 1.0);
    assert!(samples[r#"database_connections{state="idle"}"#] >= 1.0);
}

#[actix_web::test]
async fn asking_who_one_is_costs_no_statement() {
    const STATEMENTS: &str = "database_statements_total";
    let counted = Counted::start(&[]);
    let tokens = counted.log_in("wonderland").await;
    let token = tokens["access_token"].as_str().unwrap();
    let http = reqwest::Client::new();
    let ask = async |method: Method, path: &str, body: Option<Value>| -> Value {
        let request = http.request(method, format!("{}{path}", counted.server.address));
        let request = request.bearer_auth(token);
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    };
    let me = async || ask(Method::GET, "/api/me", None).await;
    let statements = async || counted.read().await[STATEMENTS];

    let before = statements().await;
    assert!(before > 0.0, "the log-in is counted");
    for _ in 0..50 {
        assert_eq!(me().await["display_name"], "Alice");
    }
    assert_eq!(statements().await, before, "who logged in is known");

    // Whoever changes it sees it at once; the first to ask has it read again.
    let change = json!({ "display_name": "爱丽丝" });
    ask(Method::PATCH, "/api/me", Some(change)).await;
    assert_eq!(me().await["display_name"], "爱丽丝");
    let before = statements().await;
    for _ in 0..50 {
        assert_eq!(me().await["display_name"], "爱丽丝");
    }
    assert_eq!(statements().await, before);
    ask(Method::GET, "/api/notes", None).await;
    assert!(statements().await > before, "others ask the database");
}

#[actix_web::test]
async fn no_caller_can_make_a_new_label() {
    let counted = Counted::start(&[]);
    let http = reqwest::Client::new();
    let ask = async |method: &str, path: &str| {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let url = format!("{}{path}", counted.server.address);
        let _ = http.request(method, url).send().await.unwrap();
    };
    for number in 0..20 {
        ask(&format!("ODD{number}"), "/healthz").await;
        ask("GET", &format!("/api/notes/{number}")).await;
        ask("GET", &format!("/api/nothing-{number}?a={number}")).await;
        ask("DELETE", &format!("/api/sessions/{number}")).await;
    }
    let samples = counted.read().await;
    let requests: Vec<_> = samples
        .iter()
        .filter(|(name, _)| name.starts_with("http_requests_total"))
        .collect();
    assert_eq!(requests.len(), 4, "{requests:#?}");
    assert!(
        requests.iter().all(|(_, count)| **count == 20.0),
        "{requests:#?}"
    );
    let names: String = requests.iter().map(|(name, _)| name.as_str()).collect();
    for label in [
        r#"method="other",route="/healthz",status="405""#,
        r#"route="/api/notes/{id}",status="401""#,
        r#"route="other",status="404""#,
    ] {
        assert!(names.contains(label), "{label}: {names}");
    }
}

#[actix_web::test]
async fn the_metrics_are_on_their_own_address_alone() {
    let counted = Counted::start(&[]);
    let public = format!("{}/metrics", counted.server.address);
    let answer = reqwest::get(public).await.unwrap().text().await.unwrap();
    assert!(!answer.contains("tessera_"), "{answer}");
    let other = counted.metrics.replace("/metrics", "/healthz");
    assert_eq!(reqwest::get(other).await.unwrap().status(), 404);
}

#[test]
fn a_public_address_for_the_metrics_is_refused() {
    for address in ["8.8.8.8:9100", "[2001:db8::1]:9100", "localhost", "9100"] {
        let folder = tempfile::tempdir().unwrap();
        let message = refused(program(&folder).env("APP_METRICS_BIND", address));
        assert!(message.contains("APP_METRICS_BIND"), "{message}");
    }
}
