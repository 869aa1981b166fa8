//! Issues access tokens and judges them, one check after another.
//!
//! A JSON Web Token (RFC 7519) in its compact form (RFC 7515 §7.1) is three
//! base64url texts with dots between them: `header.payload.signature`. Anyone
//! can write the first two; only a holder of the key can write the third.
//!
//! Signing and the signature check are the library's. Everything around them is
//! spelled out here, because a library's defaults are made to accept tokens from
//! everywhere, and ours only ever come from ourselves.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Header;
use serde_json::{Map, Value};
use shared::claims::{AccessClaims, Role};
use shared::error::ErrorCode;
use uuid::Uuid;

use super::keys::{Key, KeyRing};
use super::strict_json;
use crate::clock::whole_seconds;

/// The `typ` of an access token (RFC 9068 §2.1). Tokens made for other purposes
/// have other types, so that none can be used as another (RFC 8725 §3.11).
pub const TYPE: &str = "at+jwt";

/// The longest token that is looked at, in bytes. Ours stay under 1 KB.
pub const MAX_BYTES: usize = 4096;

/// The header members that our tokens have. Anything else is refused: `jwk`,
/// `jku`, `x5u` and `x5c` would let the token bring its own key, `crit` and
/// `b64` change what the signature means, `zip` and `enc` what the payload is.
const HEADER_MEMBERS: [&str; 3] = ["alg", "kid", "typ"];

/// What every token of this server has in common.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The `iss` of our tokens.
    pub issuer: String,
    /// The `aud` of our tokens.
    pub audience: String,
    /// How long a token lives.
    pub lifetime: Duration,
    /// How far the clocks of issuer and verifier may differ.
    pub leeway: Duration,
}

/// Whom a token is issued to.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// The user's id.
    pub user_id: &'a str,
    /// The user's role at this moment.
    pub role: Role,
    /// The session that the token belongs to.
    pub session_id: &'a str,
    /// When the password was last given, in seconds since 1970.
    pub auth_time: i64,
}

/// Signs a token for `subject`, valid from `now` (seconds since 1970) on.
///
/// # Errors
/// When the key cannot sign, which loading it has ruled out.
pub fn issue(
    keys: &KeyRing,
    policy: &Policy,
    subject: &Subject<'_>,
    now: i64,
) -> Result<String, CannotSign> {
    let key = keys.signing_key();
    let header = Header {
        typ: Some(TYPE.to_owned()),
        kid: Some(key.kid.clone()),
        ..Header::new(key.algorithm)
    };
    let claims = AccessClaims {
        iss: policy.issuer.clone(),
        sub: subject.user_id.to_owned(),
        aud: policy.audience.clone(),
        exp: now + whole_seconds(policy.lifetime),
        nbf: now,
        iat: now,
        jti: Uuid::now_v7().to_string(),
        sid: subject.session_id.to_owned(),
        auth_time: subject.auth_time,
        role: subject.role,
        scope: subject.role.scope().to_owned(),
    };
    Ok(jsonwebtoken::encode(&header, &claims, &key.encoding)?)
}

/// The library would not sign.
#[derive(Debug, thiserror::Error)]
#[error("a token cannot be signed: {0}")]
pub struct CannotSign(#[from] jsonwebtoken::errors::Error);

/// Judges a token at `now` (seconds since 1970): the claims it carries, or the
/// first check that it fails.
///
/// The order matters. What is cheap comes first, nothing inside the token is
/// believed before the signature has been checked, and only a genuine token is
/// told that it has expired. Whether its session still lasts is not asked here:
/// that is [`revocation`](super::revocation)'s to say.
///
/// # Errors
/// The code of the check that it failed.
pub fn verify(
    token: &str,
    keys: &KeyRing,
    policy: &Policy,
    now: i64,
) -> Result<AccessClaims, ErrorCode> {
    check_size(token)?;
    let parts = check_parts(token)?;
    let header = check_header(&parts.header)?;
    check_type(&header)?;
    let key = check_key(&header, keys)?;
    check_algorithm(&header, key)?;
    check_signature(&parts, key)?;
    check_claims(&parts.payload, policy, now)
}

/// A token that is longer than any of ours costs nothing but this comparison.
fn check_size(token: &str) -> Result<(), ErrorCode> {
    if token.len() <= MAX_BYTES {
        Ok(())
    } else {
        Err(ErrorCode::TokenMalformed)
    }
}

struct Parts<'a> {
    header: Vec<u8>,
    payload: Vec<u8>,
    signature: &'a str,
    /// What was signed: header, dot and payload as they stand in the token.
    signed: &'a str,
}

/// Three parts in base64url, each written in the one canonical way: no padding,
/// no other alphabet, no stray bits in the last character. Otherwise one token
/// would have several spellings, and a list of revoked ones could be dodged.
fn check_parts(token: &str) -> Result<Parts<'_>, ErrorCode> {
    let decode = |part: &str| {
        URL_SAFE_NO_PAD
            .decode(part)
            .map_err(|_| ErrorCode::TokenMalformed)
    };
    let (signed, signature) = token.rsplit_once('.').ok_or(ErrorCode::TokenMalformed)?;
    let (header, payload) = signed.split_once('.').ok_or(ErrorCode::TokenMalformed)?;
    // A fourth part would leave a dot in the payload, which is not base64url.
    let (header, payload) = (decode(header)?, decode(payload)?);
    decode(signature)?;
    Ok(Parts {
        header,
        payload,
        signature,
        signed,
    })
}

