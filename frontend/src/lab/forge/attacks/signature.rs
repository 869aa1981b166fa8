//! Attacks by one who has no key, and changes what anybody can change.

use shared::error::ErrorCode;
use shared::trace::Check;

use super::{Attack, Expected, Id};
use crate::lab::crypto::{Key, generate};
use crate::lab::forge::bench::{Bench, Forged, Signature, Snag};

const EXPECTED: Expected = Expected::by(Check::Signature, ErrorCode::TokenSignatureInvalid);

pub(super) static ATTACKS: [Attack; 3] = [
    Attack {
        id: Id::PayloadChanged,
        make: |bench| Box::pin(payload_changed(bench)),
        expected: EXPECTED,
        convinces: false,
    },
    Attack {
        id: Id::SignatureCut,
        make: |bench| Box::pin(signature_cut(bench)),
        expected: EXPECTED,
        convinces: false,
    },
    Attack {
        id: Id::WrongKey,
        make: |bench| Box::pin(wrong_key(bench)),
        expected: EXPECTED,
        convinces: false,
    },
];

/// Another payload under the old signature.
async fn payload_changed(bench: Bench) -> Result<Forged, Snag> {
    let mut genuine = bench.genuine().await?;
    let changed = genuine.promote();
    let signature = genuine.token.rsplit('.').next().unwrap_or_default();
    let token = format!("{}.{signature}", genuine.signing_input());
    Ok(genuine.forged(token, [vec![], changed], Signature::Stale))
}

/// The same token without its third part.
async fn signature_cut(bench: Bench) -> Result<Forged, Snag> {
    let genuine = bench.genuine().await?;
    let (signed, _) = genuine.token.rsplit_once('.').ok_or(Snag::Unexpected)?;
    let token = format!("{signed}.");
    Ok(genuine.forged(token, [vec![], vec![]], Signature::Cut))
}

/// Right in everything, signed with a key that this browser has just made.
async fn wrong_key(bench: Bench) -> Result<Forged, Snag> {
    let mut genuine = bench.genuine().await?;
    let changed = genuine.promote();
    let alg = genuine.alg()?;
    let own = generate(alg).await?;
    let token = genuine.signed(alg, &Key::Jwk(own.private_jwk)).await?;
    Ok(genuine.forged(token, [vec![], changed], Signature::Attackers))
}
