//! Tokens that the real key signs and that are wrong on purpose, for the lessons:
//! so that each check after the signature has something to catch.
//!
//! None of them may ever open anything. That is not left to care: each is held
//! against [`verify`] before it is handed out, and must be refused by the very
//! check that it was made for. Nor does it get better with time: one that is not
//! valid yet expires before it would be. What it says of its bearer is what is
//! true of the one who asked, never more; nor does it say that it outlives their
//! session, unless to outlive everything is its very flaw.

use serde::Serialize;
use serde_json::{Value, json};
use shared::error::ErrorCode;
use shared::lab::forge::Flaw;
use uuid::Uuid;

use super::{CannotSign, Judge, Subject, TYPE, sign, verify};
use crate::auth::keys::KeyRing;
use crate::auth::link_token::{self, Purpose};
use crate::auth::trace::Unwatched;
use crate::clock::whole_seconds;

/// How long one has been expired, in seconds: longer than the 60 seconds that
/// many libraries overlook.
const EXPIRED_FOR: i64 = 5 * 60;

/// Nobody's: names under `.example` are nobody's to have (RFC 2606 §3). Should it
/// be set as this server's own after all, no token is handed out for it.
const FOREIGN_ISSUER: &str = "https://login.another.example";
const FOREIGN_AUDIENCE: &str = "https://billing.another.example";

const HOUR: i64 = 60 * 60;
const YEAR: i64 = 365 * 24 * HOUR;

/// Signs a token for `subject` that has this flaw and no other.
///
/// # Errors
/// When the key cannot sign, or the token would not be refused as it should.
pub fn issue(
    keys: &KeyRing,
    judge: Judge<'_>,
    subject: &Subject<'_>,
    flaw: Flaw,
) -> Result<String, CannotForge> {
    let token = make(keys, judge, subject, flaw)?;
    match verify(Some(&token), judge, &mut Unwatched) {
        Err(code) if code == flaw.code() => Ok(token),
        Err(code) => Err(CannotForge::OtherwiseRefused(flaw, code)),
        Ok(_) => Err(CannotForge::NotRefused(flaw)),
    }
}

fn make(
    keys: &KeyRing,
    judge: Judge<'_>,
    subject: &Subject<'_>,
    flaw: Flaw,
) -> Result<String, CannotSign> {
    let Judge { policy, now, .. } = judge;
    let lifetime = whole_seconds(policy.lifetime);
    let mut claims = json!({
        "iss": policy.issuer,
        "sub": subject.user_id,
        "aud": policy.audience,
        "exp": (now + lifetime).min(subject.session_ends),
        "nbf": now,
        "iat": now,
        "jti": Uuid::now_v7().to_string(),
        "sid": subject.session_id,
        "auth_time": subject.auth_time,
        "role": subject.role,
        "scope": subject.role.scope(),
    });
    let mut typ = TYPE;
    match flaw {
        Flaw::Expired => {
            let exp = now - EXPIRED_FOR;
            let issued = exp - lifetime;
            set(&mut claims, "exp", exp);
            set(&mut claims, "nbf", issued);
            set(&mut claims, "iat", issued);
            // Nobody gives a password after the token for it was signed.
            set(&mut claims, "auth_time", subject.auth_time.min(issued));
        }
        Flaw::NotYetValid => set(&mut claims, "nbf", now + lifetime + HOUR),
        Flaw::FromTheFuture => set(&mut claims, "iat", now + lifetime + HOUR),
        Flaw::TooLongLived => set(&mut claims, "exp", now + lifetime + YEAR),
        Flaw::NeverExpires => remove(&mut claims, "exp"),
        Flaw::ForeignIssuer => set(&mut claims, "iss", FOREIGN_ISSUER),
        Flaw::ForeignAudience => set(&mut claims, "aud", FOREIGN_AUDIENCE),
        Flaw::MissingClaim => remove(&mut claims, "sid"),
        Flaw::ForeignType => typ = "JWT",
        Flaw::Link => {
            // No note has this id, so the link leads nowhere.
            let about = Uuid::nil().to_string();
            let about = (subject.user_id, about.as_str());
            let lasts = HOUR.min(subject.session_ends - now);
            return link_token::issue(keys, policy, Purpose::Download, about, lasts, now);
        }
    }
    sign(keys.signer(), typ, &claims)
}

fn set(claims: &mut Value, name: &str, value: impl Serialize) {
    claims[name] = json!(value);
}

fn remove(claims: &mut Value, name: &str) {
    claims.as_object_mut().and_then(|all| all.remove(name));
}

