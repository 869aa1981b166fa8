//! Told to stop, the program finishes what is in flight, and says meanwhile that
//! it wants nothing new.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::program::{Running, program};

const BODY: &str = r#"{"username":"alice","password":"wonderland"}"#;
/// Within which every end must come.
const THIRTY: Duration = Duration::from_secs(30);

/// A log-in of which the server has everything but the body.
struct LogIn(BufReader<TcpStream>);

impl LogIn {
    fn begin(server: &Running, length: &str) -> Self {
        let mut stream = connect(server).unwrap();
        let head = format!(
            "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
             Expect: 100-continue\r\n{length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        // The handler has begun.
        assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
        stream.read_line(&mut line).unwrap();
        Self(stream)
    }

    fn counted(server: &Running) -> Self {
        Self::begin(server, &format!("Content-Length: {}", BODY.len()))
    }

    fn finish(mut self) -> String {
        self.0.get_mut().write_all(BODY.as_bytes()).unwrap();
        let mut answer = String::new();
        self.0.read_to_string(&mut answer).unwrap();
        answer
    }
}

fn connect(server: &Running) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(server.address.trim_start_matches("http://"))?;
    stream.set_read_timeout(Some(THIRTY))?;
    Ok(stream)
}

/// What a new connection gets, if there can be one.
fn get(server: &Running, path: &str) -> std::io::Result<String> {
    let mut stream = connect(server)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < THIRTY, "it never happens that {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn is_not_ready(server: &Running) -> bool {
    get(server, "/readyz").is_ok_and(|answer| answer.starts_with("HTTP/1.1 503 "))
}

#[test]
fn while_it_drains_it_is_not_ready_and_answers_nevertheless() {
    for signal in ["TERM", "INT"] {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Running::start(program(&folder).env("APP_DRAIN_TIME", "3s"));
        assert!(get(&server, "/readyz").unwrap().starts_with("HTTP/1.1 200"));
        let log_in = LogIn::counted(&server);
        server.signal(signal);
        until("it is not ready", || is_not_ready(&server));
        let not_ready = get(&server, "/readyz").unwrap();
        assert!(not_ready.contains(r#""code":"overloaded""#), "{not_ready}");
        assert!(not_ready.to_lowercase().contains("retry-after"));
        // Whoever has not noticed yet is served.
        assert!(
            get(&server, "/healthz")
                .unwrap()
                .starts_with("HTTP/1.1 200")
        );
        let answer = log_in.finish();
        assert!(answer.contains("HTTP/1.1 200 OK"), "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
        assert_eq!(server.end(THIRTY), Some(0), "{}", server.log());
    }
}

#[test]
fn a_request_in_flight_is_answered_after_the_last_connection_was_taken() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Running::start(&mut program(&folder));
    let log_in = LogIn::counted(&server);
    // An idle connection keeps nothing from ending.
    let _idle = connect(&server).unwrap();
    server.signal("TERM");
    until("nobody is let in", || connect(&server).is_err());
    let answer = log_in.finish();
    assert!(answer.contains("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("access_token"), "{answer}");
    assert_eq!(server.end(THIRTY), Some(0), "{}", server.log());
}

#[test]
fn a_password_that_is_being_hashed_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    // The hashes were made at another cost: this log-in makes up for it, and hashes
    // once more.
    Running::start(&mut program(&folder)).kill();
    let mut server = Running::start(program(&folder).env("APP_BCRYPT_COST", "12"));
    let mut log_in = LogIn::counted(&server);
    log_in.0.get_mut().write_all(BODY.as_bytes()).unwrap();
    server.signal("TERM");
    let mut answer = String::new();
    log_in.0.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("HTTP/1.1 200 OK"), "{answer}");
    assert_eq!(server.end(THIRTY), Some(0), "{}", server.log());
}

#[test]
fn a_client_that_takes_its_time_does_not_hold_the_end_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Running::start(&mut program(&folder));
    let mut log_in = LogIn::begin(&server, "Transfer-Encoding: chunked");
    server.signal("TERM");
    let mut stream = log_in.0.get_mut().try_clone().unwrap();
    std::thread::spawn(move || {
        while stream.write_all(b"1\r\n \r\n").is_ok() {
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    assert_eq!(server.end(THIRTY), Some(0), "{}", server.log());
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Running::start(program(&folder).env("APP_DRAIN_TIME", "20s"));
    let _log_in = LogIn::counted(&server);
    server.signal("TERM");
    until("it is not ready", || is_not_ready(&server));
    server.signal("INT");
    // Cutting requests off is no success.
    assert_eq!(server.end(Duration::from_secs(10)), Some(1));
    assert!(server.log().contains("second signal"), "{}", server.log());
}
