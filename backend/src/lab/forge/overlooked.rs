//! What a token has against it that the careless verifier did not look at.

use serde_json::{Map, Value};
use shared::claims::Role;
use shared::lab::forge::Mistake;

use super::careless::Believed;
use crate::auth::access_token::{Judge, TYPE};
use crate::clock::whole_seconds;

/// The claims that it does not miss: those of ours besides the times, the issuer
/// and the audience.
const OTHERS: [&str; 5] = ["sub", "jti", "sid", "role", "scope"];

/// The mistakes besides those by which it came to believe the signature.
pub(super) fn overlooked(believed: &Believed, judge: Judge<'_>) -> Vec<Mistake> {
    let Believed { header, claims, .. } = believed;
    let (now, policy) = (judge.now, judge.policy);
    let [exp, nbf, iat] = ["exp", "nbf", "iat"].map(|name| time(claims, name));
    let lives = exp.zip(iat).map(|(exp, iat)| exp.saturating_sub(iat));
    // Another kind of token has other claims, and another time to live.
    let is_ours = text(header, "typ") == Some(TYPE);
    let is_missing = |name: &&str| text(claims, name).is_none_or(str::is_empty);
    let found = [
        (!is_ours, Mistake::IgnoresType),
        (exp.is_none(), Mistake::IgnoresMissingExpiry),
        (nbf.is_some_and(|nbf| nbf > now), Mistake::IgnoresNotBefore),
        (iat.is_some_and(|iat| iat > now), Mistake::IgnoresIssuedAt),
        (
            is_ours && lives.is_some_and(|lives| lives > whole_seconds(policy.lifetime)),
            Mistake::IgnoresLifetime,
        ),
        (
            text(claims, "iss") != Some(&policy.issuer),
            Mistake::IgnoresIssuer,
        ),
        (
            is_ours && text(claims, "aud") != Some(&policy.audience),
            Mistake::IgnoresAudience,
        ),
        (
            is_ours && OTHERS.iter().any(is_missing),
            Mistake::IgnoresMissingClaims,
        ),
        (
            was_taken_back(claims, judge).unwrap_or_default(),
            Mistake::IgnoresRevocation,
        ),
    ];
    let found = found.into_iter().filter(|(is_so, _)| *is_so);
    found.map(|(_, mistake)| mistake).collect()
}

fn was_taken_back(claims: &Map<String, Value>, judge: Judge<'_>) -> Option<bool> {
    let is_over = judge.revocations.session_is_over(text(claims, "sid")?);
    let role = text(claims, "role").and_then(Role::from_name)?;
    let user_is_still = judge.revocations.user_is_still(text(claims, "sub")?, role);
    Some(is_over || !user_is_still)
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

fn time(claims: &Map<String, Value>, name: &str) -> Option<i64> {
    claims.get(name).and_then(Value::as_i64)
}