/// The header must hold what ours hold and nothing more. A member that occurs
/// twice could be read one way here and another way elsewhere (RFC 8725 §2.4).
fn check_header(json: &[u8]) -> Result<Map<String, Value>, ErrorCode> {
    let header = strict_json::object(json).ok_or(ErrorCode::TokenMalformed)?;
    if header
        .keys()
        .all(|name| HEADER_MEMBERS.contains(&name.as_str()))
    {
        Ok(header)
    } else {
        Err(ErrorCode::TokenHeaderRejected)
    }
}

/// A genuine token of another kind, such as a link for a download, is not an
/// access token, though the same key signed it.
fn check_type(header: &Map<String, Value>) -> Result<(), ErrorCode> {
    if header.get("typ").and_then(Value::as_str) == Some(TYPE) {
        Ok(())
    } else {
        Err(ErrorCode::TokenTypeRejected)
    }
}

/// `kid` chooses among our own keys by exact match. It is never part of a path
/// or a query, so there is nothing to inject into.
fn check_key<'k>(header: &Map<String, Value>, keys: &'k KeyRing) -> Result<&'k Key, ErrorCode> {
    header
        .get("kid")
        .and_then(Value::as_str)
        .and_then(|kid| keys.find(kid))
        .ok_or(ErrorCode::TokenKeyUnknown)
}

/// The key says which algorithm it is for; the token may only agree. A verifier
/// that does as the token says can be told `none`, or to take a public key for
/// an HMAC secret (RFC 8725 §2.1).
fn check_algorithm(header: &Map<String, Value>, key: &Key) -> Result<(), ErrorCode> {
    if header.get("alg").and_then(Value::as_str) == Some(key.alg) {
        Ok(())
    } else {
        Err(ErrorCode::TokenAlgorithmRejected)
    }
}

/// From here on the token is known to be ours, to the last bit. The comparison
/// takes the same time wherever the first difference is.
fn check_signature(parts: &Parts<'_>, key: &Key) -> Result<(), ErrorCode> {
    let signed = parts.signed.as_bytes();
    match jsonwebtoken::crypto::verify(parts.signature, signed, &key.decoding, key.algorithm) {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(ErrorCode::TokenSignatureInvalid),
    }
}

/// The claims: time first, then who made the token and for whom, then the rest.
/// A claim that is missing or of another type is refused as such, never read as
/// zero, empty or "any".
fn check_claims(json: &[u8], policy: &Policy, now: i64) -> Result<AccessClaims, ErrorCode> {
    let claims = Claims(strict_json::object(json).ok_or(ErrorCode::TokenClaimsRejected)?);
    let leeway = whole_seconds(policy.leeway);

    // "On or after" the expiration time it must not be accepted (RFC 7519 §4.1.4).
    let exp = claims.time("exp")?;
    if exp <= now.saturating_sub(leeway) {
        return Err(ErrorCode::TokenExpired);
    }
    let nbf = claims.time("nbf")?;
    if nbf > now.saturating_add(leeway) {
        return Err(ErrorCode::TokenNotYetValid);
    }
    let iat = claims.time("iat")?;
    if iat > now.saturating_add(leeway) {
        return Err(ErrorCode::TokenNotYetValid);
    }
    // Ours never live longer than that. One that would has been signed by a
    // stolen key or by a mistake, and would outlive the log of revocations.
    if exp.saturating_sub(iat) > whole_seconds(policy.lifetime) {
        return Err(ErrorCode::TokenClaimsRejected);
    }

    // One issuer and one audience, compared byte for byte. An array, which
    // RFC 7519 allows for `aud`, is a claim of the wrong type here.
    let iss = claims.text("iss")?;
    if iss != policy.issuer {
        return Err(ErrorCode::TokenIssuerRejected);
    }
    let aud = claims.text("aud")?;
    if aud != policy.audience {
        return Err(ErrorCode::TokenAudienceRejected);
    }

    let auth_time = claims.time("auth_time")?;
    if auth_time > iat.saturating_add(leeway) {
        return Err(ErrorCode::TokenClaimsRejected);
    }
    Ok(AccessClaims {
        iss: iss.to_owned(),
        sub: claims.text("sub")?.to_owned(),
        aud: aud.to_owned(),
        exp,
        nbf,
        iat,
        jti: claims.text("jti")?.to_owned(),
        sid: claims.text("sid")?.to_owned(),
        auth_time,
        role: Role::from_name(claims.text("role")?).ok_or(ErrorCode::TokenClaimsRejected)?,
        scope: claims.text("scope")?.to_owned(),
    })
}

/// Reads one claim at a time, each as the one type that it may have.
struct Claims(Map<String, Value>);

impl Claims {
    /// A text that is not empty.
    fn text(&self, name: &str) -> Result<&str, ErrorCode> {
        self.0
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .ok_or(ErrorCode::TokenClaimsRejected)
    }

    /// Whole seconds since 1970.
    fn time(&self, name: &str) -> Result<i64, ErrorCode> {
        self.0
            .get(name)
            .and_then(Value::as_i64)
            .filter(|time| *time >= 0)
            .ok_or(ErrorCode::TokenClaimsRejected)
    }
}

#[cfg(test)]
mod tests;
