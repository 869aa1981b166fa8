//! Genuine tokens that were made for something else.

use shared::error::ErrorCode;
use shared::lab::forge::Flaw;
use shared::trace::Check;

use super::{Attack, Expected, Id};
use crate::api;
use crate::lab::forge::bench::{Bench, Forged, Signature, Snag};

pub(super) static ATTACKS: [Attack; 3] = [
    Attack {
        id: Id::Link,
        make: |bench| Box::pin(of_type(bench, Flaw::Link)),
        expected: Expected::by(Flaw::Link.check(), Flaw::Link.code()),
        convinces: true,
    },
    Attack {
        id: Id::ForeignType,
        make: |bench| Box::pin(of_type(bench, Flaw::ForeignType)),
        expected: Expected::by(Flaw::ForeignType.check(), Flaw::ForeignType.code()),
        convinces: true,
    },
    Attack {
        id: Id::RefreshAsAccess,
        make: |bench| Box::pin(refresh_token(bench)),
        expected: Expected::by(Check::Parts, ErrorCode::TokenMalformed),
        convinces: false,
    },
];

/// A token of another type, which the same key signed.
async fn of_type(bench: Bench, flaw: Flaw) -> Result<Forged, Snag> {
    let token = api::forge::flawed_token(&bench.auth.client(), flaw).await?;
    Ok(Forged::new(token, [vec!["typ"], vec![]], Signature::Real))
}

/// A refresh token where an access token belongs. Browsers never see their own,
/// so it is that of a session to be spent.
async fn refresh_token(bench: Bench) -> Result<Forged, Snag> {
    let (access, refresh) = bench.throwaway().await?;
    let forged = Forged::new(refresh, [vec![], vec![]], Signature::Opaque);
    Ok(Forged {
        spent: vec![access],
        ..forged
    })
}
