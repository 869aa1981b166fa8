//! What must hold for every token there could be, tried on many at random.
//!
//! A test by example shows that a rule exists; these look for the token that
//! nobody thought of. When one fails, it prints the smallest token that does.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use shared::trace::{CheckReport, Verdict};

use super::claims::CLAIMS;
use super::*;
use crate::auth::keys::{Algorithm, JwkSet, generate};
use crate::auth::trace::{Trace, Unwatched};

mod strategies;

use strategies::{
    AUDIENCE, DISABLED_USER, ENDED_SESSION, Edit, ISSUER, LIFETIME, NOW, claims, edits, keys, sign,
    subjects, tokens, values,
};

/// As many as take part of a second. `PROPTEST_CASES=25600` makes it a hundred
/// times as many.
fn cases(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: cases * default.cases / 256,
        // No file for what failed: the smallest case belongs into a test of its
        // own, where it says what it is about.
        failure_persistence: None,
        ..default
    }
}

/// One ring for each algorithm. Making an RSA key takes a moment.
static RINGS: LazyLock<Vec<KeyRing>> = LazyLock::new(|| {
    let ring = |algorithm: Algorithm| {
        let keys = vec![generate(algorithm, algorithm.name()).unwrap()];
        KeyRing::from_jwk_set(&JwkSet { keys }.to_json()).unwrap()
    };
    Algorithm::ALL.into_iter().map(ring).collect()
});

fn policy(lifetime: i64, leeway: i64) -> Policy {
    Policy {
        issuer: ISSUER.to_owned(),
        audience: AUDIENCE.to_owned(),
        lifetime: Duration::from_secs(lifetime.unsigned_abs()),
        leeway: Duration::from_secs(leeway.unsigned_abs()),
        takes_services: false,
    }
}

/// Judges with nobody looking and with a trace, which must not differ.
fn judge(
    token: Option<&str>,
    keys: &KeyRing,
    policy: &Policy,
    now: i64,
) -> (Result<AccessClaims, ErrorCode>, Vec<CheckReport>) {
    let revocations = Revocations::default();
    revocations.end_session(ENDED_SESSION, i64::MAX, now);
    revocations.user_became(DISABLED_USER, None, i64::MAX, now);
    let judge = Judge {
        keys,
        policy,
        revocations: &revocations,
        now,
    };
    let mut trace = Trace::default();
    let watched = verify(token, judge, &mut trace);
    let unwatched = verify(token, judge, &mut Unwatched);
    assert_eq!(watched, unwatched);
    (unwatched, trace.into_reports(Check::ALL))
}

/// The check that refused, according to a trace that tells it as it was: those
/// before it passed, those after it were not reached.
fn refused_by(reports: &[CheckReport], refusal: Option<ErrorCode>) -> Option<Check> {
    assert!(reports.iter().map(|report| &report.check).eq(Check::ALL));
    let has_passed = |report: &&CheckReport| report.verdict == Verdict::Passed;
    let (passed, rest) = reports.split_at(reports.iter().take_while(has_passed).count());
    assert!(passed.iter().all(|report| report.code.is_none()));
    let Some((failed, after)) = rest.split_first() else {
        assert_eq!(refusal, None);
        return None;
    };
    assert_eq!(failed.verdict, Verdict::Failed);
    assert!(failed.code.is_some());
    assert_eq!(failed.code, refusal);
    for report in after {
        assert_eq!(report.verdict, Verdict::NotReached);
        assert_eq!(report.code, None);
    }
    Some(failed.check)
}

proptest! {
    #![proptest_config(cases(800))]

    #[test]
    fn a_token_with_any_character_altered_is_refused(
        ring in 0..RINGS.len(),
        place in any::<prop::sample::Index>(),
        edit in edits(),
    ) {
        static TOKENS: LazyLock<Vec<String>> = LazyLock::new(|| {
            let subject = Subject {
                user_id: "u1", role: Role::User, session_id: "s1", auth_time: NOW,
                session_ends: i64::MAX,
            };
            let token = |ring| issue(ring, &policy(LIFETIME, 0), &subject, NOW).unwrap();
            RINGS.iter().map(token).collect()
        });
        let token = &TOKENS[ring];
        let altered = alter(token, place.index(token.len()), edit);
        prop_assume!(altered != *token);
        let judged = |token: &str| judge(Some(token), &RINGS[ring], &policy(LIFETIME, 0), NOW).0;
        prop_assert!(judged(token).is_ok());
        prop_assert!(judged(&altered).is_err(), "{altered}");
    }
}

