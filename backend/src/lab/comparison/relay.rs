//! One HTTP request over TCP, by hand: enough for a server of our own that
//! answers plainly.

use std::io;
use std::time::Duration;

use actix_web::http::header::{HeaderName, HeaderValue};
use shared::lab::comparison::SecondAnswer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes.
const MOST: u64 = 64 * 1024;

/// Sends `GET path` to a port of this machine with these headers; what comes back,
/// word for word.
///
/// The headers are of the types that hold no end of a line: with one in it, a
/// value would become another header, or another request (CWE-93).
pub(super) async fn get(
    port: u16,
    path: &'static str,
    headers: &[(HeaderName, HeaderValue)],
) -> io::Result<SecondAnswer> {
    let mut request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n").into_bytes();
    for (name, value) in headers {
        request.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    request.extend(b"Connection: close\r\n\r\n");
    let exchange = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(&request).await?;
        let mut answer = String::new();
        stream.take(MOST).read_to_string(&mut answer).await?;
        Ok::<_, io::Error>(answer)
    };
    let answer = tokio::time::timeout(PATIENCE, exchange).await??;
    read(&answer).ok_or_else(|| io::Error::other("no answer in HTTP"))
}

/// Status line, headers, an empty line, and the body: its end is the end of the
/// connection.
fn read(answer: &str) -> Option<SecondAnswer> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let timing = lines.find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("server-timing").then_some(value)
    });
    Some(SecondAnswer {
        address: String::new(),
        status,
        server_timing: timing.unwrap_or_default().to_owned(),
        body: body.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_it_came() {
        let answer = read(
            "HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\
             Server-Timing: db;desc=1;dur=0.1, total;dur=1\r\n\r\n{}",
        )
        .unwrap();
        assert_eq!((answer.status, &*answer.body), (401, "{}"));
        assert_eq!(answer.server_timing, "db;desc=1;dur=0.1, total;dur=1");
        assert_eq!(read("HTTP/1.1 200 OK\r\n"), None);
        assert_eq!(read("220 mail.example\r\n\r\n"), None);
    }
}
