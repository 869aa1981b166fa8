//! Whether a request comes from whoever sits at this machine: for what is shown
//! to them alone, such as the development mailbox and the lessons.

use actix_web::HttpRequest;
use actix_web::http::header::HOST;

use crate::state::AppState;

/// Whether this is development, and the request was made on this machine for this
/// machine.
#[must_use]
pub fn is_at_home(request: &HttpRequest, state: &AppState) -> bool {
    state.is_development && is_from_here(request) && is_asked_for_by_our_name(request, state)
}

fn is_from_here(request: &HttpRequest) -> bool {
    request
        .peer_addr()
        .is_some_and(|peer| peer.ip().to_canonical().is_loopback())
}

/// Whether the request names this server as ours is called, or as this machine
/// is: a foreign name that was made to lead here (DNS rebinding) is neither.
fn is_asked_for_by_our_name(request: &HttpRequest, state: &AppState) -> bool {
    let host = request.headers().get(HOST);
    let Some(host) = host.and_then(|host| host.to_str().ok()) else {
        return false;
    };
    state.public_url.split("://").nth(1) == Some(host) || is_loopback_name(host)
}

/// Whether this `name` or `name:port` is always this machine's.
#[must_use]
pub fn is_loopback_name(host: &str) -> bool {
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
}
