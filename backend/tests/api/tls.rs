//! TLS by the server itself: what a connection agrees on, and what goes over it.

use std::io::{ErrorKind, Read as _, Write as _};
use std::process::Command;
use std::time::{Duration, Instant};

use rustls::version::{TLS12, TLS13};
use rustls::{HandshakeKind, ProtocolVersion};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::helpers::SECRET;
use crate::https::{Https, Pair, tcp};
use crate::program::{Running, program};

/// The program in this folder, with this certificate.
pub(crate) fn with_tls(folder: &TempDir, pair: &Pair) -> Command {
    let (certificate, key) = pair.write(folder.path());
    let mut command = program(folder);
    command
        .env("APP_PUBLIC_URL", "https://localhost")
        .env("APP_TLS_CERT", certificate)
        .env("APP_TLS_KEY", key);
    command
}

pub(crate) fn start(folder: &TempDir, pair: &Pair) -> Running {
    Running::start(&mut with_tls(folder, pair))
}

#[test]
fn in_production_cookies_are_bound_to_this_host_and_to_https() {
    let (folder, pair) = (tempfile::tempdir().unwrap(), Pair::new());
    let mut production = with_tls(&folder, &pair);
    production
        .env("APP_ENV", "production")
        .env("APP_BCRYPT_COST", "10")
        .env("JWT_SECRET", SECRET);
    let server = Running::start(&mut production);
    let https = Https::new(server.port(), &pair);
    let bound = |marks: &[&str]| {
        let max_age = marks.iter().filter(|mark| mark.starts_with("Max-Age="));
        assert_eq!(max_age.count(), 1, "{marks:?}");
        let others: Vec<&&str> = marks
            .iter()
            .filter(|m| !m.starts_with("Max-Age="))
            .collect();
        assert_eq!(
            others,
            [&"HttpOnly", &"Path=/", &"SameSite=Strict", &"Secure"]
        );
    };
    let post = |path: &str, headers: &[(&str, &str)], body: Value| {
        https.send("POST", path, headers, (!body.is_null()).then_some(&body))
    };

    let user = json!({ "username": "carol", "password": "correct horse battery" });
    assert_eq!(post("/api/auth/register", &[], user.clone()).status, 201);
    let answer = post("/api/auth/login", &[], user.clone());
    assert_eq!(answer.status, 200, "{answer:?}");
    let hsts = answer.headers("strict-transport-security");
    assert_eq!(hsts, ["max-age=31536000; includeSubDomains"]);
    let (refresh, marks) = answer.cookie("__Host-refresh_token");
    bound(&marks);

    // The same without the prefix is somebody else's: a subdomain can plant it.
    let own = [("X-Requested-With", "x"), ("Origin", "https://localhost")];
    let with = |name: &str, value: &str| format!("{name}={value}");
    let planted = with("refresh_token", &refresh);
    let refused = post(
        "/api/auth/refresh",
        &[own[0], own[1], ("Cookie", &planted)],
        Value::Null,
    );
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (401, &json!("refresh_token_invalid"))
    );

    // And a page that came by plain http is another origin.
    let genuine = with("__Host-refresh_token", &refresh);
    let plain = [own[0], ("Origin", "http://localhost"), ("Cookie", &genuine)];
    let refused = post("/api/auth/refresh", &plain, Value::Null);
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (403, &json!("csrf_rejected"))
    );
    let renewed = post(
        "/api/auth/refresh",
        &[own[0], own[1], ("Cookie", &genuine)],
        Value::Null,
    );
    assert_eq!(renewed.status, 200, "{renewed:?}");
    bound(&renewed.cookie("__Host-refresh_token").1);

    let mut by_cookie = user;
    by_cookie["token_delivery"] = json!("cookie");
    let answer = post("/api/auth/login", &[], by_cookie);
    let (access, marks) = answer.cookie("__Host-access_token");
    bound(&marks);
    assert!(answer.body["access_token"].is_null());
    let cookie = with("__Host-access_token", &access);
    let me = https.send("GET", "/api/me", &[("Cookie", &cookie)], None);
    assert_eq!((me.status, &me.body["username"]), (200, &json!("carol")));
    // The address is that of the connection beneath the TLS.
    let sessions = https.send("GET", "/api/sessions", &[("Cookie", &cookie)], None);
    assert_eq!(sessions.body[0]["ip"], "127.0.0.1", "{sessions:?}");
    let log_out = post(
        "/api/auth/logout",
        &[own[0], own[1], ("Cookie", &cookie)],
        Value::Null,
    );
    assert_eq!(log_out.status, 204);
    assert_eq!(log_out.cookie("__Host-access_token").0, "");
    assert_eq!(
        https
            .send("GET", "/api/me", &[("Cookie", &cookie)], None)
            .status,
        401
    );
}

