//! `backend keys`: make, change and list the signing keys in their file. A
//! running server takes the file within a second of its change.

use backend::auth::keys::{Algorithm, KeyRing, generate};
use backend::startup::StartupError;
use clap::Subcommand;
use serde_json::Value;
use uuid::Uuid;

use super::output::{print, say};
use key_file::{KeyFile, set_of};

mod key_file;

#[derive(Subcommand)]
pub(crate) enum Keys {
    /// Make a key. The first one signs; a further one verifies, and signs once
    /// it is rotated to
    Generate {
        /// HS256, RS256, ES256 or EdDSA
        #[arg(long, value_parser = algorithm)]
        alg: Algorithm,
        /// Print a private JWK Set of this key, and leave JWT_KEYS_FILE alone
        #[arg(long)]
        print: bool,
    },
    /// Have another key sign from now on. The former ones still verify, so no
    /// token stops working
    Rotate {
        /// For a new key: HS256, RS256, ES256 or EdDSA (default: as the former)
        #[arg(long, value_parser = algorithm, conflicts_with = "to")]
        alg: Option<Algorithm>,
        /// The kid of a key that is in the file (default: make a new one)
        #[arg(long, value_name = "KID")]
        to: Option<String>,
    },
    /// Take a key out of the file. Tokens that it signed are refused from then on
    Remove {
        /// Its kid
        kid: String,
    },
    /// List the keys, the signing one first
    List,
}

fn algorithm(name: &str) -> Result<Algorithm, String> {
    Algorithm::from_name(name).ok_or_else(|| {
        let names = Algorithm::ALL.map(Algorithm::name);
        format!("it must be one of {}", names.join(", "))
    })
}

pub(crate) fn run(keys: Keys) -> Result<(), StartupError> {
    if let Keys::Generate { alg, print: true } = keys {
        return print(&set_of(&[new_key(alg)?.1]));
    }
    let mut file = KeyFile::open(matches!(keys, Keys::Generate { .. }))?;
    match keys {
        Keys::Generate { alg, .. } => {
            let (kid, key) = new_key(alg)?;
            let signs = file.keys.is_empty();
            file.keys.push(key);
            file.write()?;
            let (path, alg) = (file.path().display(), alg.name());
            if signs {
                say(&format!("made {path}; its one key signs: {kid} ({alg})"));
            } else {
                say(&format!(
                    "added a key to {path}, which verifies: {kid} ({alg})"
                ));
                say(&format!("to have it sign: backend keys rotate --to {kid}"));
            }
        }
        Keys::Rotate { to: Some(kid), .. } => {
            let key = file.take(&kid)?;
            file.keys.insert(0, key);
            file.write()?;
            say(&format!("{kid} signs from now on"));
        }
        Keys::Rotate { alg, to: None } => {
            let former = file.ring()?.signing_key().algorithm();
            let alg = alg.unwrap_or(former);
            let (kid, key) = new_key(alg)?;
            file.keys.insert(0, key);
            file.write()?;
            let name = alg.name();
            say(&format!(
                "{kid} ({name}) signs from now on, the former keys verify"
            ));
            if alg != Algorithm::Hs256 {
                say(
                    "others who verify by /.well-known/jwks.json may keep the former set for \
                     five minutes; where there are such, generate first and rotate --to later",
                );
            }
        }
        Keys::Remove { kid } => {
            if file.ring()?.signing_key().kid() == kid {
                return Err(StartupError::Broken(format!(
                    "{kid} signs: have another one sign first (backend keys rotate)"
                )));
            }
            file.take(&kid)?;
            file.write()?;
            say(&format!("removed {kid}"));
        }
        Keys::List => print(&listing(&file.ring()?))?,
    }
    Ok(())
}

fn listing(ring: &KeyRing) -> String {
    let mut listing = String::new();
    for (place, key) in ring.iter().enumerate() {
        let does = if place == 0 { "signs   " } else { "verifies" };
        listing += &format!("{does}  {:5}  {}\n", key.algorithm().name(), key.kid());
    }
    listing
}

fn new_key(alg: Algorithm) -> Result<(String, Value), StartupError> {
    // The time is in the first half of it, so ids sort by age.
    let kid = Uuid::now_v7().to_string();
    let key = generate(alg, &kid).map_err(|error| StartupError::Broken(error.to_string()))?;
    let key = serde_json::to_value(key).map_err(|error| StartupError::Broken(error.to_string()))?;
    Ok((kid, key))
}
