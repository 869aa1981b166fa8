//! Clients that take their time: each has a bound, and none is in another's way.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::helpers::TestApp;

/// How often a slow client sends the next piece.
const BEAT: Duration = Duration::from_millis(500);

/// One who begins with this and then, every half second, sends a little more, for
/// as long as the server lets it.
struct Slow {
    begin: String,
    more: &'static str,
    /// When the server has to have closed the connection.
    within: Duration,
    /// What it said before it did.
    answer: &'static str,
}

impl Slow {
    fn new(begin: impl Into<String>, more: &'static str) -> Self {
        Self {
            begin: begin.into(),
            more,
            within: Duration::from_secs(10),
            answer: "",
        }
    }

    /// Until when, and after which answer, the connection must be closed.
    fn ends(self, within: u64, answer: &'static str) -> Self {
        Self {
            within: Duration::from_secs(within),
            answer,
            ..self
        }
    }

    fn run(&self, address: &str) {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(BEAT)).unwrap();
        stream.write_all(self.begin.as_bytes()).unwrap();
        let (started, mut answer) = (Instant::now(), Vec::new());
        let mut piece = [0; 4096];
        loop {
            match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => answer.extend_from_slice(&piece[..length]),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock) => {}
                Err(_) => break,
            }
            // The reader will see that it is closed.
            let _ = stream.write_all(self.more.as_bytes());
            assert!(
                started.elapsed() < self.within + Duration::from_secs(5),
                "still open: {:?}",
                self.begin
            );
        }
        let answer = String::from_utf8_lossy(&answer);
        assert!(started.elapsed() <= self.within, "{:?}", self.begin);
        assert!(answer.contains(self.answer), "{:?}: {answer}", self.begin);
    }
}

/// All of them at once.
async fn all(app: &TestApp, clients: Vec<Slow>) {
    let address = app.address.trim_start_matches("http://").to_owned();
    let run = move || {
        std::thread::scope(|scope| {
            for client in &clients {
                let address = &address;
                scope.spawn(move || client.run(address));
            }
        });
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}

#[actix_web::test]
async fn a_head_that_does_not_end_is_closed_within_ten_seconds() {
    let app = TestApp::start().await;
    let whole = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let clients = vec![
        Slow::new("GET /hea", "l").ends(10, "request_timeout"),
        Slow::new("GET /healthz HTTP/1.1\r\nX: ", "y").ends(10, "request_timeout"),
        Slow::new("GET /healthz HTTP/1.1\r\n", "X: y\r\n").ends(10, "request_timeout"),
        // Also when it stops, and when nothing ever comes.
        Slow::new("GET /healthz HTTP/1.1\r\n", "").ends(10, "request_timeout"),
        Slow::new("", "").ends(10, ""),
        // Also after a good request over the same connection.
        Slow::new(format!("{whole}GET /hea"), "l").ends(10, "request_timeout"),
        Slow::new(format!("{whole}{whole}\r\n"), "\r\n").ends(10, "request_timeout"),
    ];
    all(&app, clients).await;
}

#[actix_web::test]
async fn a_body_that_does_not_end_is_closed_within_thirty_seconds() {
    let app = TestApp::start().await;
    let json = "HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    let clients = vec![
        Slow::new(
            format!("POST /api/auth/login {json}Content-Length: 60000\r\n\r\n"),
            " ",
        )
        .ends(30, "request_timeout"),
        Slow::new(
            format!("POST /api/auth/login {json}Transfer-Encoding: chunked\r\n\r\n"),
            "1\r\n \r\n",
        )
        .ends(30, "request_timeout"),
        Slow::new(
            format!("POST /api/auth/login {json}Transfer-Encoding: chunked\r\n\r\n"),
            "",
        )
        .ends(30, "request_timeout"),
        Slow::new(
            format!("POST /api/auth/logout {json}Transfer-Encoding: chunked\r\n\r\n"),
            "1\r\n \r\n",
        )
        .ends(30, "request_timeout"),
    ];
    all(&app, clients).await;
}

#[actix_web::test]
async fn a_body_that_nobody_reads_holds_no_connection() {
    let app = TestApp::start().await;
    let mut clients = Vec::new();
    for (line, answer) in [
        ("GET /healthz", "200 OK"),
        ("GET /api/me", "token_missing"),
        ("POST /api/notes", "token_missing"),
        ("DELETE /api/sessions", "token_missing"),
        ("GET /api/nothing", "not_found"),
        ("POST /api/nothing", "not_found"),
        ("PUT /api/auth/login", "method_not_allowed"),
        ("POST /api/auth/login", "unsupported_media_type"),
    ] {
        let line = format!("{line} HTTP/1.1\r\nHost: x\r\n");
        let chunked = format!("{line}Transfer-Encoding: chunked\r\n\r\n");
        clients.push(Slow::new(&chunked, "1\r\n \r\n").ends(10, answer));
        clients.push(Slow::new(&chunked, "").ends(10, answer));
        let counted = format!("{line}Content-Length: 60000\r\n\r\n");
        clients.push(Slow::new(counted, " ").ends(10, answer));
    }
    all(&app, clients).await;
}

#[actix_web::test]
async fn an_idle_connection_is_kept_for_the_next_request() {
    let app = TestApp::start().await;
    let address = app.address.trim_start_matches("http://").to_owned();
    let ask_twice = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        let mut answer = [0; 4096];
        for pause in [12, 0] {
            stream
                .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                .unwrap();
            let length = stream.read(&mut answer).unwrap();
            assert!(answer[..length].starts_with(b"HTTP/1.1 200 OK"));
            // Longer than any bound on what is slow.
            std::thread::sleep(Duration::from_secs(pause));
        }
    };
    tokio::task::spawn_blocking(ask_twice).await.unwrap();
}

#[actix_web::test]
async fn who_does_not_take_the_answer_is_not_waited_for() {
    let app = TestApp::start().await;
    std::fs::create_dir_all(app.page_folder()).unwrap();
    std::fs::write(app.page_folder().join("large.bin"), vec![0; 16 << 20]).unwrap();
    let address = app.address.trim_start_matches("http://").to_owned();
    let ask_and_not_listen = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .write_all(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n")
            .unwrap();
        let started = Instant::now();
        // A closed connection resets whoever goes on writing.
        while stream.write_all(b"G").is_ok() {
            assert!(started.elapsed() < Duration::from_secs(30), "still open");
            std::thread::sleep(BEAT);
        }
    };
    tokio::task::spawn_blocking(ask_and_not_listen)
        .await
        .unwrap();
}

#[actix_web::test]
async fn a_thousand_slow_clients_leave_the_server_quick() {
    let app = TestApp::start().await;
    let address = app.address.trim_start_matches("http://").to_owned();
    let open = move || {
        let begin = b"GET /healthz HTTP/1.1\r\nX: ";
        let clients = (0..1000).map(|_| {
            let mut stream = TcpStream::connect(&address).unwrap();
            stream.write_all(begin).unwrap();
            stream
        });
        clients.collect::<Vec<_>>()
    };
    let clients = tokio::task::spawn_blocking(open).await.unwrap();
    for _ in 0..20 {
        let started = Instant::now();
        // Each over a connection of its own.
        let answer = app
            .send_raw("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned());
        assert!(answer.await.starts_with("HTTP/1.1 200 OK"));
        assert!(started.elapsed() < Duration::from_secs(1));
    }
    assert_eq!(clients.len(), 1000);
    app.alice().await;
}
