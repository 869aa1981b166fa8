//! Where the keys are: of the tokens, and of the certificate.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::value::{ConfigError, Values};

/// Where the signing key comes from.
#[derive(Debug, Clone)]
pub enum KeySource {
    /// A private JWK Set (RFC 7517 §5).
    File(PathBuf),
    /// One HS256 secret from the environment.
    Secret(SecretString),
}

/// Where the certificate is that the server shows by itself, and its key (PEM).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, followed by those that vouch for it.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

pub(super) fn key_source(vars: &Values, data_dir: &Path) -> Result<KeySource, ConfigError> {
    match vars.secret("JWT_SECRET")? {
        Some(_) if vars.has("JWT_KEYS_FILE") => Err(ConfigError::new(
            "JWT_SECRET",
            "cannot stand beside JWT_KEYS_FILE: which of them would sign?",
        )),
        Some(secret) => Ok(KeySource::Secret(secret)),
        None => vars
            .path("JWT_KEYS_FILE", || data_dir.join("keys.json"))
            .map(KeySource::File),
    }
}

pub(super) fn tls_files(vars: &Values) -> Result<Option<TlsFiles>, ConfigError> {
    const PAIR: [&str; 2] = ["APP_TLS_CERT", "APP_TLS_KEY"];
    let [certificate, key] = PAIR.map(|name| vars.path(name, PathBuf::new));
    let missing = match PAIR.map(|name| vars.has(name)) {
        [false, false] => return Ok(None),
        [true, true] => {
            let (certificate, key) = (certificate?, key?);
            return Ok(Some(TlsFiles { certificate, key }));
        }
        [has_certificate, _] => PAIR[usize::from(has_certificate)],
    };
    Err(ConfigError::new(
        missing,
        "is missing: APP_TLS_CERT and APP_TLS_KEY are of use together only",
    ))
}
