//! Keys in the forms in which people have them, and how WebCrypto gets them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use web_sys::CryptoKey;

use super::subtle::{self, Format};
use super::{Alg, CryptoError, Family, from_base64url};

/// A key that somebody has entered.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// The bytes of a secret, for HMAC.
    Secret(Vec<u8>),
    /// A JSON Web Key, secret, private or public (RFC 7517).
    Jwk(String),
    /// `PUBLIC KEY` (SPKI) or `PRIVATE KEY` (PKCS #8), as OpenSSL writes them
    /// (RFC 7468).
    Pem(String),
}

/// Two keys that belong together, as JSON Web Keys; for HMAC one secret, twice.
#[derive(Clone)]
pub(crate) struct KeyPair {
    pub(crate) private_jwk: String,
    pub(crate) public_jwk: String,
}

/// What a key is made of. The rest of a JWK says what it may be used for, and
/// WebCrypto would obey it; who tries a key here wants to see what happens.
const MATERIAL: [&str; 12] = [
    "kty", "crv", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi",
];

/// The members that nobody else may see.
const PRIVATE: [&str; 6] = ["d", "p", "q", "dp", "dq", "qi"];

/// A new pair. RSA has 2048 bits.
pub(crate) async fn generate(alg: Alg) -> Result<KeyPair, CryptoError> {
    let (private, public) = subtle::generate(alg).await?;
    Ok(KeyPair {
        private_jwk: plain(&subtle::export_jwk(&private).await?)?,
        public_jwk: plain(&subtle::export_jwk(&public).await?)?,
    })
}

/// A public key as OpenSSL and most libraries hand it out: the text whose bytes
/// an attacker tries as an HMAC secret.
pub(crate) async fn public_pem(jwk: &str) -> Result<String, CryptoError> {
    let members = object(jwk)?;
    let alg = match (text(&members, "kty"), text(&members, "crv")) {
        ("RSA", _) => Alg::Rs256,
        ("EC", "P-256") => Alg::Es256,
        ("EC", "P-384") => Alg::Es384,
        ("EC", "P-521") => Alg::Es512,
        ("OKP", "Ed25519") => Alg::EdDsa,
        _ => return Err(CryptoError::KeyRejected),
    };
    let key = for_verifying(alg, &Key::Jwk(jwk.to_owned())).await?;
    let der = STANDARD.encode(subtle::export_spki(&key).await?);
    let mut pem = "-----BEGIN PUBLIC KEY-----\n".to_owned();
    for line in der.as_bytes().chunks(64) {
        pem.extend(line.iter().copied().map(char::from));
        pem.push('\n');
    }
    Ok(pem + "-----END PUBLIC KEY-----\n")
}

pub(super) async fn for_signing(alg: Alg, key: &Key) -> Result<CryptoKey, CryptoError> {
    let key = match key {
        _ if alg.family() == Family::Hmac => secret(key)?,
        Key::Secret(_) => return Err(CryptoError::KeyRejected),
        Key::Jwk(jwk) => {
            let members = object(jwk)?;
            if !members.contains_key("d") {
                return Err(CryptoError::PublicKeyCannotSign);
            }
            Format::Jwk(material(members, |_| true))
        }
        Key::Pem(text) => match pem(text)? {
            Format::Spki(_) => return Err(CryptoError::PublicKeyCannotSign),
            private => private,
        },
    };
    subtle::import(alg, key, "sign").await
}

pub(super) async fn for_verifying(alg: Alg, key: &Key) -> Result<CryptoKey, CryptoError> {
    let key = match key {
        _ if alg.family() == Family::Hmac => secret(key)?,
        Key::Secret(_) => return Err(CryptoError::KeyRejected),
        Key::Jwk(jwk) => public_part(jwk)?,
        Key::Pem(text) => match pem(text)? {
            Format::Pkcs8(der) => {
                let private = subtle::import(alg, Format::Pkcs8(der), "sign").await?;
                public_part(&subtle::export_jwk(&private).await?)?
            }
            public => public,
        },
    };
    subtle::import(alg, key, "verify").await
}

/// The bytes of a secret. WebCrypto refuses an empty one, and HMAC does not: it
/// fills every key with zeros up to the block of its hash (RFC 2104 §2), so that
/// no byte and one zero byte are the same key.
fn secret(key: &Key) -> Result<Format, CryptoError> {
    let mut bytes = match key {
        Key::Secret(bytes) => bytes.clone(),
        Key::Jwk(jwk) => {
            let members = object(jwk)?;
            let bytes = from_base64url(text(&members, "k"));
            let is_secret = text(&members, "kty") == "oct" && members.contains_key("k");
            let bytes = bytes.filter(|_| is_secret);
            bytes.ok_or(CryptoError::KeyRejected)?
        }
        Key::Pem(_) => return Err(CryptoError::KeyRejected),
    };
    if bytes.is_empty() {
        bytes.push(0);
    }
    Ok(Format::Raw(bytes))
}

fn public_part(jwk: &str) -> Result<Format, CryptoError> {
    let public = material(object(jwk)?, |name| !PRIVATE.contains(&name));
    Ok(Format::Jwk(public))
}

/// What WebCrypto has exported, without what it says of the use.
fn plain(jwk: &str) -> Result<String, CryptoError> {
    let members = object(jwk)?;
    if text(&members, "kty") == "oct" {
        let secret = serde_json::json!({ "kty": "oct", "k": members["k"] });
        return Ok(secret.to_string());
    }
    Ok(material(members, |_| true))
}

fn material(mut members: Map<String, Value>, is_wanted: impl Fn(&str) -> bool) -> String {
    members.retain(|name, _| MATERIAL.contains(&&**name) && is_wanted(name));
    Value::Object(members).to_string()
}

fn object(jwk: &str) -> Result<Map<String, Value>, CryptoError> {
    serde_json::from_str(jwk).map_err(|_| CryptoError::KeyRejected)
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> &'a str {
    let value = members.get(name).and_then(Value::as_str);
    value.unwrap_or_default()
}

/// The bytes between the lines that begin and end a key.
fn pem(text: &str) -> Result<Format, CryptoError> {
    let between = |label: &str| {
        let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
        let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
        let body: String = body.split_whitespace().collect();
        STANDARD.decode(body).ok()
    };
    let public = || between("PUBLIC KEY").map(Format::Spki);
    let private = || between("PRIVATE KEY").map(Format::Pkcs8);
    public().or_else(private).ok_or(CryptoError::KeyRejected)
}
