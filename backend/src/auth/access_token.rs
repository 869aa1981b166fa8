//! Issues access tokens and judges them, one check after another.
//!
//! A JSON Web Token (RFC 7519) is three base64url texts with dots between them:
//! `header.payload.signature`. base64url is a way to write any bytes with letters,
//! digits, `-` and `_`: it hides nothing, and anyone can read it back.
//!
//! ```text
//! header     {"alg":"HS256", "kid":"01a1…", "typ":"at+jwt"}     how it was signed
//! payload    {"iss":"http://localhost:8080", "sub":"01a1…",     who made it, for whom
//!             "exp":1795262465, "role":"user", …}               until when, as what
//! signature  HMAC-SHA256(secret, header + "." + payload)        that it is genuine
//! ```
//!
//! The members of the payload are called claims: they are what somebody claims,
//! until the signature has been checked. [`AccessClaims`] says what each of ours
//! means. Anyone can write the first two parts; only a holder of the key can make
//! the third.
//!
//! Signing and the signature check are jsonwebtoken's. Everything around them is
//! spelled out here, because a library's defaults are made to accept tokens from
//! everywhere, and ours only ever come from ourselves. Read [`verify`] first: it
//! is the whole judgement, a line for each check.

use std::time::Duration;

use jsonwebtoken::Header as SignedHeader;
use serde::Serialize;
use shared::claims::{AccessClaims, Role};
use shared::error::ErrorCode;
use shared::trace::Check;
use uuid::Uuid;

use super::jws::{Header, Parts};
use super::keys::{Key, KeyRing, Signer, VerifyingKeys};
use super::revocation::Revocations;
use super::trace::Witness;
use crate::clock::whole_seconds;

/// The `typ` of an access token (RFC 9068 §2.1). Tokens made for other purposes
/// have other types, so that none can be used as another (RFC 8725 §3.11).
pub const TYPE: &str = "at+jwt";

/// The longest token that is looked at, in bytes. Ours stay under 1 KB.
pub const MAX_BYTES: usize = 4096;

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
    /// Whether a token may speak for a service. Our own API is for users.
    pub takes_services: bool,
}

impl Policy {
    /// The second at which the last token of a session that ended at `seconds`
    /// has expired by itself.
    #[must_use]
    pub fn last_token_expires(&self, seconds: i64) -> i64 {
        seconds.saturating_add(whole_seconds(self.lifetime + self.leeway))
    }
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
    /// When the session ends, in seconds since 1970: no token outlives it.
    pub session_ends: i64,
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
    let claims = AccessClaims {
        iss: policy.issuer.clone(),
        sub: subject.user_id.to_owned(),
        aud: policy.audience.clone(),
        exp: (now + whole_seconds(policy.lifetime)).min(subject.session_ends),
        nbf: now,
        iat: now,
        jti: Uuid::now_v7().to_string(),
        sid: subject.session_id.to_owned(),
        auth_time: subject.auth_time,
        role: subject.role,
        scope: subject.role.scope().to_owned(),
    };
    sign(keys.signer(), TYPE, &claims)
}

/// Signs claims as a token of one type.
pub(super) fn sign<T: Serialize>(
    (key, signer): Signer<'_>,
    typ: &str,
    claims: &T,
) -> Result<String, CannotSign> {
    let header = SignedHeader {
        typ: Some(typ.to_owned()),
        kid: Some(key.kid().to_owned()),
        ..SignedHeader::new(key.algorithm().into())
    };
    Ok(jsonwebtoken::encode(&header, claims, signer)?)
}

/// jsonwebtoken would not sign.
#[derive(Debug, thiserror::Error)]
#[error("a token cannot be signed: {0}")]
pub struct CannotSign(#[from] jsonwebtoken::errors::Error);

/// What a token is held against.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// The keys that may have signed it.
    pub keys: &'a VerifyingKeys,
    /// The issuer, audience and lifetime that it must have.
    pub policy: &'a Policy,
    /// What ended since it was signed.
    pub revocations: &'a Revocations,
    /// What time it is, in seconds since 1970.
    pub now: i64,
}

