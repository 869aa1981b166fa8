//! Where a request comes from, as far as that can be told.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr};

use actix_web::dev::Payload;
use actix_web::http::header::USER_AGENT;
use actix_web::{FromRequest, HttpRequest, web};

use crate::config::Network;
use crate::error::Error;
use crate::state::AppState;

/// The other end of the connection, or the one that a trusted proxy names.
#[derive(Debug, Clone)]
pub struct Client {
    /// The address.
    pub ip: IpAddr,
    /// What the browser calls itself, cut short.
    pub user_agent: String,
}

impl Client {
    /// The address as text, for people.
    #[must_use]
    pub fn ip_text(&self) -> String {
        self.ip.to_string()
    }

    /// What counts as one address when tries are counted. Who has one IPv6
    /// address has 2^64 of them, so those count as one.
    #[must_use]
    pub fn throttle_key(&self) -> String {
        match self.ip {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => {
                let [a, b, c, d, ..] = ip.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
            }
        }
    }
}

impl FromRequest for Client {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let state = request
            .app_data::<web::Data<AppState>>()
            .expect("startup puts the state into every app");
        let peer = request.peer_addr().map(|address| address.ip());
        let (standard, usual) = (list(request, "forwarded"), list(request, "x-forwarded-for"));
        let ip = told_client(peer, &standard, &usual, &state.trusted_proxies);
        let user_agent = request.headers().get(USER_AGENT);
        let user_agent = user_agent.and_then(|value| value.to_str().ok());
        ready(Ok(Self {
            ip,
            user_agent: user_agent.unwrap_or_default().chars().take(200).collect(),
        }))
    }
}

/// All that headers of this name say, in one list.
pub(super) fn list(request: &HttpRequest, name: &str) -> String {
    let values = request.headers().get_all(name);
    // What is no text is no address, and stands for itself.
    let values: Vec<&str> = values.map(|value| value.to_str().unwrap_or("?")).collect();
    values.join(",")
}

/// The client by what the proxy says in either header. Most write one of them and
/// pass the other on as it came, from anybody. So where they differ neither is
/// believed, and the request counts as the proxy's own.
fn told_client(peer: Option<IpAddr>, standard: &str, usual: &str, trusted: &[Network]) -> IpAddr {
    let client = |hops: &str| client_of(peer, hops, trusted);
    let by_standard = client(&forwarded_for(standard));
    match (standard.is_empty(), usual.is_empty()) {
        (true, _) => client(usual),
        (_, true) => by_standard,
        _ if by_standard == client(usual) => by_standard,
        _ => client(""),
    }
}

/// The header is read from its end, where the nearest proxy wrote, and only as
/// far as those we trust: whatever stands before them, anybody may have written.
fn client_of(peer: Option<IpAddr>, forwarded: &str, trusted: &[Network]) -> IpAddr {
    let mut client = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), canonical);
    for hop in forwarded.rsplit(',') {
        if !trusted.iter().any(|network| network.contains(client)) {
            break;
        }
        match hop.trim().parse() {
            Ok(ip) => client = canonical(ip),
            Err(_) => break,
        }
    }
    client
}

/// The addresses in a `Forwarded` header (RFC 7239 §5.2), as `X-Forwarded-For`
/// would list them. A hop that names itself otherwise is no address, and ends the
/// way back.
pub(super) fn forwarded_for(header: &str) -> String {
    let hops = header.split(',').map(|hop| {
        let node = hop.split(';').find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            name.eq_ignore_ascii_case("for").then_some(value)
        });
        let node = node.unwrap_or_default().trim_matches('"');
        match node.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or_default(),
            None => node.split(':').next().unwrap_or_default(),
        }
    });
    hops.collect::<Vec<_>>().join(",")
}

/// An IPv4 address that came over IPv6 is an IPv4 address.
fn canonical(ip: IpAddr) -> IpAddr {
    ip.to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_header_is_believed_as_far_as_trusted_proxies_wrote_it() {
        let trusted = ["10.0.0.1", "10.0.0.2"].map(|ip| Network::parse(ip).unwrap());
        for (peer, forwarded, client) in [
            ("1.2.3.4", "", "1.2.3.4"),
            ("1.2.3.4", "9.9.9.9", "1.2.3.4"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("10.0.0.1", "5.5.5.5", "5.5.5.5"),
            ("10.0.0.1", "9.9.9.9, 5.5.5.5", "5.5.5.5"),
            ("10.0.0.1", "9.9.9.9, 5.5.5.5, 10.0.0.2", "5.5.5.5"),
            ("10.0.0.1", "5.5.5.5, nonsense", "10.0.0.1"),
            ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ] {
            let found = client_of(Some(ip(peer)), forwarded, &trusted);
            assert_eq!(found, ip(client), "{peer} {forwarded}");
        }
        assert_eq!(
            client_of(Some(ip("10.0.0.1")), "5.5.5.5", &[]),
            ip("10.0.0.1")
        );
    }

    #[test]
    fn the_standard_header_is_read_as_well() {
        for (header, hops) in [
            ("for=192.0.2.43", "192.0.2.43"),
            ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            ("for=192.0.2.60:80;proto=http;by=203.0.113.43", "192.0.2.60"),
            (
                "for=192.0.2.43, for=198.51.100.17",
                "192.0.2.43,198.51.100.17",
            ),
            ("for=unknown, proto=https", "unknown,"),
        ] {
            assert_eq!(forwarded_for(header), hops, "{header}");
        }
    }

    #[test]
    fn a_header_that_the_proxy_does_not_write_forges_nothing() {
        let trusted = ["10.0.0.1"].map(|ip| Network::parse(ip).unwrap());
        for (standard, usual, client) in [
            ("", "5.5.5.5", "5.5.5.5"),
            ("for=5.5.5.5", "", "5.5.5.5"),
            ("for=5.5.5.5;proto=https", "9.9.9.9, 5.5.5.5", "5.5.5.5"),
            ("for=9.9.9.9", "5.5.5.5", "10.0.0.1"),
            ("for=unknown", "5.5.5.5", "10.0.0.1"),
            ("proto=https", "5.5.5.5", "10.0.0.1"),
        ] {
            let found = told_client(Some(ip("10.0.0.1")), standard, usual, &trusted);
            assert_eq!(found, ip(client), "{standard:?} {usual:?}");
            let stranger = told_client(Some(ip("1.2.3.4")), standard, usual, &trusted);
            assert_eq!(stranger, ip("1.2.3.4"));
        }
    }

    #[test]
    fn one_network_of_ipv6_counts_as_one_address() {
        let client = |text: &str| Client {
            ip: ip(text),
            user_agent: String::new(),
        };
        assert_eq!(
            client("2001:db8:1:2:a::1").throttle_key(),
            client("2001:db8:1:2:b::2").throttle_key()
        );
        assert_ne!(
            client("1.2.3.4").throttle_key(),
            client("1.2.3.5").throttle_key()
        );
    }
}
