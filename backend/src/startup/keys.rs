//! The keys at start, and their change while the server runs.

use std::path::{Path, PathBuf};
use std::time::Duration;

use actix_web::web;

use super::hangups::Hangups;
use super::{StartupError, io};
use crate::auth::keys::{self, Algorithm, JwkSet, Key, KeyRing};
use crate::auth::secret_file;
use crate::config::{Config, ConfigError, KeySource};
use crate::state::AppState;

/// How often the file is looked at. A few kilobytes from the system's cache: it
/// costs nothing, and unlike a notification by the system it also works where
/// the file is mounted from elsewhere or swapped by a link.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Reads the keys. In development they are made where there are none.
///
/// # Errors
/// When they cannot be read, or any of them is weak or ambiguous.
pub(super) fn load(config: &Config) -> Result<KeyRing, StartupError> {
    if let KeySource::File(path) = &config.keys {
        // In production the file is there, or the settings were refused.
        let (_, is_new) = secret_file::read_or_create(path, new_set).map_err(io(UNREADABLE))?;
        if is_new {
            tracing::info!(path = %path.display(), "made a signing key (HS256), and one for other APIs (ES256)");
        }
    }
    let ring = read(&config.keys)?;
    if !config.other_apis.is_empty() && !ring.has_public_key() {
        tracing::warn!(
            "every key is a secret, so there are no tokens for APP_OTHER_APIS: \
             add a key with `backend keys generate --alg ES256`"
        );
    }
    if let KeySource::File(path) = &config.keys {
        secret_file::restrict_to_owner(path);
    }
    Ok(ring)
}

/// Reads the keys where there are any, and makes none.
///
/// # Errors
/// As `load`, and where there is no file.
pub fn read(source: &KeySource) -> Result<KeyRing, StartupError> {
    match source {
        KeySource::Secret(secret) => KeyRing::from_secret(secret)
            .map_err(|error| ConfigError::new("JWT_SECRET", error).into()),
        KeySource::File(path) => {
            let text = secret_file::read(path).map_err(io(UNREADABLE))?;
            KeyRing::from_jwk_set(&text)
                .map_err(|error| ConfigError::new("JWT_KEYS_FILE", error).into())
        }
    }
}

const UNREADABLE: &str = "JWT_KEYS_FILE: the file with the signing keys cannot be read (keys.json in APP_DATA_DIR, \
     if nothing else is set)";

/// HS256, which signs, for it is the simplest to understand. And a pair, for what
/// other APIs are to verify: they get its public half and never the secret.
fn new_set() -> std::io::Result<String> {
    let make = |algorithm| {
        let kid = uuid::Uuid::now_v7().to_string();
        keys::generate(algorithm, &kid).map_err(std::io::Error::other)
    };
    let keys = vec![make(Algorithm::Hs256)?, make(Algorithm::Es256)?];
    Ok(JwkSet { keys }.to_json())
}

/// Keeps the ring in the state up to date with its file.
///
/// A request uses one ring from beginning to end, so none fails because of a
/// change. A file that is not taken (half-written by an editor, say, or with a
/// weak key) leaves the keys as they are, and the log says why.
pub(super) struct KeyWatch {
    source: KeySource,
    hangups: Hangups,
}

impl KeyWatch {
    /// From now on SIGHUP asks for the keys to be read again, instead of ending
    /// the process.
    ///
    /// # Errors
    /// When the system does not let us listen for it.
    pub(super) fn new(source: KeySource) -> std::io::Result<Self> {
        Ok(Self {
            source,
            hangups: Hangups::listen()?,
        })
    }

    /// Never returns.
    pub(super) async fn run(mut self, state: web::Data<AppState>) {
        let path = match self.source {
            KeySource::File(path) => path,
            KeySource::Secret(_) => loop {
                self.hangups.next().await;
                tracing::info!("SIGHUP: nothing to read again, the key is in JWT_SECRET");
            },
        };
        // The first look is not at a change, unless the file has changed between
        // the start and this moment: then the ring is the same or a newer one.
        let mut last = read_text(&path).await;
        if let Ok(ring) = last
            .as_deref()
            .map_err(drop)
            .and_then(|text| KeyRing::from_jwk_set(text).map_err(drop))
        {
            state.take_keys(ring);
        }
        loop {
            let asked = tokio::time::timeout(LOOK_EVERY, self.hangups.next())
                .await
                .is_ok();
            let text = read_text(&path).await;
            if asked || text != last {
                take(&state, &path, &text);
                last = text;
            }
        }
    }
}

/// The file's text, or in words why there is none.
async fn read_text(path: &Path) -> Result<String, String> {
    let path = PathBuf::from(path);
    match web::block(move || secret_file::read(&path)).await {
        Ok(Ok(text)) => Ok(text),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// Puts the keys of this text in place, if they are fit for it. The log says which
/// they are, and never more of them than their ids.
fn take(state: &AppState, path: &Path, text: &Result<String, String>) {
    let ring = text
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|text| KeyRing::from_jwk_set(text).map_err(|error| error.to_string()));
    match ring {
        Ok(ring) => {
            secret_file::restrict_to_owner(path);
            let kids: Vec<&str> = ring.iter().map(Key::kid).collect();
            let (signs, verify) = (kids[0], kids.join(" "));
            tracing::info!(signs, verify, "keys: the file was read again and is in use");
            state.take_keys(ring);
        }
        Err(reason) => {
            let path = path.display();
            tracing::error!(%path, reason, "keys: the file is not taken, the former keys stay");
        }
    }
}
