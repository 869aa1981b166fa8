//! Tokens that the real key signed and that are wrong all the same. Only the
//! server can make them, so it does, on purpose.

use shared::lab::forge::Flaw;

use super::{Attack, Expected, Id, Making};
use crate::api;
use crate::lab::forge::bench::{Bench, Forged, Signature, Snag};

pub(super) static ATTACKS: [Attack; 8] = [
    Attack {
        // What most libraries look at unasked.
        convinces: false,
        ..by(Id::Expired, Flaw::Expired, |bench| {
            Box::pin(flawed(bench, Flaw::Expired, "exp"))
        })
    },
    by(Id::NotYetValid, Flaw::NotYetValid, |bench| {
        Box::pin(flawed(bench, Flaw::NotYetValid, "nbf"))
    }),
    by(Id::FromTheFuture, Flaw::FromTheFuture, |bench| {
        Box::pin(flawed(bench, Flaw::FromTheFuture, "iat"))
    }),
    by(Id::TooLongLived, Flaw::TooLongLived, |bench| {
        Box::pin(flawed(bench, Flaw::TooLongLived, "exp"))
    }),
    by(Id::NeverExpires, Flaw::NeverExpires, |bench| {
        Box::pin(flawed(bench, Flaw::NeverExpires, "exp"))
    }),
    by(Id::ForeignIssuer, Flaw::ForeignIssuer, |bench| {
        Box::pin(flawed(bench, Flaw::ForeignIssuer, "iss"))
    }),
    by(Id::ForeignAudience, Flaw::ForeignAudience, |bench| {
        Box::pin(flawed(bench, Flaw::ForeignAudience, "aud"))
    }),
    by(Id::MissingClaim, Flaw::MissingClaim, |bench| {
        Box::pin(flawed(bench, Flaw::MissingClaim, "sid"))
    }),
];

const fn by(id: Id, flaw: Flaw, make: fn(Bench) -> Making) -> Attack {
    Attack {
        id,
        make,
        expected: Expected::by(flaw.check(), flaw.code()),
        convinces: true,
    }
}

async fn flawed(bench: Bench, flaw: Flaw, claim: &'static str) -> Result<Forged, Snag> {
    let token = api::forge::flawed_token(&bench.auth.client(), flaw).await?;
    let changed = [vec![], vec![claim]];
    Ok(Forged::new(token, changed, Signature::Real))
}