/// Judges a token: the claims it carries, or the first check that it fails.
///
/// The order matters. What is cheap comes first, nothing inside the token is
/// believed before the signature has been checked, and only a genuine token is
/// told that it has expired. What can change while it lives comes last, and is
/// looked up in memory: a request costs no query.
///
/// `witness` sees each check as it is made and changes nothing.
///
/// # Errors
/// The code of the check that it failed.
#[rustfmt::skip] // a line for each check
pub fn verify(
    token: Option<&str>,
    judge: Judge<'_>,
    witness: &mut impl Witness,
) -> Result<AccessClaims, ErrorCode> {
    let Judge { keys, policy, .. } = judge;
    let w = witness;

    // The envelope: is this a token of ours, by the look of it?
    let token = w.check(Check::Present, || seen_token(token), || check_present(token))?;
    w.check(Check::Size, || seen_size(token), || check_size(token))?;
    let parts = w.check(Check::Parts, || seen_parts(token), || check_parts(token))?;
    let json = &parts.header;
    let header = w.check(Check::Header, || seen_header(json), || check_header(json))?;
    w.check(Check::Type, || header.typ().to_string(), || check_type(&header))?;

    // The signature: did a key of ours sign this?
    let key = w.check(Check::Key, || header.kid().to_string(), || check_key(&header, keys))?;
    w.check(Check::Algorithm, || seen_alg(&header, key), || check_alg(&header, key))?;
    w.check(Check::Signature, || seen_signature(&parts), || check_signature(&parts, key))?;

    // The claims: does it hold now, from us, for us?
    let claims = Claims::read(&parts.payload);
    w.check(Check::Expiry, || claims.seen_time("exp", judge), || check_exp(&claims, judge))?;
    w.check(Check::NotBefore, || claims.seen_time("nbf", judge), || check_nbf(&claims, judge))?;
    w.check(Check::IssuedAt, || claims.seen_time("iat", judge), || check_iat(&claims, judge))?;
    w.check(Check::Issuer, || claims.seen("iss"), || check_iss(&claims, policy))?;
    w.check(Check::Audience, || claims.seen("aud"), || check_aud(&claims, policy))?;
    let claims = w.check(Check::Claims, || claims.seen_rest(), || check_rest(&claims, policy))?;

    // The world: has anybody taken it back?
    w.check(Check::Session, || seen_session(&claims), || check_session(&claims, judge))?;
    w.check(Check::User, || seen_user(&claims), || check_user(&claims, judge))?;
    Ok(claims)
}

/// Without a token nobody is known.
fn check_present(token: Option<&str>) -> Result<&str, ErrorCode> {
    token.ok_or(ErrorCode::TokenMissing)
}

/// A token that is longer than any of ours costs nothing but this comparison.
pub(super) fn check_size(token: &str) -> Result<(), ErrorCode> {
    ensure(token.len() <= MAX_BYTES, ErrorCode::TokenMalformed)
}

/// Three parts in base64url, each written in the one canonical way. Otherwise a
/// part would have several spellings, and two readers could differ on it. (An
/// ECDSA signature has a twin that fits as well, so nothing here remembers tokens
/// by their text.)
pub(super) fn check_parts(token: &str) -> Result<Parts<'_>, ErrorCode> {
    Parts::of(token).ok_or(ErrorCode::TokenMalformed)
}

/// The header must hold what ours hold and nothing more. `jwk`, `jku`, `x5u` and
/// `x5c` would let the token bring its own key, `crit` and `b64` change what the
/// signature means, `zip` and `enc` what the payload is. A member that occurs
/// twice could be read one way here and another way elsewhere (RFC 8725 §2.4).
pub(super) fn check_header(json: &[u8]) -> Result<Header<'_>, ErrorCode> {
    let header = Header::read(json).ok_or(ErrorCode::TokenMalformed)?;
    ensure(header.foreign().is_empty(), ErrorCode::TokenHeaderRejected)?;
    Ok(header)
}

/// A genuine token of another kind, such as a link for a download, is not an
/// access token, though the same key signed it.
fn check_type(header: &Header<'_>) -> Result<(), ErrorCode> {
    ensure(
        header.typ().text() == Some(TYPE),
        ErrorCode::TokenTypeRejected,
    )
}

/// `kid` chooses among our own keys by exact match. It is never part of a path
/// or a query, so there is nothing to inject into.
pub(super) fn check_key<'k>(
    header: &Header<'_>,
    keys: &'k VerifyingKeys,
) -> Result<&'k Key, ErrorCode> {
    let kid = header.kid().text().ok_or(ErrorCode::TokenKeyUnknown)?;
    keys.find(kid).ok_or(ErrorCode::TokenKeyUnknown)
}

/// The key says which algorithm it is for; the token may only agree. A verifier
/// that does as the token says can be told `none`, or to take a public key for
/// an HMAC secret (RFC 8725 §2.1).
pub(super) fn check_alg(header: &Header<'_>, key: &Key) -> Result<(), ErrorCode> {
    ensure(
        header.alg().text() == Some(key.algorithm().name()),
        ErrorCode::TokenAlgorithmRejected,
    )
}

/// From here on header and payload are known to be ours, to the last bit. For an
/// HMAC the comparison takes the same time wherever the first difference is.
pub(super) fn check_signature(parts: &Parts<'_>, key: &Key) -> Result<(), ErrorCode> {
    ensure(
        key.has_signed(parts.signed.as_bytes(), &parts.signature),
        ErrorCode::TokenSignatureInvalid,
    )
}

