//! A resource server for a test, and one who gives out keys as the test says.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use backend::auth::access_token::elsewhere::{Errand, issue};
use backend::auth::access_token::{Policy, Subject};
use backend::auth::keys::{Jwk, JwkSet, KeyRing};
use backend::clock::Clock;
use backend::config::resource_server::ResourceConfig;
use backend::resource_server::ResourceServer;
use reqwest::{Method, RequestBuilder};
use shared::claims::Role;

use crate::helpers::Answer;

pub(crate) const ISSUER: &str = "http://localhost:8080";

/// A running resource server.
pub(crate) struct TestResource {
    pub(crate) address: String,
    pub(crate) clock: Clock,
    http: reqwest::Client,
}

impl TestResource {
    /// One that has its keys from there and goes by this clock.
    pub(crate) async fn start(keys_from: &str, clock: Clock, more: &[(&str, &str)]) -> Self {
        let mut vars = BTreeMap::from([
            ("RESOURCE_BIND", "127.0.0.1:0"),
            ("RESOURCE_JWKS_URL", keys_from),
        ]);
        vars.extend(more.iter().copied());
        let vars = vars.into_iter();
        let vars = vars.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = ResourceConfig::from_vars(vars.collect()).unwrap();
        let server = ResourceServer::build(config, clock.clone()).await.unwrap();
        let address = format!("http://127.0.0.1:{}", server.port());
        actix_web::rt::spawn(server.run_until_stopped());
        Self {
            address,
            clock,
            http: reqwest::Client::new(),
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.address))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// The report for one with this token.
    pub(crate) async fn report(&self, token: &str) -> Answer {
        let request = self.request(Method::GET, "/reports/summary");
        Answer::of(request.bearer_auth(token)).await
    }

    /// The same until it is this code, or the time is up.
    pub(crate) async fn report_until(&self, token: &str, code: &str) -> Answer {
        let deadline = std::time::Instant::now() + Duration::from_secs(20);
        loop {
            let answer = self.report(token).await;
            if answer.body["code"] == code || std::time::Instant::now() > deadline {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Long enough that keys may be asked for again.
    pub(crate) fn pause(&self) {
        self.clock.advance(Duration::from_secs(3));
    }
}

/// A server that answers every request with what it was told, and counts them.
#[derive(Clone)]
pub(crate) struct KeyHost {
    pub(crate) url: String,
    answer: Arc<Mutex<Option<String>>>,
    asked: Arc<AtomicUsize>,
}

impl KeyHost {
    /// It shows the public halves of these.
    pub(crate) fn with(keys: &[Jwk]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = Self {
            url: format!("http://{}/keys", listener.local_addr().unwrap()),
            answer: Arc::default(),
            asked: Arc::default(),
        };
        host.show(keys);
        let (answer, asked) = (host.answer.clone(), host.asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4096]);
                asked.fetch_add(1, Ordering::SeqCst);
                // Down: the connection ends without a word.
                if let Some(answer) = &*answer.lock().unwrap() {
                    let _ = stream.write_all(answer.as_bytes());
                }
            }
        });
        host
    }

    pub(crate) fn show(&self, keys: &[Jwk]) {
        let keys = keys.iter().filter_map(Jwk::public_half).collect();
        self.say(&JwkSet { keys }.to_json());
    }

    /// Answers with this body from now on.
    pub(crate) fn say(&self, body: &str) {
        let length = body.len();
        self.say_raw(&format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        ));
    }

    pub(crate) fn say_raw(&self, answer: &str) {
        *self.answer.lock().unwrap() = Some(answer.to_owned());
    }

    pub(crate) fn go_down(&self) {
        *self.answer.lock().unwrap() = None;
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// What a token says that is not as it should be.
#[derive(Clone, Copy)]
pub(crate) struct Odd {
    pub(crate) issuer: &'static str,
    pub(crate) audience: &'static str,
    pub(crate) scope: &'static str,
    pub(crate) lifetime: u64,
    /// When it was signed, in seconds from now.
    pub(crate) from: i64,
}

pub(crate) const GOOD: Odd = Odd {
    issuer: ISSUER,
    audience: "reports-api",
    scope: "reports:read",
    lifetime: 300,
    from: 0,
};

/// Signs a token with one of our own keys.
pub(crate) fn token(key: &Jwk, clock: &Clock, odd: Odd) -> String {
    let set = JwkSet {
        keys: vec![key.clone()],
    };
    let keys = KeyRing::from_jwk_set(&set.to_json()).unwrap();
    let policy = Policy {
        issuer: odd.issuer.to_owned(),
        audience: "app-api".to_owned(),
        lifetime: Duration::from_secs(odd.lifetime),
        leeway: Duration::ZERO,
        takes_services: false,
    };
    let now = clock.seconds() + odd.from;
    let subject = Subject {
        user_id: "u1",
        role: Role::User,
        session_id: "s1",
        auth_time: now,
        session_ends: i64::MAX,
    };
    let errand = Errand {
        audience: odd.audience,
        scope: odd.scope,
    };
    issue(&keys, &policy, &subject, errand, now).unwrap().0
}
