//! Attacks on a verifier that lets the token say by what algorithm it is to be
//! checked (RFC 8725 §2.1).

use serde_json::Value;
use shared::endpoint;
use shared::error::ErrorCode;
use shared::lab::forge::{CARELESS_KEYS, CarelessKeys};
use shared::trace::Check;

use super::{Attack, Expected, Id, Making};
use crate::api::experiment::{Experiment, Method};
use crate::lab::crypto::{Alg, Key, generate, public_pem};
use crate::lab::forge::bench::{Bench, Forged, Note, Signature, Snag};

const EXPECTED: Expected = Expected::by(Check::Algorithm, ErrorCode::TokenAlgorithmRejected);

pub(super) static ATTACKS: [Attack; 6] = [
    none(Id::None, |bench| Box::pin(unsigned(bench, "none"))),
    none(Id::NoneCapital, |bench| Box::pin(unsigned(bench, "None"))),
    none(Id::NoneUpper, |bench| Box::pin(unsigned(bench, "NONE"))),
    none(Id::NoneMixed, |bench| Box::pin(unsigned(bench, "nOnE"))),
    Attack {
        id: Id::OtherAlgorithm,
        make: |bench| Box::pin(other_algorithm(bench)),
        expected: EXPECTED,
        convinces: false,
    },
    Attack {
        id: Id::PublicKeyAsSecret,
        make: |bench| Box::pin(public_key_as_secret(bench)),
        expected: EXPECTED,
        convinces: true,
    },
];

const fn none(id: Id, make: fn(Bench) -> Making) -> Attack {
    Attack {
        id,
        make,
        expected: EXPECTED,
        convinces: true,
    }
}

/// No signature, and a header that says that there need not be one.
async fn unsigned(bench: Bench, alg: &str) -> Result<Forged, Snag> {
    let mut genuine = bench.genuine().await?;
    let changed = genuine.promote();
    genuine.set_header("alg", alg);
    let token = format!("{}.", genuine.signing_input());
    Ok(genuine.forged(token, [vec!["alg"], changed], Signature::Cut))
}

/// The server's key by its id, and an algorithm that it is not for.
async fn other_algorithm(bench: Bench) -> Result<Forged, Snag> {
    let mut genuine = bench.genuine().await?;
    let changed = genuine.promote();
    let alg = match genuine.alg()? {
        Alg::Es256 => Alg::Rs256,
        _ => Alg::Es256,
    };
    genuine.set_header("alg", alg.as_str());
    let own = generate(alg).await?;
    let token = genuine.signed(alg, &Key::Jwk(own.private_jwk)).await?;
    Ok(genuine.forged(token, [vec!["alg"], changed], Signature::Attackers))
}

/// HS256, with the text of an RSA public key for its secret: the server's own if
/// it has one, or else the colleague's.
async fn public_key_as_secret(bench: Bench) -> Result<Forged, Snag> {
    let mut genuine = bench.genuine().await?;
    let changed = genuine.promote();
    let servers_alg = genuine.alg()?;
    let (kid, pem, expected, note) = match servers_key().await? {
        Some((kid, jwk)) => (kid, public_pem(&jwk).await?, None, Note::ServersKey),
        None => {
            let keys: CarelessKeys = Experiment::new(Method::GET, CARELESS_KEYS).fetch().await?;
            let kid = keys.jwk.get("kid").and_then(Value::as_str);
            let note = Note::ColleaguesKey(servers_alg.as_str().to_owned());
            // This server does not know that key, and so does not get as far.
            let expected = Expected::by(Check::Key, ErrorCode::TokenKeyUnknown);
            let kid = kid.ok_or(Snag::Unexpected)?.to_owned();
            (kid, keys.pem, Some(expected), note)
        }
    };
    let header = match note {
        Note::ServersKey => vec!["alg"],
        _ => vec!["alg", "kid"],
    };
    genuine.set_header("alg", "HS256");
    genuine.set_header("kid", kid);
    let secret = Key::Secret(pem.into_bytes());
    let token = genuine.signed(Alg::Hs256, &secret).await?;
    let forged = genuine.forged(token, [header, changed], Signature::PublicKey);
    Ok(Forged {
        expected,
        note: Some(note),
        ..forged
    })
}

/// An RSA key that the server publishes: its id, and the key as JSON.
async fn servers_key() -> Result<Option<(String, String)>, Snag> {
    let set = Experiment::new(Method::GET, endpoint::JWKS);
    let set: Value = set.fetch().await?;
    let keys = set.get("keys").and_then(Value::as_array);
    let mut keys = keys.into_iter().flatten();
    let found = keys.find_map(|key| {
        let text = |name: &str| key.get(name).and_then(Value::as_str);
        let kid = text("kid").filter(|_| text("kty") == Some("RSA"))?;
        Some((kid.to_owned(), key.to_string()))
    });
    Ok(found)
}