/// Why there is no such token.
#[derive(Debug, thiserror::Error)]
pub enum CannotForge {
    /// The key would not sign.
    #[error(transparent)]
    Unsigned(#[from] CannotSign),
    /// It would have been refused, but for another reason.
    #[error("a token meant to be {0} would be refused as {1}")]
    OtherwiseRefused(Flaw, ErrorCode),
    /// It would have been let in, as where the issuer is set to be the foreign one.
    #[error("a token meant to be {0} would be accepted")]
    NotRefused(Flaw),
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use shared::claims::Role;
    use shared::trace::Verdict;

    use super::*;
    use crate::auth::access_token::Policy;
    use crate::auth::revocation::Revocations;
    use crate::auth::trace::Trace;

    const NOW: i64 = 1_795_000_000;

    const HOME: &str = "http://localhost:8080";

    const SUBJECT: Subject<'_> = Subject {
        user_id: "u1",
        role: Role::User,
        session_id: "s1",
        auth_time: NOW,
        session_ends: NOW + 24 * HOUR,
    };

    fn policy(issuer: &str, minutes: u64) -> Policy {
        Policy {
            issuer: issuer.to_owned(),
            audience: "app-api".to_owned(),
            lifetime: Duration::from_secs(minutes * 60),
            leeway: Duration::from_secs(5),
            takes_services: false,
        }
    }

    fn keys() -> KeyRing {
        KeyRing::from_secret(&"a secret for tests, 32 bytes long".into()).unwrap()
    }

    /// One who judges at this moment, when nothing has been taken back.
    fn judge<'a>(
        (keys, revocations): &'a (KeyRing, Revocations),
        policy: &'a Policy,
        now: i64,
    ) -> Judge<'a> {
        Judge {
            keys,
            policy,
            revocations,
            now,
        }
    }

    #[test]
    fn each_is_refused_by_the_check_that_it_was_made_for() {
        let (server, policy) = ((keys(), Revocations::default()), policy(HOME, 15));
        let judge = judge(&server, &policy, NOW);
        for &flaw in Flaw::ALL {
            let token = issue(&server.0, judge, &SUBJECT, flaw).unwrap();
            let mut trace = Trace::default();
            let refusal = verify(Some(&token), judge, &mut trace);
            assert_eq!(refusal, Err(flaw.code()), "{flaw}");
            let reports = trace.into_reports(&[]);
            let last = reports.last().unwrap();
            assert_eq!((last.check, last.verdict), (flaw.check(), Verdict::Failed));
        }
    }

    #[test]
    fn none_gets_better_with_time() {
        let server = (keys(), Revocations::default());
        for minutes in [1, 15, 24 * 60] {
            let policy = policy(HOME, minutes);
            for &flaw in Flaw::ALL {
                let token = issue(&server.0, judge(&server, &policy, NOW), &SUBJECT, flaw).unwrap();
                let soon = (0..2 * HOUR).step_by(30);
                let late = (0..2 * YEAR).step_by(20 * 3600);
                for later in soon.chain(late) {
                    let judge = judge(&server, &policy, NOW + later);
                    let judged = verify(Some(&token), judge, &mut Unwatched);
                    assert!(judged.is_err(), "{flaw} after {later} s");
                }
            }
        }
    }

    #[test]
    fn one_that_would_be_accepted_is_not_handed_out() {
        let server = (keys(), Revocations::default());
        let ours = policy(HOME, 15);
        let foreign_issuer = policy(FOREIGN_ISSUER, 15);
        let foreign_audience = Policy {
            audience: FOREIGN_AUDIENCE.to_owned(),
            ..ours
        };
        for (policy, flaw) in [
            (foreign_issuer, Flaw::ForeignIssuer),
            (foreign_audience, Flaw::ForeignAudience),
        ] {
            let issued = issue(&server.0, judge(&server, &policy, NOW), &SUBJECT, flaw);
            assert!(matches!(issued, Err(CannotForge::NotRefused(_))), "{flaw}");
        }
    }

    #[test]
    fn none_says_that_it_outlives_the_session_but_those_whose_flaw_it_is() {
        let (server, policy) = ((keys(), Revocations::default()), policy(HOME, 15));
        let subject = Subject {
            session_ends: NOW + 30,
            ..SUBJECT
        };
        for &flaw in Flaw::ALL {
            let token = issue(&server.0, judge(&server, &policy, NOW), &subject, flaw).unwrap();
            let claims = shared::unverified::decode(&token).unwrap().claims;
            let exp = claims.get("exp").and_then(Value::as_i64);
            let is_its_flaw = matches!(flaw, Flaw::TooLongLived | Flaw::NeverExpires);
            let is_in_time = exp.is_some_and(|exp| exp <= NOW + 30);
            assert_ne!(is_in_time, is_its_flaw, "{flaw}: {exp:?}");
        }
    }
}
