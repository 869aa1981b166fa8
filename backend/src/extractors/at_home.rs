//! Whether a request comes from whoever sits at this machine: for what is shown
//! to them alone, such as the development mailbox.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::HOST;

use super::client::{forwarded_for, list};
use crate::state::AppState;

/// Whether this is development on somebody's own machine, and the request was
/// made there.
///
/// A proxy on this machine makes everybody's requests seem to come from here, so
/// the server must be one that is reached by a name of this machine, and whatever
/// a proxy says of where it had the request from must be this machine as well. A
/// header can only close the door: to forge one gains nothing. (A proxy that
/// writes another `Host` and says nothing about it cannot be told from a browser.)
#[must_use]
pub fn is_at_home(request: &HttpRequest, state: &AppState) -> bool {
    is_a_home(state) && is_from_here(request) && is_asked_for_by(request, own_name(state))
}

/// The same for a server that has no name of its own.
#[must_use]
pub fn is_from_this_machine(request: &HttpRequest) -> bool {
    is_from_here(request) && is_asked_for_by(request, "localhost")
}

/// Whether this server is for whoever sits at it.
#[must_use]
pub fn is_a_home(state: &AppState) -> bool {
    state.is_development && is_loopback_name(own_name(state))
}

/// Whether the other end is this machine, and everybody who passed the request on.
fn is_from_here(request: &HttpRequest) -> bool {
    let is_loopback = |ip: IpAddr| ip.to_canonical().is_loopback();
    let peer = request.peer_addr().map(|peer| peer.ip());
    let all_are_here = |hops: &str| {
        let mut hops = hops.split(',').map(|hop| hop.trim().parse());
        hops.all(|hop| hop.is_ok_and(is_loopback))
    };
    let (standard, usual) = (list(request, "forwarded"), list(request, "x-forwarded-for"));
    peer.is_some_and(is_loopback)
        && (standard.is_empty() || all_are_here(&forwarded_for(&standard)))
        && (usual.is_empty() || all_are_here(&usual))
}

/// Whether the request names this server as it is called, or as this machine is: a
/// foreign name that was made to lead here (DNS rebinding) is neither.
fn is_asked_for_by(request: &HttpRequest, own_name: &str) -> bool {
    let is_ours = |host: &str| host == own_name || is_loopback_name(host);
    let host = request.headers().get(HOST);
    let host = host.and_then(|host| host.to_str().ok());
    // `trunk serve` names itself as the host, and here the one it was asked for.
    let asked = list(request, "x-forwarded-host");
    let mut asked = asked
        .split(',')
        .map(str::trim)
        .filter(|_| !asked.is_empty());
    host.is_some_and(is_ours) && asked.all(is_ours)
}

/// The name and port by which browsers reach this server.
fn own_name(state: &AppState) -> &str {
    state.public_url.split("://").nth(1).unwrap_or_default()
}

/// Whether this `name` or `name:port` is always this machine's.
fn is_loopback_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_of_this_machine_are_its_own() {
        for name in [
            "localhost",
            "localhost:8080",
            "127.0.0.1:3000",
            "[::1]:3000",
            "[::1]",
        ] {
            assert!(is_loopback_name(name), "{name}");
        }
        for name in [
            "localhost.evil.example",
            "evil.example:3000",
            "127.0.0.1.nip.io",
            "",
            ":80",
        ] {
            assert!(!is_loopback_name(name), "{name}");
        }
    }

    #[test]
    fn whoever_passed_a_request_on_must_be_this_machine() {
        use actix_web::test::TestRequest;
        let request = |name: &'static str, value: &'static str| {
            let peer = "127.0.0.1:1000".parse().unwrap();
            let request = TestRequest::default().peer_addr(peer);
            request.insert_header((name, value)).to_http_request()
        };
        for (name, value, is_here) in [
            ("x-a", "b", true),
            ("x-forwarded-for", "127.0.0.1", true),
            ("x-forwarded-for", "::1, 127.0.0.1", true),
            ("x-forwarded-for", "203.0.113.9", false),
            ("x-forwarded-for", "203.0.113.9, 127.0.0.1", false),
            ("x-forwarded-for", "unknown", false),
            ("forwarded", "for=127.0.0.1", true),
            ("forwarded", "for=\"[::1]:4711\"", true),
            ("forwarded", "for=203.0.113.9;host=localhost", false),
            ("forwarded", "proto=https", false),
        ] {
            assert_eq!(
                is_from_here(&request(name, value)),
                is_here,
                "{name}: {value}"
            );
        }
    }
}
