//! What comes over a connection and is no request that we want: too large, or HTTP
//! that two readers could read in two ways.

use reqwest::header::{CONTENT_TYPE, TRANSFER_ENCODING};
use reqwest::{Body, Method};
use serde_json::Value;

use crate::helpers::{Answer, TestApp};

/// What came back over a raw connection, which was closed after it.
struct Raw {
    status: u16,
    head: String,
    body: Value,
    rest: String,
}

impl Raw {
    async fn of(app: &TestApp, request: impl Into<String>) -> Self {
        let request = request.into();
        let answer = app.send_raw(request.clone()).await;
        let (head, rest) = answer
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("{answer:?} to {:?}", request.get(..200)));
        let head = head.to_ascii_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = head.split("content-length: ").nth(1).unwrap_or("0");
        let length = length.lines().next().unwrap().parse().unwrap();
        let (body, rest) = rest.split_at(length);
        Self {
            status,
            body: serde_json::from_str(body).unwrap_or_default(),
            rest: rest.to_owned(),
            head,
        }
    }

    #[track_caller]
    fn assert_refused(&self, status: u16, code: &str, about: &str) {
        assert_eq!(self.body["code"], code, "{about:?}: {}", self.head);
        assert_eq!(self.status, status, "{about:?}");
        for header in [
            "connection: close",
            "content-type: application/problem+json",
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "content-security-policy: default-src 'none'; frame-ancestors 'none'",
        ] {
            assert!(self.head.contains(header), "{about:?}: {}", self.head);
        }
        let id = self.body["request_id"].as_str().unwrap();
        assert!(self.head.contains(id), "{about:?}: {}", self.head);
        assert_eq!(self.rest, "", "{about:?}: one answer");
    }
}

#[actix_web::test]
async fn http_that_can_be_read_in_two_ways_is_refused_and_the_connection_closed() {
    let app = TestApp::start().await;
    let post = "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    let get = "GET /healthz HTTP/1.1\r\nHost: x\r\n";
    for request in [
        // Two lengths.
        format!("{post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"),
        format!("{post}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{{}}"),
        format!("{post}Content-Length: 2, 2\r\n\r\n{{}}"),
        format!("{post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n"),
        // Lengths that are none.
        format!("{post}Content-Length: +2\r\n\r\n{{}}"),
        format!("{post}Content-Length: -2\r\n\r\n{{}}"),
        format!("{post}Content-Length: 0x2\r\n\r\n{{}}"),
        format!("{post}Content-Length: 99999999999999999999\r\n\r\n{{}}"),
        format!("{post}Content-Length:\r\n\r\n{{}}"),
        // Encodings that hide one.
        format!("{post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: identity\r\n\r\n{{}}"),
        format!("{post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n"),
        "POST /api/auth/login HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
        // Lines that are not quite lines.
        format!("{get}X: a\r\n b\r\n\r\n"),
        format!("{get} X: a\r\n\r\n"),
        format!("{get}X: a\nY: b\r\n\r\n"),
        format!("{get}X: a\n\n"),
        format!("{get}X: a\rY: b\r\n\r\n"),
        format!("{get}X: a\0b\r\n\r\n"),
        format!("{get}X\r\n\r\n"),
        format!("{get}: a\r\n\r\n"),
        format!("{get}Host: y\r\n\r\n"),
        "GET /healthz HTTP/1.1\r\n\r\n".to_owned(),
        // No HTTP at all.
        "GET /healthz HTTP/1.1 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "GET /health\0z HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        "\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03".to_owned(),
    ] {
        Raw::of(&app, request.clone())
            .await
            .assert_refused(400, "malformed_request", &request);
    }
    assert_eq!(app.anonymous().get("/healthz").await.status, 200);
}

#[actix_web::test]
async fn chunks_that_are_none_are_refused_and_the_connection_closed() {
    let app = TestApp::start().await;
    let post = "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    for chunks in [
        "x\r\n{}\r\n0\r\n\r\n",
        "-2\r\n{}\r\n0\r\n\r\n",
        "+2\r\n{}\r\n0\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        " 2\r\n{}\r\n0\r\n\r\n",
        "2\n{}\r\n0\r\n\r\n",
        "2\r\n{}\n0\r\n\r\n",
        "2\r\n{}x\r\n0\r\n\r\n",
        "2;a\nb\r\n{}\r\n0\r\n\r\n",
        "fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        "\r\n{}\r\n0\r\n\r\n",
    ] {
        let request = format!("{post}{chunks}GET /api/me HTTP/1.1\r\nHost: x\r\n\r\n");
        let answer = Raw::of(&app, request).await;
        assert_eq!(answer.body["code"], "malformed_request", "{chunks:?}");
        assert!(answer.head.contains("connection: close"), "{chunks:?}");
        assert_eq!(answer.rest, "", "{chunks:?}: one answer");
    }
}

