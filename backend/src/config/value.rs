//! Reading one variable at a time, each refusal naming the variable alone.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::Env;

/// The longest text: `iss` and `aud` stand in every token, which has to stay
/// under 1 KB.
const MAX_TEXT_BYTES: usize = 200;

/// Which variable is at fault, and how. Never with its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable} {reason}")]
pub struct ConfigError {
    /// The variable's name.
    pub variable: String,
    /// What is wrong with it, to be read after the name.
    pub reason: String,
}

impl ConfigError {
    /// `variable` is at fault because it `reason`.
    pub fn new(variable: &str, reason: impl fmt::Display) -> Self {
        Self {
            variable: variable.to_owned(),
            reason: reason.to_string(),
        }
    }
}

/// Which variables are for the program that is to run.
pub(super) type IsOurs = fn(&str) -> bool;

/// The variables of the process that are for us, and in development the lines of
/// the file `.env`, which they outweigh.
pub(super) fn variables(is_ours: IsOurs) -> Result<BTreeMap<String, String>, ConfigError> {
    let mut vars = from_environment(is_ours)?;
    if vars.get("APP_ENV").map(String::as_str) != Some("production") {
        for (name, text) in from_file(Path::new(".env"), is_ours)? {
            if name == "APP_ENV" {
                return Err(ConfigError::new(
                    "APP_ENV",
                    "belongs in the environment, not in .env, which only development reads",
                ));
            }
            vars.entry(name).or_insert(text);
        }
    }
    Ok(vars)
}

/// The variables of the process that are for us.
fn from_environment(is_ours: IsOurs) -> Result<BTreeMap<String, String>, ConfigError> {
    let mut vars = BTreeMap::new();
    for (name, text) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if is_ours(&name) {
            let text = text
                .into_string()
                .map_err(|_| ConfigError::new(&name, "is not UTF-8 text"))?;
            vars.insert(name, text);
        }
    }
    Ok(vars)
}

/// The lines of a `.env` file that are for us; none where there is no file.
fn from_file(path: &Path, is_ours: IsOurs) -> Result<Vec<(String, String)>, ConfigError> {
    let lines = match dotenvy::from_path_iter(path) {
        Ok(lines) => lines,
        Err(dotenvy::Error::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Vec::new());
        }
        Err(_) => return Err(ConfigError::new(".env", "cannot be read")),
    };
    let mut vars = Vec::new();
    for line in lines {
        // Not the cause: it quotes the line, and a secret may stand in it.
        let (name, text) =
            line.map_err(|_| ConfigError::new(".env", "has a line that is not NAME=value"))?;
        if is_ours(&name) {
            vars.push((name, text));
        }
    }
    Ok(vars)
}

/// The variables by name, with the ways to read one.
pub(super) struct Values(BTreeMap<String, String>);

impl Values {
    pub(super) fn new(vars: BTreeMap<String, String>) -> Self {
        Self(vars)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A misspelt name would silently leave its default in force.
    pub(super) fn refuse_unknown(&self, known: &[&str]) -> Result<(), ConfigError> {
        const REASON: &str = "is not a setting of this program";
        let Some(name) = self.0.keys().find(|name| !known.contains(&name.as_str())) else {
            return Ok(());
        };
        Err(match meant(name, known) {
            None => ConfigError::new(name, REASON),
            Some(meant) => ConfigError::new(name, format_args!("{REASON}; {meant} is one")),
        })
    }

    pub(super) fn parse<T>(
        &self,
        name: &str,
        default: T,
        parse: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Result<T, ConfigError> {
        match self.0.get(name) {
            None => Ok(default),
            Some(text) => parse(text).map_err(|reason| ConfigError::new(name, reason)),
        }
    }

    pub(super) fn text(
        &self,
        name: &str,
        default: impl Fn() -> String,
    ) -> Result<String, ConfigError> {
        match self.0.get(name) {
            None => Ok(default()),
            Some(text) if text.trim().is_empty() => Err(ConfigError::new(name, "is empty")),
            Some(text) if text.len() > MAX_TEXT_BYTES => {
                Err(ConfigError::new(name, "is longer than 200 bytes"))
            }
            Some(text) => Ok(text.clone()),
        }
    }

    pub(super) fn path(
        &self,
        name: &str,
        default: impl Fn() -> PathBuf,
    ) -> Result<PathBuf, ConfigError> {
        match self.0.get(name) {
            None => Ok(default()),
            Some(text) if text.trim().is_empty() => Err(ConfigError::new(name, "is empty")),
            Some(text) => Ok(PathBuf::from(text)),
        }
    }

    pub(super) fn secret(&self, name: &str) -> Result<Option<SecretString>, ConfigError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(text) if text.trim().is_empty() => Err(ConfigError::new(name, "is empty")),
            Some(text) => Ok(Some(SecretString::from(text.clone()))),
        }
    }

