//! The counter-example: a verifier that believes what it reads.
//!
//! It holds the same keys as the real one in [`crate::auth::access_token`], and
//! those of a careless colleague. Each of its mistakes was made in libraries and
//! programs that people relied on (RFC 8725 §2 tells of most of them), and each
//! looks like a convenience where it stands. It opens nothing: what it says is
//! what would have happened.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use shared::lab::forge::{CarelessRefusal, Mistake};

use super::colleague::{Colleague, pem};
use crate::auth::foreign;
use crate::auth::keys::{self, Jwk, JwkSet, KeyRing};

/// What many libraries forgive, in seconds, unless told otherwise.
const LEEWAY: i64 = 60;

/// What it lets in.
pub(super) struct Believed {
    pub(super) header: Map<String, Value>,
    pub(super) claims: Map<String, Value>,
    /// What it did wrong on the way to its key.
    pub(super) mistakes: Vec<Mistake>,
}

/// Whom the bearer of this token is taken for.
pub(super) fn verify(
    token: &str,
    ring: &KeyRing,
    colleague: &Colleague,
    now: i64,
) -> Result<Believed, CarelessRefusal> {
    let (signed, signature) = token.rsplit_once('.').ok_or(CarelessRefusal::NoToken)?;
    let (header, payload) = signed.split_once('.').ok_or(CarelessRefusal::NoToken)?;
    let (header, claims) = (object(header)?, object(payload)?);
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| CarelessRefusal::NoToken)?;

    // Mistake: how a token is checked is for the token to say.
    let alg = text(&header, "alg").unwrap_or_default();
    let mistakes = if alg.eq_ignore_ascii_case("none") {
        // Mistake: no signature is a kind of signature.
        if !signature.is_empty() {
            return Err(CarelessRefusal::WrongSignature);
        }
        vec![Mistake::BelievesNone]
    } else {
        let (key, found) = find_key(&header, ring, colleague)?;
        let used = check_signature(alg, &key, signed.as_bytes(), &signature)?;
        found.into_iter().chain(used).collect()
    };

    // The one claim that libraries look at unasked, and only where it is there.
    let exp = claims.get("exp").and_then(Value::as_i64);
    if exp.is_some_and(|exp| exp.saturating_add(LEEWAY) < now) {
        return Err(CarelessRefusal::Expired);
    }
    // Mistake: nothing else is looked at. Not nbf, iss and aud, not the kind of
    // token, not whether anybody has taken it back.
    Ok(Believed {
        header,
        claims,
        mistakes,
    })
}

/// What a signature is checked with.
enum Key<'k> {
    Secret(Vec<u8>),
    Public(Box<Jwk>),
    /// A secret of the real ring, which gives away what it signed and not itself.
    Sealed(&'k keys::Key),
}

/// The key for a token, and the mistake by which it was found.
fn find_key<'k>(
    header: &Map<String, Value>,
    ring: &'k KeyRing,
    colleague: &Colleague,
) -> Result<(Key<'k>, Option<Mistake>), CarelessRefusal> {
    // Mistake: the token brings its own key. Whoever made the token made the key.
    if let Some(jwk) = header.get("jwk") {
        let key = read_key(jwk).ok_or(CarelessRefusal::NoKey)?;
        return Ok((key, Some(Mistake::KeyFromToken)));
    }
    let kid = text(header, "kid").unwrap_or_default();
    // Mistake: the token says where its key is to be fetched.
    if let Some(url) = text(header, "jku") {
        let set = colleague.fetch(url).ok_or(CarelessRefusal::NoKey)?;
        let mut keys = set.keys.into_iter();
        let key = keys.find(|key| key.kid.as_deref() == Some(kid));
        let key = Key::Public(Box::new(key.ok_or(CarelessRefusal::NoKey)?));
        return Ok((key, Some(Mistake::KeyFromUrl)));
    }
    if let Some(key) = ring.find(kid) {
        return Ok((public_half(ring, kid).unwrap_or(Key::Sealed(key)), None));
    }
    if kid == colleague.secret_kid() {
        let secret = colleague.secret().as_bytes().to_vec();
        return Ok((Key::Secret(secret), Some(Mistake::WeakSecret)));
    }
    if let Some(jwk) = colleague.public_key(kid) {
        return Ok((Key::Public(Box::new(jwk)), None));
    }
    // Mistake: kid is part of a path.
    let file = read_key_file(kid).ok_or(CarelessRefusal::NoKey)?;
    Ok((Key::Secret(file), Some(Mistake::KidAsPath)))
}

