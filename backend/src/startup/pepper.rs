//! The pepper of the password hashes: a file beside the database, not in it.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::StartupError;
use crate::auth::password::{PEPPER_VERSION, Pepper, fingerprint};
use crate::auth::secret_file;
use crate::db::connection::Database;
use crate::db::peppers;

/// Reads the pepper, or makes it while nobody has an account.
///
/// With accounts and without their pepper every password would be wrong, and a
/// new one would hide why. So that refuses to start, and says what to restore. The same
/// goes for another pepper than that of the other instances.
pub(super) fn load(data_dir: &Path, database: &Database) -> Result<Pepper, StartupError> {
    secret_file::create_private_folder(data_dir).map_err(super::io(format!(
        "APP_DATA_DIR: the folder {} cannot be made",
        data_dir.display()
    )))?;
    let path = data_dir.join("pepper.json");
    if !path.exists() && super::has_users(database)? {
        return Err(StartupError::Broken(format!(
            "{} is missing: the passwords in the database cannot be checked without it; \
             restore it from the backup",
            path.display()
        )));
    }
    let (text, _) = secret_file::read_or_create(&path, || {
        let pepper = URL_SAFE_NO_PAD.encode(secret_file::random_bytes()?);
        let versions = BTreeMap::from([(PEPPER_VERSION.to_string(), pepper)]);
        serde_json::to_string_pretty(&versions).map_err(io::Error::other)
    })
    .map_err(super::io(format!(
        "{} cannot be read or made",
        path.display()
    )))?;
    let pepper = parse(&text).ok_or_else(|| {
        StartupError::Broken(format!(
            "{} is damaged: it should hold a JSON object with 32 bytes in base64url as \"{}\"",
            path.display(),
            PEPPER_VERSION
        ))
    })?;
    secret_file::restrict_to_owner(&path);
    let fingerprint = fingerprint(&pepper);
    let agrees = database
        .run_blocking(|connection| peppers::agrees(connection, PEPPER_VERSION, &fingerprint))?;
    if !agrees {
        return Err(StartupError::Broken(format!(
            "{} is not the pepper that this database was set up with, so every password \
             would be wrong; copy the file from the first instance, or from the backup",
            path.display()
        )));
    }
    Ok(pepper)
}

fn parse(text: &str) -> Option<Pepper> {
    let versions: BTreeMap<String, String> = serde_json::from_str(text).ok()?;
    let pepper = versions.get(&PEPPER_VERSION.to_string())?;
    URL_SAFE_NO_PAD.decode(pepper).ok()?.try_into().ok()
}