#[test]
fn a_connection_speaks_tls_1_2_or_1_3_and_http_1_1_over_it() {
    let (folder, pair) = (tempfile::tempdir().unwrap(), Pair::new());
    let server = start(&folder, &pair);
    for (version, name) in [
        (&TLS12, ProtocolVersion::TLSv1_2),
        (&TLS13, ProtocolVersion::TLSv1_3),
    ] {
        let https = Https::speaking(server.port(), &pair, &[version], &["h2", "http/1.1"]);
        let stream = https.connect().unwrap();
        assert_eq!(stream.conn.protocol_version(), Some(name));
        assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
        assert_eq!(https.send("GET", "/healthz", &[], None).status, 200);
    }
    // HTTP/2 alone is refused in the handshake, not misread after it.
    let only_h2 = Https::speaking(server.port(), &pair, rustls::ALL_VERSIONS, &["h2"]);
    let refusal = only_h2.connect().unwrap_err();
    assert!(
        refusal.to_string().contains("NoApplicationProtocol"),
        "{refusal}"
    );
    // Who has been here before need not begin anew.
    let https = Https::speaking(server.port(), &pair, &[&TLS13], &[]);
    assert_eq!(https.send("GET", "/healthz", &[], None).status, 200);
    let again = https.connect().unwrap();
    assert_eq!(again.conn.handshake_kind(), Some(HandshakeKind::Resumed));
}

/// The first message of a client whose highest version is this one, by hand: no
/// library still offers 1.0 or 1.1.
fn client_hello(version: [u8; 2]) -> Vec<u8> {
    let mut hello = version.to_vec();
    hello.extend([7; 32]); // its random bytes
    hello.push(0); // no session
    // ECDHE-ECDSA with AES-128: CBC for the old ones, GCM for 1.2.
    hello.extend([0, 4, 0xc0, 0x09, 0xc0, 0x2b]);
    hello.extend([1, 0]); // no compression
    let groups = [0, 10, 0, 4, 0, 2, 0, 0x17]; // P-256
    let points = [0, 11, 0, 2, 1, 0];
    let signatures = [0, 13, 0, 4, 0, 2, 4, 3]; // ECDSA with SHA-256
    let extensions = [&groups[..], &points, &signatures].concat();
    hello.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
    hello.extend(extensions);
    let length = u16::try_from(hello.len()).unwrap();
    let handshake = [&[1, 0][..], &length.to_be_bytes(), &hello].concat();
    let length = u16::try_from(handshake.len()).unwrap();
    [&[22, 3, 1][..], &length.to_be_bytes(), &handshake].concat()
}

#[test]
fn tls_1_1_and_older_are_refused_by_name() {
    const HANDSHAKE: u8 = 22;
    const ALERT: u8 = 21;
    const PROTOCOL_VERSION: u8 = 70; // RFC 8446 §6.2
    let (folder, pair) = (tempfile::tempdir().unwrap(), Pair::new());
    let server = start(&folder, &pair);
    for (minor, kind) in [(1, ALERT), (2, ALERT), (3, HANDSHAKE)] {
        let mut stream = tcp(server.port()).unwrap();
        stream.write_all(&client_hello([3, minor])).unwrap();
        let mut answer = [0; 7];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(answer[0], kind, "3.{minor}: {answer:?}");
        assert_eq!(kind == ALERT, answer[6] == PROTOCOL_VERSION, "{answer:?}");
    }
}

#[test]
fn plain_http_to_the_tls_port_is_closed_at_once() {
    let (folder, pair) = (tempfile::tempdir().unwrap(), Pair::new());
    let server = start(&folder, &pair);
    let mut stream = tcp(server.port()).unwrap();
    let begun = Instant::now();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
    }
    // It does not wait for the end of a handshake that has not begun.
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "{:?}",
        begun.elapsed()
    );
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/"));
}

#[test]
fn who_never_finishes_the_handshake_is_closed_and_keeps_nobody_out() {
    let (folder, pair) = (tempfile::tempdir().unwrap(), Pair::new());
    let server = start(&folder, &pair);
    // More than actix lets begin at once for each of its workers, by default.
    let workers = std::thread::available_parallelism().unwrap().get();
    let half = client_hello([3, 3]);
    let half_open: Vec<_> = (0..workers * 300)
        .map(|number| {
            let mut stream = tcp(server.port()).unwrap();
            if number % 2 == 0 {
                stream.write_all(&half[..20]).unwrap();
            }
            stream
        })
        .collect();
    let https = Https::new(server.port(), &pair);
    let begun = Instant::now();
    assert_eq!(https.send("GET", "/healthz", &[], None).status, 200);
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );
    for mut stream in half_open {
        // Ends by itself, or the read runs into its time limit.
        match stream.read_to_end(&mut Vec::new()) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
        }
    }
}

#[test]
fn a_head_that_does_not_end_is_closed_over_tls_as_well() {
    let (folder, pair) = (tempfile::tempdir().unwrap(), Pair::new());
    let server = start(&folder, &pair);
    let mut stream = Https::new(server.port(), &pair).connect().unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: ")
        .unwrap();
    let mut answer = String::new();
    let end = stream.read_to_string(&mut answer);
    // Closed by the server, or the read runs into its own time limit.
    assert!(end.is_ok() || end.is_err_and(|e| e.kind() == ErrorKind::UnexpectedEof));
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}
