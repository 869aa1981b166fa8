//! Tokens for one purpose: a link to a download, a link to set another password.
//!
//! They are signed like access tokens and by the same keys. What keeps the one
//! from being used as the other is the `typ` in the header, which is part of what
//! was signed (RFC 8725 §3.11).

use serde::Serialize;
use shared::error::ErrorCode;
use uuid::Uuid;

use super::access_token::{
    CannotSign, Policy, check_alg, check_header, check_key, check_parts, check_signature,
    check_size, sign,
};
use super::keys::{KeyRing, VerifyingKeys};
use super::members::Members;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To download a note.
    Download,
    /// To set another password.
    PasswordReset,
}

impl Purpose {
    /// The `typ` of its tokens.
    #[must_use]
    pub fn typ(self) -> &'static str {
        match self {
            Self::Download => "link+jwt",
            Self::PasswordReset => "reset+jwt",
        }
    }

    /// The longest that its tokens live, in seconds.
    #[must_use]
    pub fn longest(self) -> i64 {
        match self {
            Self::Download => shared::note::LINK_MAX_SECONDS,
            Self::PasswordReset => 30 * 60,
        }
    }
}

/// What a link says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkClaims {
    iss: String,
    /// The user who may, or on whose behalf anybody may.
    pub sub: String,
    /// What the link is about: the id of a note, or which password it replaces.
    pub about: String,
    /// From this second on (since 1970 UTC) it does not work.
    pub exp: i64,
    iat: i64,
    jti: String,
}

/// Signs a link of `seconds`, valid from `now` (seconds since 1970) on.
///
/// # Errors
/// When the key cannot sign, which loading it has ruled out.
pub fn issue(
    keys: &KeyRing,
    policy: &Policy,
    purpose: Purpose,
    (sub, about): (&str, &str),
    seconds: i64,
    now: i64,
) -> Result<String, CannotSign> {
    let claims = LinkClaims {
        iss: policy.issuer.clone(),
        sub: sub.to_owned(),
        about: about.to_owned(),
        exp: now.saturating_add(seconds.min(purpose.longest())),
        iat: now,
        jti: Uuid::now_v7().to_string(),
    };
    sign(keys.signer(), purpose.typ(), &claims)
}

const CLAIMS: [&str; 6] = ["iss", "sub", "about", "exp", "iat", "jti"];

/// Judges a link by the same checks as an access token, as far as both have them.
///
/// # Errors
/// The code of the check that it failed.
pub fn verify(
    token: &str,
    keys: &VerifyingKeys,
    policy: &Policy,
    purpose: Purpose,
    now: i64,
) -> Result<LinkClaims, ErrorCode> {
    check_size(token)?;
    let parts = check_parts(token)?;
    let header = check_header(&parts.header)?;
    if header.typ().text() != Some(purpose.typ()) {
        return Err(ErrorCode::TokenTypeRejected);
    }
    let key = check_key(&header, keys)?;
    check_alg(&header, key)?;
    check_signature(&parts, key)?;

    let members = Members::read(&parts.payload, &CLAIMS).ok_or(ErrorCode::TokenClaimsRejected)?;
    let text = |name| {
        let text = members.get(name).text().filter(|text| !text.is_empty());
        text.map(str::to_owned)
            .ok_or(ErrorCode::TokenClaimsRejected)
    };
    let time = |name| {
        let time = members.get(name).integer().filter(|time| *time >= 0);
        time.ok_or(ErrorCode::TokenClaimsRejected)
    };
    let claims = LinkClaims {
        iss: text("iss")?,
        sub: text("sub")?,
        about: text("about")?,
        exp: time("exp")?,
        iat: time("iat")?,
        jti: text("jti")?,
    };
    if claims.exp <= now {
        return Err(ErrorCode::TokenExpired);
    }
    if claims.iat > now {
        return Err(ErrorCode::TokenNotYetValid);
    }
    if claims.exp.saturating_sub(claims.iat) > purpose.longest() {
        return Err(ErrorCode::TokenClaimsRejected);
    }
    if claims.iss != policy.issuer {
        return Err(ErrorCode::TokenIssuerRejected);
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: i64 = 1_795_000_000;

    fn keys() -> KeyRing {
        KeyRing::from_secret(&"a secret for tests, 32 bytes long".into()).unwrap()
    }

    fn policy() -> Policy {
        Policy {
            issuer: "http://localhost:8080".to_owned(),
            audience: "app-api".to_owned(),
            lifetime: Duration::from_secs(900),
            leeway: Duration::ZERO,
            takes_services: false,
        }
    }

    fn link(purpose: Purpose, seconds: i64) -> String {
        issue(&keys(), &policy(), purpose, ("u1", "n1"), seconds, NOW).unwrap()
    }

    fn at(token: &str, purpose: Purpose, now: i64) -> Result<LinkClaims, ErrorCode> {
        verify(token, &keys(), &policy(), purpose, now)
    }

    #[test]
    fn a_link_works_for_its_purpose_until_its_time_is_up() {
        let token = link(Purpose::Download, 60);
        let claims = at(&token, Purpose::Download, NOW).unwrap();
        assert_eq!((claims.sub.as_str(), claims.about.as_str()), ("u1", "n1"));
        assert!(at(&token, Purpose::Download, NOW + 59).is_ok());
        let expired = at(&token, Purpose::Download, NOW + 60);
        assert_eq!(expired, Err(ErrorCode::TokenExpired));
        let early = at(&token, Purpose::Download, NOW - 1);
        assert_eq!(early, Err(ErrorCode::TokenNotYetValid));
    }

    #[test]
    fn no_link_lives_longer_than_its_purpose_allows() {
        for purpose in [Purpose::Download, Purpose::PasswordReset] {
            let claims = at(&link(purpose, i64::MAX), purpose, NOW).unwrap();
            assert_eq!(claims.exp, NOW + purpose.longest());
        }
    }

    #[test]
    fn a_link_for_one_purpose_is_none_for_another() {
        let download = link(Purpose::Download, 60);
        let reset = link(Purpose::PasswordReset, 60);
        let wrong = Err(ErrorCode::TokenTypeRejected);
        assert_eq!(at(&download, Purpose::PasswordReset, NOW), wrong);
        assert_eq!(at(&reset, Purpose::Download, NOW), wrong);
    }

    #[test]
    fn an_altered_link_is_refused() {
        let token = link(Purpose::Download, 60);
        for place in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(bytes).unwrap();
            assert!(at(&altered, Purpose::Download, NOW).is_err(), "{place}");
        }
    }
}
