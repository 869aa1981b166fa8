//! `DATABASE_URL`: which of the two databases, and where it is.

use std::fmt::Write as _;
use std::path::PathBuf;

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

/// Where the tables are.
#[derive(Debug, Clone)]
pub enum Address {
    /// The file of the embedded database.
    Sqlite(PathBuf),
    /// A server, for several instances; the URL may hold a password.
    Postgres(SecretString),
}

/// What libpq is told unless the URL says otherwise. A server that is gone without
/// a word (a cable, a virtual machine) is noticed within seconds, not after TCP's
/// quarter of an hour; the name is for `pg_stat_activity`.
const DEFAULTS: [(&str, &str); 6] = [
    ("connect_timeout", "2"),
    ("tcp_user_timeout", "5000"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
    ("application_name", "tessera"),
];

/// The values of `sslmode` with which nobody on the way can read along.
const ENCRYPTED: [&str; 3] = ["require", "verify-ca", "verify-full"];

impl Address {
    /// Reads `sqlite://` and a path, relative to where the server was started, or
    /// `postgres://` as libpq understands it.
    ///
    /// # Errors
    /// What is wrong with it, to be read after the variable's name.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        match text.split_once("://") {
            Some(("sqlite", path)) => sqlite(path),
            Some(("postgres" | "postgresql", _)) => postgres(text),
            _ => Err("must begin with sqlite:// or postgres://"),
        }
    }

    /// Whether somebody between here and the database could read what is said.
    #[must_use]
    pub fn is_remote_and_plain(&self) -> bool {
        let Self::Postgres(url) = self else {
            return false;
        };
        let Ok(url) = Url::parse(url.expose_secret()) else {
            return true;
        };
        // libpq lets the parameter outweigh what stands before the path.
        let host = parameter(&url, "host")
            .or_else(|| url.host_str().map(str::to_owned))
            .unwrap_or_default();
        let is_here = host.is_empty()
            || host.starts_with('/')
            || ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&host.as_str());
        !is_here && !asks_for_tls(&url)
    }
}

fn sqlite(path: &str) -> Result<Address, &'static str> {
    // Each connection would have a database of its own in memory, and URIs and
    // their parameters are SQLite's to read, not ours.
    if path.starts_with([':', '?']) || path.starts_with("file:") {
        return Err("must name a file: sqlite:// and a path");
    }
    if path.is_empty() || path.contains('?') {
        return Err("must be sqlite:// and a path, without parameters");
    }
    Ok(Address::Sqlite(PathBuf::from(path)))
}

fn postgres(text: &str) -> Result<Address, &'static str> {
    const REASON: &str = "must be a URL such as postgres://user:password@host:5432/database; \
                          write other characters than letters and digits in it as %XX";
    // libpq would quote what it cannot read, and that may be half a password.
    let url = Url::parse(text).map_err(|_| REASON)?;
    if url.fragment().is_some() || !is_percent_encoded(text) {
        return Err(REASON);
    }
    if url.path().trim_matches('/').is_empty() && parameter(&url, "dbname").is_none() {
        return Err("must name a database: postgres://host/database");
    }
    if asks_for_tls(&url) && !cfg!(feature = "postgres-tls") {
        return Err(
            "asks for TLS (sslmode), which this program was built without: \
                    build it with `--features postgres-tls`",
        );
    }
    let mut complete = text.to_owned();
    let mut separator = if url.query().is_some() { '&' } else { '?' };
    for (name, value) in DEFAULTS {
        if parameter(&url, name).is_none() {
            let _ = write!(complete, "{separator}{name}={value}");
            separator = '&';
        }
    }
    Ok(Address::Postgres(SecretString::from(complete)))
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn asks_for_tls(url: &Url) -> bool {
    parameter(url, "sslmode").is_some_and(|mode| ENCRYPTED.contains(&mode.as_str()))
}

/// Whether every `%` is followed by two hexadecimal digits.
fn is_percent_encoded(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        let mut digits = rest.chars().take(2);
        (0..2).all(|_| digits.next().is_some_and(|c| c.is_ascii_hexdigit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(text: &str) -> String {
        match Address::parse(text).unwrap() {
            Address::Postgres(url) => url.expose_secret().to_owned(),
            Address::Sqlite(_) => panic!("{text}"),
        }
    }

    #[test]
    fn what_the_url_does_not_say_is_added_and_what_it_says_stays() {
        let url = complete("postgres://me:p%40ss@db.example.com/app?connect_timeout=9");
        assert!(url.starts_with("postgres://me:p%40ss@db.example.com/app?connect_timeout=9&"));
        assert!(url.contains("&tcp_user_timeout=5000"));
        assert_eq!(url.matches("connect_timeout").count(), 1);
        assert!(complete("postgresql:///app").starts_with("postgresql:///app?connect_timeout=2&"));
    }

    #[test]
    fn a_url_that_libpq_would_quote_in_its_complaint_is_refused_before() {
        for bad in [
            "postgres://me:se%cret@host/app",
            "postgres://me:se#cret@host/app",
            "postgres://me:se/cret@host/app",
            "postgres://me:secret@host",
            "mysql://host/app",
            "postgres",
            "",
        ] {
            let reason = Address::parse(bad).unwrap_err();
            assert!(!reason.contains("cret"), "{bad}");
        }
    }

    #[test]
    fn a_wish_for_tls_is_refused_where_there_is_none() {
        let asked = Address::parse("postgres://host/app?sslmode=verify-full");
        assert_eq!(asked.is_ok(), cfg!(feature = "postgres-tls"));
    }

    #[test]
    fn passwords_that_cross_a_network_unencrypted_are_noticed() {
        let plain = |text: &str| Address::parse(text).unwrap().is_remote_and_plain();
        assert!(plain("postgres://db.example.com/app"));
        assert!(plain("postgres://localhost/app?host=db.example.com"));
        for here in [
            "sqlite://app.db",
            "postgres:///app",
            "postgres://127.0.0.1:5433/app",
            "postgres://[::1]/app",
            "postgres:///app?host=/run/postgresql",
        ] {
            assert!(!plain(here), "{here}");
        }
    }
}
