//! Clients that cost little, so that what is measured is the server: all of them on
//! one thread, and nothing of an answer is read but what has to be.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::Failure;
use crate::measure::go_on;
use crate::measure::server::{Server, processor_time};

/// Connections that are kept, with one request in flight on each: what a proxy in
/// front of the server does.
const CONNECTIONS: usize = 16;

/// Longer than any answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request that is sent again and again to one server.
pub(super) struct Crowd {
    id: u32,
    connections: Vec<TcpStream>,
    request: String,
    /// How long an answer is. The same request has answers of the same length, in
    /// which only ids and times differ.
    length: usize,
    status: String,
}

impl Crowd {
    /// `GET /api/me` with this token, which is answered with this status.
    pub(super) fn new(server: &Server, token: &str, status: u16) -> Result<Self, Failure> {
        let address = server.address;
        let connect = |_| connect(address);
        let connections: Result<Vec<_>, _> = (0..CONNECTIONS).map(connect).collect();
        let request = format!(
            "GET /api/me HTTP/1.1\r\nHost: {address}\r\nAccept: application/json\r\n\
             Authorization: Bearer {token}\r\n\r\n"
        );
        let mut crowd = Self {
            id: server.id(),
            connections: connections.map_err(broke)?,
            request,
            length: 0,
            status: format!("HTTP/1.1 {status} "),
        };
        crowd.length = crowd.first_answer().map_err(broke)?.len();
        Ok(crowd)
    }

    /// What the server answers, head and body.
    pub(super) fn first_answer(&mut self) -> std::io::Result<String> {
        let connection = &mut self.connections[0];
        connection.write_all(self.request.as_bytes())?;
        let mut answer = Vec::new();
        loop {
            let mut part = [0; 4096];
            let read = connection.read(&mut part)?;
            answer.extend_from_slice(&part[..read]);
            let text = String::from_utf8_lossy(&answer);
            if read == 0 || text.split_once("\r\n\r\n").is_some_and(is_whole) {
                return Ok(text.into_owned());
            }
        }
    }

    /// Sends it so many times, and tells how long the server's processors were busy
    /// for each.
    pub(super) fn time(&mut self, requests: usize) -> Result<Duration, Failure> {
        let rounds = requests.div_ceil(CONNECTIONS);
        let before = processor_time(self.id);
        for round in 0..rounds {
            if round % 1000 == 0 {
                go_on()?;
            }
            self.round()?;
        }
        let took = processor_time(self.id).saturating_sub(before);
        let count = u32::try_from(rounds * CONNECTIONS).unwrap_or(u32::MAX);
        Ok(took / count)
    }

    fn round(&mut self) -> Result<(), Failure> {
        for connection in &mut self.connections {
            connection
                .write_all(self.request.as_bytes())
                .map_err(broke)?;
        }
        let mut answer = vec![0; self.length];
        for connection in &mut self.connections {
            connection.read_exact(&mut answer).map_err(broke)?;
            if !answer.starts_with(self.status.as_bytes()) {
                let answer = String::from_utf8_lossy(&answer);
                return Err(Failure::Said(format!("Not as it should be: {answer}")));
            }
        }
        Ok(())
    }
}

fn connect(address: SocketAddr) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

fn is_whole((head, body): (&str, &str)) -> bool {
    let head = head.to_ascii_lowercase();
    let length = head.split_once("content-length: ");
    let length = length.and_then(|(_, rest)| rest.lines().next()?.parse().ok());
    length == Some(body.len())
}

fn broke(error: std::io::Error) -> Failure {
    Failure::Said(format!("A connection broke: {error}."))
}

/// Times several crowds by turns, so that whatever else the machine does meets all of
/// them alike. The median of each.
pub(super) fn by_turns<const N: usize>(
    crowds: &mut [&mut Crowd; N],
    rounds: usize,
    requests: usize,
) -> Result<[Duration; N], Failure> {
    let mut times: [Vec<Duration>; N] = std::array::from_fn(|_| Vec::new());
    for crowd in crowds.iter_mut() {
        crowd.time(requests)?;
    }
    for _ in 0..rounds {
        for (crowd, times) in crowds.iter_mut().zip(&mut times) {
            times.push(crowd.time(requests)?);
        }
    }
    Ok(times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    }))
}

/// How many times as long.
pub(super) fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

/// A duration as the processor sees it.
pub(super) fn micros(duration: Duration) -> String {
    format!("{:.1} µs", duration.as_secs_f64() * 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_as_much_has_come_as_it_says() {
        assert!(is_whole(("HTTP/1.1 200 OK\r\nContent-Length: 2", "{}")));
        assert!(!is_whole(("HTTP/1.1 200 OK\r\nContent-Length: 3", "{}")));
        assert!(!is_whole(("HTTP/1.1 200 OK", "{}")));
    }
}
