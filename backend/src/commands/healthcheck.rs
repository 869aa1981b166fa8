//! `backend healthcheck`: asks the server of these settings whether it is ready, for
//! a container that has neither a shell nor curl.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use backend::config::Config;
use backend::startup::StartupError;
use shared::endpoint;

/// Longer than `/readyz` waits for the database before it says no.
const PATIENCE: Duration = Duration::from_secs(4);

/// What TLS calls a message that tells of an error (RFC 8446 §5.1).
const TLS_ALERT: u8 = 21;

pub(crate) fn run() -> Result<(), StartupError> {
    let config = Config::load()?;
    let address = reachable(config.bind);
    let answer = ask(address).map_err(|cause| StartupError::Io {
        what: format!("not healthy: nothing answers at {address}"),
        cause,
    })?;
    let is_well = match config.tls {
        None => answer.starts_with(b"HTTP/1.1 200 "),
        // It takes connections, and has told us that this is not how to speak to it.
        // Whether the database answers is not known by that: to ask would need a
        // certificate for this address, and the one that is there is for a name.
        Some(_) => answer.first() == Some(&TLS_ALERT),
    };
    if is_well {
        return Ok(());
    }
    let line = answer.split(|byte| *byte == b'\r').next();
    Err(StartupError::Broken(format!(
        "not healthy: {address} answers `{}`",
        String::from_utf8_lossy(line.unwrap_or_default()).escape_debug()
    )))
}

/// Where the server is for somebody on the same machine: one that listens at every
/// address listens at that of the machine to itself.
fn reachable(bind: SocketAddr) -> SocketAddr {
    let ip = match bind.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, bind.port())
}

/// The beginning of its answer. By hand, as it is one line: the program's client for
/// HTTP is for other servers, and refuses what is not https.
fn ask(address: SocketAddr) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let ready = endpoint::READYZ;
    let request = format!("GET {ready} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    // In one piece: a server that speaks TLS hangs up after the first.
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    match stream.take(1024).read_to_end(&mut answer) {
        // How it hung up after its answer does not matter.
        _ if !answer.is_empty() => Ok(answer),
        Ok(_) => Err(io::ErrorKind::UnexpectedEof.into()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_everywhere_is_asked_at_home() {
        for (bind, asked) in [
            ("0.0.0.0:3000", "127.0.0.1:3000"),
            ("[::]:443", "[::1]:443"),
            ("10.0.0.7:80", "10.0.0.7:80"),
        ] {
            assert_eq!(reachable(bind.parse().unwrap()), asked.parse().unwrap());
        }
    }
}
