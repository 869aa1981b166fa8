//! Tokens for other APIs than our own: the same kind of token, for another audience.
//!
//! Why not one token for all? Whoever gets a token can send it on. With one that
//! is good for two APIs, each of them could go to the other in the user's name
//! (RFC 9700 §2.3). So the audience is one, and a log-in is good for several APIs
//! by getting a token for each.
//!
//! Three things differ from a token for ourselves. It is signed by a key that has
//! a public half, for the other side has that half alone. It lives for minutes,
//! since the other side does not hear of a log-out: what it cannot know, the clock
//! has to do. And its scope is what the other API understands.

use std::time::Duration;

use shared::claims::{AccessClaims, Role};
use uuid::Uuid;

use super::{CannotSign, Policy, Subject, TYPE, sign};
use crate::auth::keys::KeyRing;
use crate::clock::whole_seconds;

/// The longest that one lives: for as long may somebody who was logged out or
/// disabled go on elsewhere.
pub const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// What the token is for.
#[derive(Debug, Clone, Copy)]
pub struct Errand<'a> {
    /// The API that is to take it.
    pub audience: &'a str,
    /// What it may be used for there.
    pub scope: &'a str,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum CannotIssue {
    /// Every key of ours is a secret, and with a secret others could not only
    /// verify.
    #[error("no key has a public half: make one with `backend keys generate --alg ES256`")]
    NoPublicKey,
    /// The library would not sign.
    #[error(transparent)]
    CannotSign(#[from] CannotSign),
}

/// The token, and how many seconds it lives, for a user who goes there with the
/// log-in of here. `subject.session_ends` is when the token ends with which this
/// one was asked for: none outlives its parent.
///
/// # Errors
/// When there is no key for it, or it cannot sign.
pub fn issue(
    keys: &KeyRing,
    policy: &Policy,
    subject: &Subject<'_>,
    errand: Errand<'_>,
    now: i64,
) -> Result<(String, i64), CannotIssue> {
    let signer = keys.public_signer().ok_or(CannotIssue::NoPublicKey)?;
    let lifetime = whole_seconds(policy.lifetime.min(LIFETIME));
    let exp = now.saturating_add(lifetime).min(subject.session_ends);
    let claims = AccessClaims {
        iss: policy.issuer.clone(),
        sub: subject.user_id.to_owned(),
        aud: errand.audience.to_owned(),
        exp,
        nbf: now,
        iat: now,
        jti: Uuid::now_v7().to_string(),
        sid: subject.session_id.to_owned(),
        auth_time: subject.auth_time,
        role: subject.role,
        scope: errand.scope.to_owned(),
    };
    Ok((sign(signer, TYPE, &claims)?, exp.saturating_sub(now)))
}

/// For a service, in its own name: it has proved its secret just now, and its
/// registration is its session, which ends when it is disabled.
///
/// # Errors
/// When there is no key for it, or it cannot sign.
pub fn issue_for_service(
    keys: &KeyRing,
    policy: &Policy,
    client_id: &str,
    errand: Errand<'_>,
    now: i64,
) -> Result<(String, i64), CannotIssue> {
    let subject = Subject {
        user_id: client_id,
        role: Role::Service,
        session_id: client_id,
        auth_time: now,
        session_ends: i64::MAX,
    };
    issue(keys, policy, &subject, errand, now)
}
