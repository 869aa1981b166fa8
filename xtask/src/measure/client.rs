//! A client that speaks just enough HTTP/1.1, over one connection that it keeps.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Longer than any answer of ours may take.
const PATIENCE: Duration = Duration::from_secs(40);

/// A connection that nobody used for so long may be closed just now by the other
/// side; and what was sent into that is not sent again, or it might be done twice.
const STALE: Duration = Duration::from_secs(2);

pub(crate) struct Client {
    address: SocketAddr,
    connection: Option<(BufReader<TcpStream>, Instant)>,
}

/// What came back, read to its end.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    /// The text of this name somewhere in the JSON. What we look for are tokens,
    /// ids and titles of our own, in which nothing is escaped.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        texts(&self.body, name).next()
    }

    /// All of them.
    pub(crate) fn texts<'a>(&'a self, name: &str) -> Vec<&'a str> {
        texts(&self.body, name).collect()
    }
}

fn texts<'a>(json: &'a str, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let start = format!("\"{name}\":\"");
    let mut rest = json;
    std::iter::from_fn(move || {
        rest = rest.split_once(&start)?.1;
        Some(rest.split_once('"')?.0)
    })
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            connection: None,
        }
    }

    pub(crate) fn get(&mut self, path: &str, token: &str) -> io::Result<Answer> {
        self.send("GET", path, token, "")
    }

    pub(crate) fn post(&mut self, path: &str, token: &str, body: &str) -> io::Result<Answer> {
        self.send("POST", path, token, body)
    }

    /// Sends a request, with a token and a body of JSON unless they are empty.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        token: &str,
        body: &str,
    ) -> io::Result<Answer> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        if !token.is_empty() {
            request += &format!("Authorization: Bearer {token}\r\n");
        }
        if !body.is_empty() {
            request += "Content-Type: application/json\r\n";
        }
        request += &format!("Content-Length: {}\r\n\r\n{body}", body.len());

        let mut connection = match self.connection.take() {
            Some((connection, used)) if used.elapsed() < STALE => connection,
            _ => self.connect()?,
        };
        connection.get_mut().write_all(request.as_bytes())?;
        let (answer, stays_open) = read_answer(&mut connection)?;
        if stays_open {
            self.connection = Some((connection, Instant::now()));
        }
        Ok(answer)
    }

    fn connect(&self) -> io::Result<BufReader<TcpStream>> {
        let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(BufReader::with_capacity(4096, stream))
    }
}

/// The answer, and whether the connection may be used again.
fn read_answer(input: &mut impl BufRead) -> io::Result<(Answer, bool)> {
    let broken = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let start = read_line(input)?;
    let status = start.split(' ').nth(1).and_then(|text| text.parse().ok());
    let status = status.ok_or_else(|| broken("no status line"))?;
    let (mut length, mut stays_open) = (None, true);
    loop {
        let line = read_line(input)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| broken("no header"))?;
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok(),
            "connection" => stays_open = !value.eq_ignore_ascii_case("close"),
            _ => {}
        }
    }
    // 204 and 304 have no body (RFC 9110 §6.4.1); whatever else we ask for says
    // how long it is.
    let length: usize = match (status, length) {
        (204 | 304, _) => 0,
        (_, Some(length)) => length,
        (_, None) => return Err(broken("no Content-Length")),
    };
    let mut body = vec![0; length];
    input.read_exact(&mut body)?;
    let body = String::from_utf8(body).map_err(|_| broken("no UTF-8"))?;
    Ok((Answer { status, body }, stays_open))
}

fn read_line(input: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    // No line of ours is as long; an endless one would be read forever.
    let read = input.by_ref().take(16 * 1024).read_line(&mut line)?;
    if read == 0 || !line.ends_with('\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_one_after_the_other() {
        let mut input = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}\
                         HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
            .as_bytes();
        let body = "{}".to_owned();
        let first = read_answer(&mut input).unwrap();
        assert_eq!(first, (Answer { status: 200, body }, true));
        let (second, stays_open) = read_answer(&mut input).unwrap();
        assert_eq!((second.status, stays_open), (204, false));
        assert!(read_answer(&mut input).is_err(), "nothing more comes");
    }

    #[test]
    fn half_an_answer_is_none() {
        for half in [
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\ncontent-le",
            "HTTP/1.1 200 OK\r\n\r\n",
            "nonsense\r\n\r\n",
        ] {
            assert!(read_answer(&mut half.as_bytes()).is_err(), "{half}");
        }
    }

    #[test]
    fn texts_are_found_by_their_name() {
        let body = r#"{"items":[{"title":"a","id":"1"},{"title":"b"}]}"#.to_owned();
        let answer = Answer { status: 200, body };
        assert_eq!(answer.texts("title"), ["a", "b"]);
        assert_eq!(answer.text("id"), Some("1"));
        assert_eq!(answer.text("body"), None);
    }
}
