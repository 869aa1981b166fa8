//! The addresses of `dev`, and whether they are free.

use std::env;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::time::Duration;

use crate::workspace;

/// What the backend listens on unless APP_BIND says otherwise, and what
/// Trunk.toml sends requests on to.
pub(crate) const BACKEND: &str = "127.0.0.1:3000";

/// What the second server listens on unless RESOURCE_BIND says otherwise, and where
/// the page looks for it.
const RESOURCE: &str = "127.0.0.1:3001";

/// What Trunk.toml serves the page on.
pub(crate) const PAGE_PORT: u16 = 8080;

pub(crate) fn page() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, PAGE_PORT))
}

/// Where the backend will listen: APP_BIND of the environment or of `.env`,
/// which the backend reads too.
pub(crate) fn backend() -> Result<SocketAddr, String> {
    address("APP_BIND", BACKEND)
}

/// Where the second server will listen: RESOURCE_BIND, in the same way.
pub(crate) fn resource() -> Result<SocketAddr, String> {
    address("RESOURCE_BIND", RESOURCE)
}

fn address(name: &str, usual: &str) -> Result<SocketAddr, String> {
    let bind = env::var(name).ok().or_else(|| {
        let dotenv = std::fs::read_to_string(workspace::root().join(".env")).ok()?;
        bind_in(&dotenv, name)
    });
    let bind = bind.unwrap_or_else(|| usual.to_owned());
    let address = bind.to_socket_addrs().ok().and_then(|mut all| all.next());
    match address {
        Some(address) if address.port() != 0 => Ok(address),
        _ => Err(format!(
            "{name} is not an address with a port, such as {usual}."
        )),
    }
}

fn bind_in(dotenv: &str, variable: &str) -> Option<String> {
    let value = dotenv
        .lines()
        .filter_map(|line| line.trim().trim_start_matches("export ").split_once('='))
        .filter(|(name, _)| name.trim() == variable)
        .map(|(_, value)| value.trim().trim_matches(['"', '\'']))
        .next_back()?;
    (!value.is_empty()).then(|| value.to_owned())
}

/// Where to knock for a server that listens there: 0.0.0.0 is no destination.
pub(crate) fn reachable(bind: SocketAddr) -> SocketAddr {
    match bind {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => {
            SocketAddr::from((Ipv4Addr::LOCALHOST, v4.port()))
        }
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => {
            SocketAddr::from((Ipv6Addr::LOCALHOST, v6.port()))
        }
        other => other,
    }
}

/// Both ways are tried: some systems let two programs bind the same port, once
/// for every address and once for one.
pub(crate) fn in_use(bind: SocketAddr) -> bool {
    let knock = |address| TcpStream::connect_timeout(&address, Duration::from_millis(300)).is_ok();
    // "localhost" may mean ::1 to the browser, so a stranger there is in the way.
    let other_loopback = SocketAddr::from((Ipv6Addr::LOCALHOST, bind.port()));
    knock(reachable(bind)) || knock(other_loopback) || TcpListener::bind(bind).is_err()
}

pub(crate) fn check_backend(bind: SocketAddr) -> Result<(), String> {
    if !in_use(bind) {
        return Ok(());
    }
    Err(format!(
        "Another program uses {bind}, where the backend should listen: stop it ({}), or choose \
         another address, e.g. `APP_BIND=127.0.0.1:3100 cargo xtask dev`.",
        who_uses(bind.port())
    ))
}

pub(crate) fn check_page() -> Result<(), String> {
    if !in_use(page()) {
        return Ok(());
    }
    Err(format!(
        "Another program uses port {PAGE_PORT}, where the page should be: stop it ({}) and run \
         this again.",
        who_uses(PAGE_PORT)
    ))
}

fn who_uses(port: u16) -> String {
    if cfg!(target_os = "linux") {
        format!("`ss -ltnp 'sport = :{port}'` names it")
    } else if cfg!(windows) {
        format!("`netstat -ano | findstr :{port}` names it")
    } else {
        format!("`lsof -iTCP:{port} -sTCP:LISTEN` names it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_someone_listens_on_is_in_use_until_they_stop() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        assert!(in_use(address));
        let says = check_backend(address).unwrap_err();
        assert!(
            says.contains(&address.port().to_string()) && says.contains("APP_BIND"),
            "{says}"
        );
        drop(listener);
        assert!(!in_use(address));
    }

    #[test]
    fn a_listener_on_every_address_is_asked_on_the_loopback_one() {
        let any = "0.0.0.0:3001".parse().unwrap();
        assert_eq!(reachable(any), "127.0.0.1:3001".parse().unwrap());
    }

    #[test]
    fn the_address_is_read_from_dotenv() {
        let dotenv = "# APP_BIND=1.1.1.1:1\nAPP_ENV=development\nAPP_BIND=\"127.0.0.1:3001\"\n";
        assert_eq!(
            bind_in(dotenv, "APP_BIND").as_deref(),
            Some("127.0.0.1:3001")
        );
        assert_eq!(
            bind_in("# APP_BIND=1.1.1.1:1\nAPP_BIND=\n", "APP_BIND"),
            None
        );
    }
}
