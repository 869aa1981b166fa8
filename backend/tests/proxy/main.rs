//! The server behind nginx, set up as docs/deployment.md says.
//!
//! `cargo xtask test --only proxy` gets nginx and runs this. It is no part of a
//! plain `cargo test`, which needs nothing but Rust.

#[path = "../support/https.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod https;
mod nginx;
#[path = "../support/program.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod program;
#[path = "../support/store.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod store;

use std::io::{Read as _, Write as _};

use serde_json::{Value, json};

use crate::https::{Https, Reply, tcp};
use crate::nginx::Site;

const PASSWORD: &str = "correct horse battery";

/// The headers by which a client may say that it is somebody else.
const FORGED: [(&str, &str); 4] = [
    ("X-Forwarded-For", "203.0.113.9"),
    ("Forwarded", "for=203.0.113.9"),
    ("X-Real-IP", "203.0.113.9"),
    ("X-Forwarded-Proto", "http"),
];

fn log_in(client: &Https, password: &str, headers: &[(&str, &str)]) -> Reply {
    let body = json!({ "username": "carol", "password": password });
    client.send("POST", "/api/auth/login", headers, Some(&body))
}

/// The address that the server has written down for the newest session.
fn own_address(client: &Https, log_in: &Reply) -> Value {
    let token = log_in.body["access_token"].as_str().expect("a token");
    let bearer = format!("Bearer {token}");
    let sessions = client.send("GET", "/api/sessions", &[("Authorization", &bearer)], None);
    let sessions = sessions.body.as_array().expect("sessions").clone();
    let own = sessions
        .into_iter()
        .find(|session| session["current"] == true);
    own.expect("this session")["ip"].clone()
}

#[test]
fn a_log_in_through_nginx_is_of_the_one_who_sent_it_whatever_it_says_of_itself() {
    let site = Site::start(&[]);
    site.register("carol", PASSWORD);
    let client = site.client(2);
    let plain = log_in(&client, PASSWORD, &[]);
    assert_eq!(plain.status, 200, "{plain:?}");
    assert_eq!(own_address(&client, &plain), "127.0.0.2");
    for (count, _) in FORGED.iter().enumerate() {
        for forged in [&FORGED[count..=count], &FORGED[..=count]] {
            let answer = log_in(&client, PASSWORD, forged);
            assert_eq!(own_address(&client, &answer), "127.0.0.2", "{forged:?}");
        }
    }
    // What the server says reaches the browser, and once.
    let hsts = plain.headers("strict-transport-security");
    assert_eq!(hsts, ["max-age=31536000; includeSubDomains"]);
    let (refresh, marks) = plain.cookie("__Host-refresh_token");
    assert!(marks.contains(&"Secure"), "{marks:?}");

    // A refresh by the browser of that page: nginx passes on what guards it.
    let cookie = format!("__Host-refresh_token={refresh}");
    let own = [
        ("Cookie", &*cookie),
        ("Origin", &*site.public_url),
        ("X-Requested-With", "x"),
    ];
    assert_eq!(
        client.send("POST", "/api/auth/refresh", &own, None).status,
        200
    );
    let foreign = [own[0], ("Origin", "https://evil.example"), own[2]];
    let refused = client.send("POST", "/api/auth/refresh", &foreign, None);
    assert_eq!(refused.body["code"], "csrf_rejected");
}

#[test]
fn guessing_from_one_address_is_slowed_there_and_nowhere_else() {
    let site = Site::start(&[("APP_LOGIN_ATTEMPTS", "3")]);
    site.register("carol", PASSWORD);
    let (guesser, owner) = (site.client(2), site.client(3));
    let mut statuses = Vec::new();
    for number in 1..=5 {
        let claimed = format!("203.0.113.{number}");
        let standard = format!("for={claimed}");
        let forged = [("X-Forwarded-For", &*claimed), ("Forwarded", &*standard)];
        statuses.push(log_in(&guesser, "not the one", &forged).status);
    }
    assert_eq!(statuses, [401, 401, 401, 429, 429]);
    assert_eq!(log_in(&owner, PASSWORD, &[]).status, 200);
}

#[test]
fn what_is_too_long_is_refused_by_the_server_and_in_its_own_words() {
    let site = Site::start(&[]);
    let client = site.client(2);
    let long = json!({ "username": "carol", "password": "x".repeat(100 * 1024) });
    let answer = client.send("POST", "/api/auth/login", &[], Some(&long));
    assert_eq!(
        (answer.status, &answer.body["code"]),
        (413, &json!("body_too_large"))
    );
    // Beyond what nginx passes on the answer is nginx' own.
    let longer = json!({ "username": "carol", "password": "x".repeat(200 * 1024) });
    assert_eq!(
        client
            .send("POST", "/api/auth/login", &[], Some(&longer))
            .status,
        413
    );
}

#[test]
fn plain_http_leads_to_https_and_another_name_to_nothing() {
    let site = Site::start(&[]);
    let mut stream = tcp(site.plain_port).unwrap();
    stream
        .write_all(b"GET /notes?x=1 HTTP/1.0\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 308"), "{answer}");
    assert!(
        answer.contains("\r\nLocation: https://localhost/notes?x=1\r\n"),
        "{answer}"
    );

    let other = site.client(2).asking_for("other.example");
    let refusal = other.connect().unwrap_err();
    assert!(
        refusal.to_string().contains("UnrecognisedName"),
        "{refusal}"
    );
}

#[test]
fn browsers_speak_http_2_to_nginx() {
    let site = Site::start(&[]);
    let browser = site.speaking(&["h2", "http/1.1"]);
    let stream = browser.connect().unwrap();
    assert_eq!(stream.conn.alpn_protocol(), Some(&b"h2"[..]));
}

#[test]
fn the_proxys_log_names_no_link_and_no_query() {
    let site = Site::start(&[]);
    let client = site.client(2);
    assert_eq!(
        client
            .send("GET", "/api/links/a-link-token", &[], None)
            .status,
        401
    );
    client.send("GET", "/api/notes?access_token=a-query-token", &[], None);
    let log = site.log("/api/notes");
    assert!(
        log.contains("127.0.0.2") && log.contains("/api/links/..."),
        "{log}"
    );
    assert!(!log.contains("-token"), "{log}");
}
