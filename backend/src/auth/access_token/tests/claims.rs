//! What a genuine token has to say, and what may have happened since.

use super::*;

#[test]
fn a_token_ends_at_the_second_of_its_expiry() {
    let at = |exp| {
        judge(&sign(
            &header().to_string(),
            &with(claims(), "exp", json!(exp)),
        ))
    };
    assert!(at(NOW + 1).is_ok());
    assert_eq!(at(NOW), Err(ErrorCode::TokenExpired));
    assert_eq!(at(NOW - 1), Err(ErrorCode::TokenExpired));
    assert_eq!(at(NOW + 901), Err(ErrorCode::TokenClaimsRejected));
}

#[test]
fn leeway_moves_the_bounds_by_itself_and_no_further() {
    let policy = Policy {
        leeway: Duration::from_secs(5),
        ..policy()
    };
    let judge = |claims: &str| judge_by(&policy, &sign(&header().to_string(), claims));
    assert!(judge(&with(claims(), "exp", json!(NOW - 4))).is_ok());
    assert_eq!(
        judge(&with(claims(), "exp", json!(NOW - 5))),
        Err(ErrorCode::TokenExpired)
    );
    assert!(judge(&with(claims(), "nbf", json!(NOW + 5))).is_ok());
    assert_eq!(
        judge(&with(claims(), "nbf", json!(NOW + 6))),
        Err(ErrorCode::TokenNotYetValid)
    );
}

#[test]
fn a_token_from_the_future_is_not_yet_valid() {
    for name in ["nbf", "iat"] {
        assert_eq!(
            refusal_of_claims(&with(claims(), name, json!(NOW + 1))),
            ErrorCode::TokenNotYetValid
        );
    }
}

#[test]
fn a_token_for_or_from_somebody_else_is_refused() {
    assert_eq!(
        refusal_of_claims(&with(claims(), "iss", json!("http://localhost:8080/"))),
        ErrorCode::TokenIssuerRejected
    );
    assert_eq!(
        refusal_of_claims(&with(claims(), "aud", json!("other-api"))),
        ErrorCode::TokenAudienceRejected
    );
}

#[test]
fn every_claim_is_required_and_has_one_type() {
    for name in claims().as_object().unwrap().keys() {
        let missing = without(claims(), name);
        assert_eq!(
            refusal_of_claims(&missing),
            ErrorCode::TokenClaimsRejected,
            "{name}"
        );
        for odd in [
            json!(null),
            json!(""),
            json!([]),
            json!({}),
            json!(true),
            json!(["http://localhost:8080"]),
        ] {
            let claims = with(claims(), name, odd);
            assert_eq!(
                refusal_of_claims(&claims),
                ErrorCode::TokenClaimsRejected,
                "{name}"
            );
        }
    }
}

#[test]
fn a_time_that_is_no_whole_number_of_seconds_is_refused() {
    for name in ["exp", "nbf", "iat", "auth_time"] {
        for odd in [
            json!("1795000900"),
            json!(-1),
            json!(1e18),
            json!(u64::MAX),
            json!(1.5),
        ] {
            let claims = with(claims(), name, odd.clone());
            assert_eq!(
                refusal_of_claims(&claims),
                ErrorCode::TokenClaimsRejected,
                "{name} {odd}"
            );
        }
    }
}

#[test]
fn a_role_that_does_not_exist_is_refused() {
    assert_eq!(
        refusal_of_claims(&with(claims(), "role", json!("root"))),
        ErrorCode::TokenClaimsRejected
    );
}

#[test]
fn without_a_token_there_is_nothing_to_judge() {
    let judge = Judge {
        keys: &keys(),
        policy: &policy(),
        revocations: &Revocations::default(),
        now: NOW,
    };
    let judged = verify(None, judge, &mut Unwatched);
    assert_eq!(judged, Err(ErrorCode::TokenMissing));
}

#[test]
fn what_was_taken_back_is_refused_though_it_has_not_expired() {
    let (keys, policy, revocations) = (keys(), policy(), Revocations::default());
    let token = issue(&keys, &policy, &subject(), NOW).unwrap();
    let judged = || {
        let judge = Judge {
            keys: &keys,
            policy: &policy,
            revocations: &revocations,
            now: NOW,
        };
        verify(Some(&token), judge, &mut Unwatched).map(drop)
    };
    let forget_at = policy.last_token_expires(NOW);
    assert_eq!(forget_at, NOW + 900);
    let lenient = Policy {
        leeway: Duration::from_secs(5),
        ..policy.clone()
    };
    assert_eq!(lenient.last_token_expires(NOW), NOW + 905);
    revocations.end_session("another session", forget_at, NOW);
    revocations.user_became("another user", None, forget_at, NOW);
    revocations.user_became("u1", Some(Role::Admin), forget_at, NOW);
    assert_eq!(judged(), Ok(()));
    for now_is in [Some(Role::User), None] {
        revocations.user_became("u1", now_is, forget_at, NOW);
        assert_eq!(judged(), Err(ErrorCode::TokenRevoked));
    }
    revocations.user_became("u1", Some(Role::Admin), forget_at, NOW);
    revocations.end_session("s1", forget_at, NOW);
    assert_eq!(judged(), Err(ErrorCode::TokenRevoked));
}

#[test]
fn nobody_gave_the_password_after_the_token_was_signed() {
    let at = |auth_time| refusal_or_ok(&with(claims(), "auth_time", json!(auth_time)));
    assert_eq!(at(NOW), Ok(()));
    assert_eq!(at(NOW + 1), Err(ErrorCode::TokenClaimsRejected));
}

fn refusal_or_ok(claims: &str) -> Result<(), ErrorCode> {
    judge(&sign(&header().to_string(), claims)).map(drop)
}

#[test]
fn the_longest_token_that_is_looked_at_has_4096_bytes() {
    let long = |bytes: usize| {
        let empty = sign(&header().to_string(), &with(claims(), "pad", json!("")));
        let mut pad = (bytes - empty.len()) / 4 * 3;
        loop {
            let token = sign(
                &header().to_string(),
                &with(claims(), "pad", json!("x".repeat(pad))),
            );
            if token.len() >= bytes {
                return token;
            }
            pad += 1;
        }
    };
    assert_eq!(long(4096).len(), 4096);
    assert!(judge(&long(4096)).is_ok());
    // No base64url text has 4097 characters less those of the other parts.
    assert_eq!(long(4097).len(), 4098);
    assert_eq!(judge(&long(4097)), Err(ErrorCode::TokenMalformed));
}

#[test]
fn a_trace_shows_no_more_of_a_foreign_text_than_fits_a_line() {
    let long = "x".repeat(2500);
    let bad_header = with(header(), &long, json!(1));
    let bad_kid = with(header(), "kid", json!(long));
    let strange = with(with_value(claims(), "sid", &long), "sub", json!("u1"));
    for (header, claims) in [
        (bad_header, claims().to_string()),
        (bad_kid, claims().to_string()),
        (header().to_string(), with(claims(), "iss", json!(long))),
        (header().to_string(), with(claims(), "sub", json!(long))),
        (header().to_string(), strange),
    ] {
        let mut trace = Trace::default();
        let judge = Judge {
            keys: &keys(),
            policy: &policy(),
            revocations: &Revocations::default(),
            now: NOW,
        };
        let _ = verify(Some(&sign(&header, &claims)), judge, &mut trace);
        for report in trace.into_reports(Check::ALL) {
            assert!(report.saw.len() < 120, "{report:?}");
        }
    }
}

fn with_value(mut object: Value, name: &str, value: &str) -> Value {
    object[name] = json!(value);
    object
}