/// A token of ours is ASCII, so that a place is a byte and a character.
fn alter(token: &str, at: usize, edit: Edit) -> String {
    let mut characters: Vec<char> = token.chars().collect();
    match edit {
        Edit::Replace(by) => characters[at] = by,
        Edit::Insert(new) => characters.insert(at, new),
        Edit::Append(new) => characters.push(new),
        Edit::Delete => drop(characters.remove(at)),
        Edit::Swap => characters.swap(at, (at + 1) % token.len()),
    }
    characters.into_iter().collect()
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn what_is_issued_says_the_same_when_verified_until_its_last_second(
        // RSA is there, and seldom: its signatures take long to make.
        ring in prop_oneof![12 => Just(0), 1 => Just(1), 4 => Just(2), 4 => Just(3)],
        (user_id, session_id, role, auth_time, now) in subjects(),
        lifetime in 1..=86_400_i64,
        leeway in 0..=5_i64,
    ) {
        let (keys, policy) = (&RINGS[ring], policy(lifetime, leeway));
        let subject = Subject {
            user_id: &user_id,
            role,
            session_id: &session_id,
            auth_time,
            session_ends: i64::MAX,
        };
        let token = issue(keys, &policy, &subject, now).unwrap();

        let header = shared::unverified::decode(&token).unwrap().header;
        let alg = Algorithm::ALL[ring].name();
        let contract = json!({"alg": alg, "kid": alg, "typ": "at+jwt"});
        prop_assert_eq!(Value::Object(header), contract);

        let claims = judge(Some(&token), keys, &policy, now).0.unwrap();
        let jti = claims.jti.clone();
        prop_assert_eq!(jti.len(), 36);
        let exp = now + lifetime;
        let same = AccessClaims {
            iss: ISSUER.to_owned(),
            sub: user_id,
            aud: AUDIENCE.to_owned(),
            exp,
            nbf: now,
            iat: now,
            jti,
            sid: session_id,
            auth_time,
            role,
            scope: role.scope().to_owned(),
        };
        prop_assert_eq!(&claims, &same);

        let end = exp + leeway;
        prop_assert_eq!(judge(Some(&token), keys, &policy, end - 1).0, Ok(same));
        prop_assert_eq!(judge(Some(&token), keys, &policy, end).0, Err(ErrorCode::TokenExpired));
        // Its first second is `now`, less what the clocks may differ.
        let early = judge(Some(&token), keys, &policy, now - leeway - 1).0;
        prop_assert_eq!(early, Err(ErrorCode::TokenNotYetValid));
    }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn a_trace_and_a_judgement_never_disagree(token in tokens()) {
        let (judged, reports) = judge(token.as_deref(), keys(), &policy(LIFETIME, 0), NOW);
        refused_by(&reports, judged.err());
    }
}

/// So that the test above means something. Always the same tokens, so that it
/// never fails by chance.
#[test]
fn the_tokens_at_random_fail_each_check_and_pass_all_of_them() {
    let mut runner = TestRunner::deterministic();
    let mut failed = vec![0; Check::ALL.len()];
    let mut accepted = 0;
    let tokens = tokens();
    for _ in 0..1000 {
        let token = tokens.new_tree(&mut runner).unwrap().current();
        let (judged, reports) = judge(token.as_deref(), keys(), &policy(LIFETIME, 0), NOW);
        match refused_by(&reports, judged.err()) {
            Some(check) => failed[check as usize] += 1,
            None => accepted += 1,
        }
    }
    assert!(accepted > 0);
    for (check, times) in Check::ALL.iter().zip(failed) {
        assert!(times > 0, "no token fails {check}");
    }
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn a_claim_with_another_value_is_refused_unless_we_could_have_meant_it(
        name in prop::sample::select(&CLAIMS),
        value in values(),
        leeway in 0..=5_i64,
    ) {
        let mut claims = claims();
        claims[name] = value;
        let header = json!({"alg": "HS256", "kid": keys().signing_key().kid(), "typ": TYPE});
        let token = sign(&header.to_string(), &claims.to_string());
        prop_assert!(token.len() <= MAX_BYTES);
        let judged = judge(Some(&token), keys(), &policy(LIFETIME, leeway), NOW).0;
        match judged {
            Ok(read) => {
                prop_assert!(is_ours(&claims, leeway), "accepted {claims}");
                prop_assert_eq!(read, serde_json::from_value(claims).unwrap());
            }
            Err(code) => prop_assert!(!is_ours(&claims, leeway), "{code}: {claims}"),
        }
    }
}

/// The rules for claims once more, read off the contract and written without the
/// verifier.
fn is_ours(claims: &Value, leeway: i64) -> bool {
    let text = |name: &str| claims[name].as_str().filter(|text| !text.is_empty());
    let time = |name: &str| claims[name].as_i64().filter(|time| *time >= 0);
    let (Some(exp), Some(nbf), Some(iat), Some(auth_time)) =
        (time("exp"), time("nbf"), time("iat"), time("auth_time"))
    else {
        return false;
    };
    let times = exp > NOW - leeway
        && nbf <= NOW + leeway
        && iat <= NOW + leeway
        && i128::from(exp) - i128::from(iat) <= i128::from(LIFETIME)
        && i128::from(auth_time) <= i128::from(iat) + i128::from(leeway);
    let texts = text("iss") == Some(ISSUER)
        && text("aud") == Some(AUDIENCE)
        && matches!(text("role"), Some("user" | "admin"))
        && ["sub", "jti", "sid", "scope"]
            .iter()
            .all(|name| text(name).is_some());
    let taken_back = text("sid") == Some(ENDED_SESSION) || text("sub") == Some(DISABLED_USER);
    times && texts && !taken_back
}
