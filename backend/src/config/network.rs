//! A range of addresses, such as that of a cloud provider's proxies.

use std::net::IpAddr;

/// One address, or all that begin with the same bits (`10.0.0.0/8`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    prefix: u32,
}

impl Network {
    /// Reads an address, or an address and the number of bits that count.
    ///
    /// # Errors
    /// For anything else, for a range of every address there is, and for one that
    /// begins elsewhere than its bits say: `10.1.2.3/8` is a slip, and it is safer
    /// to ask than to trust sixteen million machines.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const REASON: &str = "must list IP addresses or ranges, such as 10.0.0.7 or 10.0.0.0/8";
        let (address, prefix) = match text.split_once('/') {
            None => (text, None),
            Some((address, prefix)) => (address, Some(prefix)),
        };
        let first: IpAddr = address.parse().map_err(|_| REASON)?;
        let prefix = match prefix {
            None => width(first),
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().map_err(|_| REASON)?
            }
            Some(_) => return Err(REASON),
        };
        if prefix > width(first) {
            return Err(REASON);
        }
        if prefix == 0 {
            return Err("must not trust every address there is: anybody could name any client");
        }
        if bits(first) & !mask(first, prefix) != 0 {
            return Err("lists a range that does not begin where its bits say");
        }
        Ok(Self { first, prefix })
    }

    /// Whether the address is one of them.
    #[must_use]
    pub fn contains(&self, ip: IpAddr) -> bool {
        self.first.is_ipv4() == ip.is_ipv4() && bits(ip) & mask(ip, self.prefix) == bits(self.first)
    }
}

fn width(ip: IpAddr) -> u32 {
    if ip.is_ipv4() { 32 } else { 128 }
}

fn bits(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(ip) => ip.to_bits().into(),
        IpAddr::V6(ip) => ip.to_bits(),
    }
}

/// The bits that count, from 1 to the width of the address.
fn mask(ip: IpAddr, prefix: u32) -> u128 {
    let all = u128::MAX >> (128 - width(ip));
    all & !(all.checked_shr(prefix).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_range_is_those_that_begin_with_the_same_bits() {
        for (range, inside, outside) in [
            ("10.0.0.7", "10.0.0.7", "10.0.0.8"),
            ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"),
            ("192.168.4.0/22", "192.168.7.255", "192.168.8.0"),
            ("203.0.113.128/25", "203.0.113.128", "203.0.113.127"),
            ("128.0.0.0/1", "255.255.255.255", "127.255.255.255"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("fd00::1", "fd00::1", "fd00::2"),
            // An address of the other kind has other bits, whatever they are.
            ("10.0.0.0/8", "10.0.0.1", "::a00:1"),
            ("::/1", "::a00:1", "10.0.0.1"),
        ] {
            let network = Network::parse(range).unwrap();
            assert!(network.contains(ip(inside)), "{range} {inside}");
            assert!(!network.contains(ip(outside)), "{range} {outside}");
        }
    }

    #[test]
    fn what_would_trust_too_many_is_refused() {
        for text in [
            "",
            "*",
            "proxy.example",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "10.0.0.0/-1",
            "10.0.0.0/8/8",
            "10.1.2.3/8",
            "0.0.0.0/0",
            "::/0",
            "::/129",
        ] {
            assert!(Network::parse(text).is_err(), "{text}");
        }
    }
}