/// Checks the signature by the token's algorithm; the mistake in doing so.
fn check_signature(
    alg: &str,
    key: &Key<'_>,
    signed: &[u8],
    signature: &[u8],
) -> Result<Option<Mistake>, CarelessRefusal> {
    let (fits, mistake) = match (alg, key) {
        ("HS256", Key::Secret(secret)) => (is_hmac(secret, signed, signature), None),
        // Mistake: an HMAC takes any bytes for a secret, and a public key is bytes
        // that everybody has.
        ("HS256", Key::Public(jwk)) => {
            let text = pem(jwk).ok_or(CarelessRefusal::NoSuchAlgorithm)?;
            let fits = is_hmac(text.as_bytes(), signed, signature);
            (fits, Some(Mistake::PublicKeyAsSecret))
        }
        (_, Key::Public(jwk)) => (foreign::has_signed(alg, jwk, signed, signature), None),
        (_, Key::Sealed(key)) if alg == key.algorithm().name() => {
            (key.has_signed(signed, &signature.to_vec()), None)
        }
        _ => return Err(CarelessRefusal::NoSuchAlgorithm),
    };
    match fits {
        true => Ok(mistake),
        false => Err(CarelessRefusal::WrongSignature),
    }
}

fn is_hmac(secret: &[u8], signed: &[u8], signature: &[u8]) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::verify(&key, signed, signature).is_ok()
}

/// Where the keys lie, one file for each `kid`. There is no such folder: what is
/// in it is kept in memory.
const FOLDER: &str = "/srv/keys";

/// The bytes of the file that `kid` leads to.
///
/// The path is followed in earnest, and on a leash: a lesson must not let anybody
/// read the files of this computer, so the one file outside the folder that can be
/// reached is the one that is empty on every machine.
fn read_key_file(kid: &str) -> Option<Vec<u8>> {
    match resolve(&format!("{FOLDER}/{kid}")).as_str() {
        "/dev/null" => std::fs::read("/dev/null").ok(),
        _ => None,
    }
}

/// The path without its `.` and `..`, as a file system would follow it.
fn resolve(path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    format!("/{}", names.join("/"))
}

/// A key of the real ring that everybody may see.
fn public_half(ring: &KeyRing, kid: &str) -> Option<Key<'static>> {
    let keys = JwkSet::parse(ring.public_set())?.keys.into_iter();
    let mut fitting = keys.filter(|key| key.kid.as_deref() == Some(kid));
    fitting.next().map(|key| Key::Public(Box::new(key)))
}

/// A key as JSON: a secret one (`oct`) or the public half of a pair.
fn read_key(jwk: &Value) -> Option<Key<'static>> {
    let jwk: Jwk = serde_json::from_value(jwk.clone()).ok()?;
    match &jwk.k {
        Some(secret) => URL_SAFE_NO_PAD.decode(secret).ok().map(Key::Secret),
        None => Some(Key::Public(Box::new(jwk))),
    }
}

fn object(part: &str) -> Result<Map<String, Value>, CarelessRefusal> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok();
    let object = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    object.ok_or(CarelessRefusal::NoToken)
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_followed_and_leads_to_one_file_only() {
        for kid in [
            "../../dev/null",
            "../../../../dev/null",
            "./../../dev//null",
            "a/../../../dev/null",
        ] {
            assert_eq!(read_key_file(kid).as_deref(), Some(&b""[..]), "{kid}");
        }
        for kid in [
            "",
            "..",
            "/dev/null",
            "dev/null",
            "../../etc/passwd",
            "../../proc/self/environ",
            "../../dev/null/..",
            "../../dev/zero",
            "../../../../dev/null\0",
        ] {
            assert_eq!(read_key_file(kid), None, "{kid}");
        }
    }
}
