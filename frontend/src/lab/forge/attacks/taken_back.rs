//! Tokens that were good once, and are kept by one who should not have them.

use shared::auth::TokenResponse;
use shared::endpoint;
use shared::error::ErrorCode;
use shared::lab::forge::{REFRESH, ThrowawayRefresh};
use shared::trace::Check;

use super::{Attack, Expected, Id};
use crate::api::experiment::{Experiment, Method};
use crate::lab::forge::bench::{Bench, Door, Forged, Signature, Snag, both};

pub(super) static ATTACKS: [Attack; 2] = [
    Attack {
        id: Id::Revoked,
        make: |bench| Box::pin(logged_out(bench)),
        expected: Expected::by(Check::Session, ErrorCode::TokenRevoked),
        convinces: true,
    },
    Attack {
        id: Id::Replayed,
        make: |bench| Box::pin(replayed(bench)),
        expected: Expected {
            code: ErrorCode::RefreshTokenReused,
            check: None,
        },
        convinces: true,
    },
];

/// The access token of a session that has just been logged out.
async fn logged_out(bench: Bench) -> Result<Forged, Snag> {
    let (access, _) = bench.throwaway().await?;
    let log_out = Experiment::new(Method::POST, endpoint::LOGOUT).bearer(&access);
    if log_out.send().await.status() != Some(204) {
        return Err(Snag::Unexpected);
    }
    let changed = [vec![], vec!["sid"]];
    Ok(Forged::new(access, changed, Signature::Real))
}

/// The first refresh token of a session that has been renewed twice since. (Its
/// immediate successor may still come, for a few seconds: an answer gets lost.)
async fn replayed(bench: Bench) -> Result<Forged, Snag> {
    let (_, first) = bench.throwaway().await?;
    let (_, second) = renew(&first).await?;
    let (access, _) = renew(&second).await?;
    let forged = Forged::new(first, [vec![], vec![]], Signature::Opaque);
    Ok(Forged {
        door: Door::Refresh,
        aftermath: Some(access.clone()),
        spent: vec![access],
        ..forged
    })
}

async fn renew(refresh_token: &str) -> Result<(String, String), Snag> {
    let refresh_token = refresh_token.to_owned();
    let request = Experiment::new(Method::POST, REFRESH).json(&ThrowawayRefresh { refresh_token });
    both(request.fetch::<TokenResponse>().await?)
}
