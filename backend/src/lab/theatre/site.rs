//! The other site: this very server, under another name of this machine.
//!
//! To a browser, `localhost` and `127.0.0.1` are two sites: what it lets a page
//! of the one do to the other is what it lets any foreign page do.

use std::rc::Rc;

use actix_web::HttpRequest;
use actix_web::http::header::HOST;

use crate::state::AppState;
use crate::web::connection::Connection;

/// The origin of the other site, from where browsers find our own and where the
/// server listens.
pub(super) fn foreign(request: &HttpRequest, state: &AppState) -> String {
    let own = state.public_url.split("://").nth(1).unwrap_or_default();
    let connection = request.conn_data::<Rc<Connection>>();
    let listening = connection.and_then(|connection| connection.local());
    let name = match (name_of(own), listening.is_some_and(|ours| ours.is_ipv6())) {
        ("127.0.0.1" | "[::1]", _) => "localhost",
        (_, true) => "[::1]",
        (_, false) => "127.0.0.1",
    };
    format!("http://{name}:{}", listening.map_or(0, |ours| ours.port()))
}

/// Whether the request was made to the other site. Under our own name its page
/// would be no foreign one, and its forms would prove nothing.
pub(super) fn is_foreign(request: &HttpRequest, state: &AppState) -> bool {
    let host = request.headers().get(HOST);
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    let foreign = foreign(request, state);
    foreign.split("://").nth(1).map(name_of) == Some(name_of(host))
}

/// `127.0.0.1:3000` without the port.
fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_no_part_of_a_name() {
        for (host, name) in [
            ("127.0.0.1:3000", "127.0.0.1"),
            ("localhost", "localhost"),
            ("[::1]:3000", "[::1]"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(name_of(host), name);
        }
    }
}
