//! JWT_KEYS_FILE, to be changed.

use std::fs::File;
use std::io::{Error, ErrorKind, Result as IoResult};
use std::path::{Path, PathBuf};

use backend::auth::keys::{KeyRing, KeySetError};
use backend::auth::secret_file;
use backend::config::{Config, ConfigError, KeySource};
use backend::startup::StartupError;
use serde_json::{Value, json};

/// The file as JSON, so that members of a key which we do not know survive a
/// change.
pub(super) struct KeyFile {
    path: PathBuf,
    pub(super) keys: Vec<Value>,
    /// Held until the change is written: of two commands at once, the second one
    /// waits, and sees what the first one did.
    _lock: Option<File>,
}

impl KeyFile {
    /// Reads the file; without one, there are no keys yet. Only who is about to
    /// make one needs its folder.
    pub(super) fn open(makes_folder: bool) -> Result<Self, StartupError> {
        let path = match Config::key_source()? {
            KeySource::File(path) => path,
            KeySource::Secret(_) => {
                let reason = "is set: the key comes from there, and no file is in use";
                return Err(ConfigError::new("JWT_SECRET", reason).into());
            }
        };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if makes_folder {
            secret_file::create_private_folder(folder).map_err(|cause| failed(folder, cause))?;
        }
        let lock = match lock(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            other => other.map_err(|cause| failed(folder, cause))?,
        };
        let keys = match secret_file::read(&path) {
            Ok(text) => keys_of(&text)?,
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(failed(&path, error)),
        };
        Ok(Self {
            path,
            keys,
            _lock: lock,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The keys as the server would read them.
    pub(super) fn ring(&self) -> Result<KeyRing, StartupError> {
        if self.keys.is_empty() {
            return Err(StartupError::Broken(format!(
                "there is no key in {} yet: backend keys generate --alg ES256",
                self.path.display()
            )));
        }
        KeyRing::from_jwk_set(&set_of(&self.keys))
            .map_err(|error| ConfigError::new("JWT_KEYS_FILE", error).into())
    }

    /// Writes the keys, unless the server would refuse them.
    pub(super) fn write(&self) -> Result<(), StartupError> {
        self.ring()?;
        secret_file::replace(&self.path, set_of(&self.keys))
            .map_err(|cause| failed(&self.path, cause))
    }

    /// Takes the key with this id out of the list.
    pub(super) fn take(&mut self, kid: &str) -> Result<Value, StartupError> {
        self.ring()?;
        match self.keys.iter().position(|key| key["kid"] == kid) {
            Some(at) => Ok(self.keys.remove(at)),
            None => Err(StartupError::Broken(format!(
                "no key in {} has the kid {kid:?} (see: backend keys list)",
                self.path.display()
            ))),
        }
    }
}

/// A JWK Set of these keys, for people to read as well.
pub(super) fn set_of(keys: &[Value]) -> String {
    format!("{:#}\n", json!({ "keys": keys }))
}

fn keys_of(text: &str) -> Result<Vec<Value>, StartupError> {
    // What the server would refuse is not for us to change.
    let refused = |error: KeySetError| ConfigError::new("JWT_KEYS_FILE", error);
    KeyRing::from_jwk_set(text).map_err(refused)?;
    let mut set: Value =
        serde_json::from_str(text).map_err(|_| refused(KeySetError::NotAKeySet))?;
    match set["keys"].take() {
        Value::Array(keys) => Ok(keys),
        _ => Err(refused(KeySetError::NotAKeySet).into()),
    }
}

fn failed(path: &Path, cause: Error) -> StartupError {
    StartupError::Io {
        what: format!("JWT_KEYS_FILE: {}", path.display()),
        cause,
    }
}

/// Waits until no other command is changing files in this folder.
#[cfg(unix)]
fn lock(folder: &Path) -> IoResult<Option<File>> {
    use rustix::fs::{FlockOperation, flock};
    let folder = File::open(folder)?;
    flock(&folder, FlockOperation::LockExclusive)?;
    Ok(Some(folder))
}

/// Elsewhere a folder cannot be locked; whoever changes the keys twice at once
/// keeps one of the changes.
#[cfg(not(unix))]
fn lock(_: &Path) -> IoResult<Option<File>> {
    Ok(None)
}
