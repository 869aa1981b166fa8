//! The settings of `backend resource-server`, a program of its own: it reads the
//! variables that begin with `RESOURCE_` and, of the others, `APP_ENV` alone. So both
//! programs can be started with one environment, and each refuses what it does not
//! know of its own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use url::{Host, Url};

use super::value::{self, Values};
use super::{ConfigError, DAY, Env, HOUR, MINUTE, SECOND, default_url, origin_text};

/// Every setting, typed.
#[derive(Debug, Clone)]
pub struct ResourceConfig {
    /// `APP_ENV`
    pub env: Env,
    /// `RESOURCE_BIND`
    pub bind: SocketAddr,
    /// `RESOURCE_ISSUER`: whose tokens are taken, an origin.
    pub issuer: String,
    /// `RESOURCE_JWKS_URL`: where its public keys are.
    pub jwks_url: Url,
    /// `RESOURCE_AUDIENCE`: what tokens for this server say.
    pub audience: String,
    /// `RESOURCE_CORS_ORIGINS`
    pub cors_origins: Vec<String>,
    /// `RESOURCE_JWKS_TTL`: how long the keys are gone by until they are asked for
    /// again.
    pub jwks_ttl: Duration,
    /// `RESOURCE_TOKEN_TTL`: the longest life of a token that is taken.
    pub token_ttl: Duration,
    /// `RESOURCE_LEEWAY`
    pub leeway: Duration,
}

const KNOWN: &[&str] = &[
    "APP_ENV",
    "RESOURCE_BIND",
    "RESOURCE_ISSUER",
    "RESOURCE_JWKS_URL",
    "RESOURCE_AUDIENCE",
    "RESOURCE_CORS_ORIGINS",
    "RESOURCE_JWKS_TTL",
    "RESOURCE_TOKEN_TTL",
    "RESOURCE_LEEWAY",
];

impl ResourceConfig {
    /// Reads the environment and, in development, the file `.env`.
    ///
    /// # Errors
    /// The first variable at fault.
    pub fn load() -> Result<Self, ConfigError> {
        Self::from_vars(value::variables(|name| {
            name.starts_with("RESOURCE_") || name == "APP_ENV"
        })?)
    }

    /// Checks the variables given; those that are missing have their defaults.
    ///
    /// # Errors
    /// The first variable at fault.
    pub fn from_vars(vars: BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let vars = Values::new(vars);
        vars.refuse_unknown(KNOWN)?;
        let env = vars.parse("APP_ENV", Env::Development, value::env)?;
        let issuer = vars.parse("RESOURCE_ISSUER", default_url(), value::origin)?;
        if env == Env::Production && issuer.scheme() != "https" {
            return Err(ConfigError::new(
                "RESOURCE_ISSUER",
                "must be set in production, and begin with https://",
            ));
        }
        let mut usual = issuer.clone();
        usual.set_path(shared::endpoint::JWKS);
        let cors_origins = if env == Env::Development && !vars.has("RESOURCE_CORS_ORIGINS") {
            vec![origin_text(&issuer)]
        } else {
            vars.list("RESOURCE_CORS_ORIGINS", |text| {
                value::origin(text).map(|url| origin_text(&url))
            })?
        };
        if env == Env::Production && cors_origins.iter().any(|o| !o.starts_with("https://")) {
            return Err(ConfigError::new(
                "RESOURCE_CORS_ORIGINS",
                "must list https:// origins only in production",
            ));
        }
        let jwks_url = vars.parse("RESOURCE_JWKS_URL", usual, |text| {
            Url::parse(text).map_err(|_| "must be a URL")
        })?;
        let named = ["RESOURCE_ISSUER", "RESOURCE_JWKS_URL"];
        let named = named[usize::from(vars.has("RESOURCE_JWKS_URL"))];
        check_jwks_url(&jwks_url).map_err(|reason| ConfigError::new(named, reason))?;
        Ok(Self {
            env,
            bind: vars.parse(
                "RESOURCE_BIND",
                SocketAddr::from(([127, 0, 0, 1], 3001)),
                |text| {
                    text.parse()
                        .map_err(|_| "must be an address and a port, such as 127.0.0.1:3001")
                },
            )?,
            issuer: origin_text(&issuer),
            jwks_url,
            audience: vars.text("RESOURCE_AUDIENCE", || "reports-api".to_owned())?,
            cors_origins,
            jwks_ttl: vars.duration("RESOURCE_JWKS_TTL", 5 * MINUTE, 10 * SECOND..=DAY)?,
            token_ttl: vars.duration("RESOURCE_TOKEN_TTL", 5 * MINUTE, SECOND..=HOUR)?,
            leeway: vars.duration(
                "RESOURCE_LEEWAY",
                Duration::ZERO,
                Duration::ZERO..=5 * SECOND,
            )?,
        })
    }
}