    /// Values with commas between them; empty means none.
    pub(super) fn list<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Result<Vec<T>, ConfigError> {
        let Some(text) = self.0.get(name).filter(|text| !text.trim().is_empty()) else {
            return Ok(Vec::new());
        };
        text.split(',')
            .map(|item| parse(item.trim()).map_err(|reason| ConfigError::new(name, reason)))
            .collect()
    }

    /// A span of time such as `15m`, `30d` or `1h 30m`, in whole seconds.
    pub(super) fn duration(
        &self,
        name: &str,
        default: Duration,
        bounds: RangeInclusive<Duration>,
    ) -> Result<Duration, ConfigError> {
        let Some(text) = self.0.get(name) else {
            return Ok(default);
        };
        let duration = humantime::parse_duration(text.trim())
            .ok()
            .filter(|duration| duration.subsec_nanos() == 0)
            .ok_or_else(|| {
                ConfigError::new(
                    name,
                    "must be a time in whole seconds with its unit, such as 10s, 15m, 1h or 30d",
                )
            })?;
        if bounds.contains(&duration) {
            Ok(duration)
        } else {
            Err(ConfigError::new(
                name,
                format_args!(
                    "must be between {} and {}",
                    humantime::format_duration(*bounds.start()),
                    humantime::format_duration(*bounds.end()),
                ),
            ))
        }
    }

    pub(super) fn number(
        &self,
        name: &str,
        default: u32,
        bounds: RangeInclusive<u32>,
    ) -> Result<u32, ConfigError> {
        let Some(text) = self.0.get(name) else {
            return Ok(default);
        };
        match text.trim().parse() {
            Ok(number) if bounds.contains(&number) => Ok(number),
            _ => Err(ConfigError::new(
                name,
                format_args!(
                    "must be a number from {} to {}",
                    bounds.start(),
                    bounds.end()
                ),
            )),
        }
    }
}

/// The setting that a misspelt name was most likely to be. What the names begin
/// with does not count: `APP_SECRET` is nearer to `JWT_SECRET` than to any `APP_`.
fn meant<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    const ALIKE: f64 = 0.6;
    let likeness = |other: &str| {
        let [name, other] = [name, other].map(|name| {
            let rest = name.strip_prefix("APP_").or(name.strip_prefix("JWT_"));
            rest.unwrap_or(name)
        });
        strsim::normalized_damerau_levenshtein(name, other)
    };
    let likenesses = known.iter().map(|other| (likeness(other), *other));
    let (likeness, nearest) = likenesses.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (likeness >= ALIKE).then_some(nearest)
}

pub(super) fn env(text: &str) -> Result<Env, &'static str> {
    match text {
        "development" => Ok(Env::Development),
        "production" => Ok(Env::Production),
        _ => Err("must be `development` or `production`"),
    }
}

pub(super) fn true_or_false(text: &str) -> Result<bool, &'static str> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("must be `true` or `false`"),
    }
}

/// An origin: a URL with nothing after the host and the port. `*` and `null`
/// are none.
pub(super) fn origin(text: &str) -> Result<Url, &'static str> {
    const REASON: &str = "must be an origin such as https://app.example.com, without a path";
    let url = Url::parse(text).map_err(|_| REASON)?;
    let is_origin = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.contains('*'))
        && url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    if !is_origin {
        return Err(REASON);
    }
    Ok(url)
}