#[actix_web::test]
async fn too_many_or_too_long_headers_are_a_431() {
    let app = TestApp::start().await;
    let head = |extra: &str| format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{extra}\r\n");
    let many = |count| {
        head(
            &(0..count)
                .map(|n| format!("X-{n}: y\r\n"))
                .collect::<String>(),
        )
    };
    let long = |length| head(&format!("X: {}\r\n", "y".repeat(length)));
    let url = |length: usize| head("").replace("/healthz", &format!("/{}", "y".repeat(length)));
    for (about, request) in [
        ("65", many(64)),
        ("101", many(100)),
        ("1001", many(1000)),
        ("17 KiB", long(17 << 10)),
        ("60 KB", long(60_000)),
        ("200 KiB", long(200 << 10)),
        ("a long address", url(17 << 10)),
    ] {
        let request = request.replace("Host: x", "Host: x\r\nConnection: close");
        let answer = Raw::of(&app, request).await;
        answer.assert_refused(431, "headers_too_large", about);
    }
    for request in [many(60), long(15 << 10)] {
        let request = request.replace("Host: x", "Host: x\r\nConnection: close");
        assert_eq!(Raw::of(&app, request).await.status, 200);
    }
}

/// Sends a body in chunks, without saying how long it will be.
async fn chunked(app: &TestApp, pieces: Vec<Vec<u8>>) -> Answer {
    let pieces = pieces.into_iter().map(Ok::<_, std::io::Error>);
    let request = app
        .anonymous()
        .request(Method::POST, "/api/auth/login")
        .header(CONTENT_TYPE, "application/json")
        .body(Body::wrap_stream(futures_util::stream::iter(pieces)));
    Answer::of(request).await
}

#[actix_web::test]
async fn a_body_over_64_kib_is_a_413_however_it_is_sent() {
    let app = TestApp::start().await;
    chunked(&app, vec![vec![b' '; 8 << 10]; 9])
        .await
        .assert_refused(413, "body_too_large");
    let post = "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    // What is announced is enough; nothing of it has to come.
    for length in ["65537", "99999999999", "18446744073709551615"] {
        Raw::of(&app, format!("{post}Content-Length: {length}\r\n\r\n"))
            .await
            .assert_refused(413, "body_too_large", length);
    }
    // As much as is allowed, in chunks, is read.
    let mut body = r#"{"username":"alice","password":"wonderland"}"#.to_owned();
    body.push_str(&" ".repeat(65_536 - body.len()));
    let pieces = body.as_bytes().chunks(1000).map(<[u8]>::to_vec);
    assert_eq!(chunked(&app, pieces.collect()).await.status, 200);
}

#[actix_web::test]
async fn a_length_that_lies_makes_no_second_request() {
    let app = TestApp::start().await;
    let post = "POST /api/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    let smuggled = "GET /api/notes HTTP/1.1\r\nHost: x\r\n\r\n";
    // The refusal comes before the body is read: the rest of the connection is not
    // read as requests, whatever it looks like.
    let request = format!("{post}Content-Length: 500\r\n\r\n{smuggled}");
    let answer = Raw::of(&app, request).await;
    answer.assert_refused_by_handler(401, "token_missing");
    let get = "GET /api/me HTTP/1.1\r\nHost: x\r\n";
    let request = format!("{get}Content-Length: {}\r\n\r\n{smuggled}", smuggled.len());
    let answer = Raw::of(&app, request).await;
    answer.assert_refused_by_handler(401, "token_missing");
}

impl Raw {
    /// A refusal of ours to a request whose body nobody read.
    #[track_caller]
    fn assert_refused_by_handler(&self, status: u16, code: &str) {
        assert_eq!((self.status, &self.body["code"]), (status, &code.into()));
        assert!(self.head.contains("connection: close"), "{}", self.head);
        assert_eq!(self.rest, "");
    }
}

#[actix_web::test]
async fn deep_json_is_a_400() {
    let app = TestApp::start().await;
    for (open, close, depth) in [
        (r#"{"username":"#, "}", 200),
        (r#"{"username":"#, "}", 4_000),
        ("[", "]", 200),
        ("[", "]", 32_000),
        (r#"{"a":["#, "]}", 5_000),
    ] {
        let body = format!("{}1{}", open.repeat(depth), close.repeat(depth));
        let request = app
            .anonymous()
            .request(Method::POST, "/api/auth/login")
            .header(CONTENT_TYPE, "application/json");
        Answer::of(request.body(body))
            .await
            .assert_refused(400, "malformed_request");
    }
    let request = app.anonymous().request(Method::POST, "/api/auth/login");
    let request = request.header(TRANSFER_ENCODING, "chunked").body("{}");
    assert!(Answer::of(request).await.status.is_client_error());
}