/// Whoever can change the keys on their way can sign tokens, so they come over TLS,
/// or do not leave this machine.
fn check_jwks_url(url: &Url) -> Result<(), &'static str> {
    let is_here = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let is_plain = url.username().is_empty() && url.password().is_none();
    match (url.scheme(), is_here, is_plain && url.fragment().is_none()) {
        ("https", _, true) | ("http", true, true) => Ok(()),
        (_, _, true) => Err("must lead to the keys over https://, or over http:// on this machine"),
        _ => Err("must lead to the keys by a URL without user, password or fragment"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(vars: &[(&str, &str)]) -> Result<ResourceConfig, ConfigError> {
        let vars = vars.iter();
        let vars = vars.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        ResourceConfig::from_vars(vars.collect())
    }

    #[test]
    fn the_defaults_are_those_of_the_readme() {
        let config = load(&[]).unwrap();
        assert_eq!(config.bind.to_string(), "127.0.0.1:3001");
        assert_eq!(config.issuer, "http://localhost:8080");
        let keys = "http://localhost:8080/.well-known/jwks.json";
        assert_eq!(config.jwks_url.as_str(), keys);
        assert_eq!(config.audience, "reports-api");
        assert_eq!(config.cors_origins, ["http://localhost:8080"]);
        assert_eq!(
            (config.jwks_ttl, config.token_ttl),
            (5 * MINUTE, 5 * MINUTE)
        );
        assert_eq!(config.leeway, Duration::ZERO);
    }

    #[test]
    fn a_bad_value_is_refused_by_the_name_of_its_variable() {
        for (name, bad) in [
            ("RESOURCE_BIND", "localhost"),
            ("RESOURCE_ISSUER", "localhost"),
            ("RESOURCE_ISSUER", "http://app.example.com"),
            ("RESOURCE_JWKS_URL", "http://app.example.com/keys"),
            ("RESOURCE_JWKS_URL", "http://127.0.0.1.example.com/keys"),
            ("RESOURCE_JWKS_URL", "http://10.0.0.1/keys"),
            ("RESOURCE_JWKS_URL", "file:///etc/passwd"),
            (
                "RESOURCE_JWKS_URL",
                "https://user:word@app.example.com/keys",
            ),
            ("RESOURCE_AUDIENCE", " "),
            ("RESOURCE_CORS_ORIGINS", "*"),
            ("RESOURCE_CORS_ORIGINS", "null"),
            ("RESOURCE_JWKS_TTL", "1s"),
            ("RESOURCE_TOKEN_TTL", "2h"),
            ("RESOURCE_LEEWAY", "6s"),
            ("RESOURCE_AUDIENCES", "x"),
        ] {
            let error = load(&[(name, bad)]).unwrap_err();
            assert_eq!(error.variable, name, "{bad}");
        }
    }

    #[test]
    fn production_has_no_issuer_that_was_not_named() {
        let production = |more: &[(&str, &str)]| {
            let mut vars = vec![("APP_ENV", "production")];
            vars.extend(more);
            load(&vars)
        };
        assert_eq!(production(&[]).unwrap_err().variable, "RESOURCE_ISSUER");
        let issuer = ("RESOURCE_ISSUER", "https://app.example.com");
        assert!(production(&[issuer]).unwrap().cors_origins.is_empty());
        let plain = ("RESOURCE_CORS_ORIGINS", "http://localhost:8080");
        let refused = production(&[issuer, plain]).unwrap_err();
        assert_eq!(refused.variable, "RESOURCE_CORS_ORIGINS");
    }
}