/// "On or after" the expiration time it must not be accepted (RFC 7519 §4.1.4).
fn check_exp(claims: &Claims<'_>, judge: Judge<'_>) -> Result<(), ErrorCode> {
    let leeway = whole_seconds(judge.policy.leeway);
    ensure(
        claims.time("exp")? > judge.now.saturating_sub(leeway),
        ErrorCode::TokenExpired,
    )
}

/// Not before its time (RFC 7519 §4.1.5).
fn check_nbf(claims: &Claims<'_>, judge: Judge<'_>) -> Result<(), ErrorCode> {
    ensure(
        claims.time("nbf")? <= judge.now_with_leeway(),
        ErrorCode::TokenNotYetValid,
    )
}

/// Not from the future, and not longer-lived than any of ours: such a token was
/// signed by a stolen key or by a mistake, and would outlive the list of ended
/// sessions.
fn check_iat(claims: &Claims<'_>, judge: Judge<'_>) -> Result<(), ErrorCode> {
    let iat = claims.time("iat")?;
    ensure(iat <= judge.now_with_leeway(), ErrorCode::TokenNotYetValid)?;
    let lifetime = claims.time("exp")?.saturating_sub(iat);
    ensure(
        lifetime <= whole_seconds(judge.policy.lifetime),
        ErrorCode::TokenClaimsRejected,
    )
}

/// One issuer, compared byte for byte. An array is a claim of the wrong type.
fn check_iss(claims: &Claims<'_>, policy: &Policy) -> Result<(), ErrorCode> {
    ensure(
        claims.text("iss")? == policy.issuer,
        ErrorCode::TokenIssuerRejected,
    )
}

/// One audience, compared byte for byte. RFC 7519 would allow an array of them;
/// ours has one, and a token for several APIs could be replayed among them.
fn check_aud(claims: &Claims<'_>, policy: &Policy) -> Result<(), ErrorCode> {
    ensure(
        claims.text("aud")? == policy.audience,
        ErrorCode::TokenAudienceRejected,
    )
}

/// All the claims, with their types. One that is missing or of another type is
/// refused as such, never read as zero, empty or "any".
fn check_rest(claims: &Claims<'_>, policy: &Policy) -> Result<AccessClaims, ErrorCode> {
    let (iat, auth_time) = (claims.time("iat")?, claims.time("auth_time")?);
    // Nobody gives a password after the token for it was signed.
    let latest = iat.saturating_add(whole_seconds(policy.leeway));
    ensure(auth_time <= latest, ErrorCode::TokenClaimsRejected)?;
    // With its audience a service's token is refused here already; should one ever
    // be made for this audience, it is no user's all the same.
    let role = Role::from_claim(claims.text("role")?)
        .filter(|role| *role != Role::Service || policy.takes_services);
    Ok(AccessClaims {
        iss: claims.text("iss")?.to_owned(),
        sub: claims.text("sub")?.to_owned(),
        aud: claims.text("aud")?.to_owned(),
        exp: claims.time("exp")?,
        nbf: claims.time("nbf")?,
        iat,
        jti: claims.text("jti")?.to_owned(),
        sid: claims.text("sid")?.to_owned(),
        auth_time,
        role: role.ok_or(ErrorCode::TokenClaimsRejected)?,
        scope: claims.text("scope")?.to_owned(),
    })
}

/// Log-out ends the session, and with it every token of it.
fn check_session(claims: &AccessClaims, judge: Judge<'_>) -> Result<(), ErrorCode> {
    ensure(
        !judge.revocations.session_is_over(&claims.sid),
        ErrorCode::TokenRevoked,
    )
}

/// What the token says of its user was true when it was signed, and the signature
/// vouches for that. Asked here is whether it was taken back since: someone who
/// was disabled, or is an admin no longer, has to log in again.
fn check_user(claims: &AccessClaims, judge: Judge<'_>) -> Result<(), ErrorCode> {
    ensure(
        judge.revocations.user_is_still(&claims.sub, claims.role),
        ErrorCode::TokenRevoked,
    )
}

fn ensure(holds: bool, otherwise: ErrorCode) -> Result<(), ErrorCode> {
    if holds { Ok(()) } else { Err(otherwise) }
}

impl Judge<'_> {
    /// What a clock may show that is ahead of ours by the leeway.
    fn now_with_leeway(&self) -> i64 {
        self.now.saturating_add(whole_seconds(self.policy.leeway))
    }
}

mod claims;
pub mod elsewhere;
#[cfg(feature = "lab")]
pub mod flawed;
mod seen;

use claims::Claims;
use seen::{
    seen_alg, seen_header, seen_parts, seen_session, seen_signature, seen_size, seen_token,
    seen_user,
};

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
