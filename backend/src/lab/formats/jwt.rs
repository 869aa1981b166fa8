//! JSON Web Token (RFC 7519), written by hand to show how little there is to it:
//! two JSON objects in base64url, and a signature over both.
//!
//! The server's access tokens are made by a library, in `auth::access_token`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use shared::lab::formats::Identity;

use super::keys::{Keys, NoRandomness};

/// Signed with the secret (RFC 7518 §3.2).
pub(super) fn hs256(identity: &Identity, keys: &Keys) -> String {
    let signed = signing_input("HS256", identity);
    let signature = keys.hmac(signed.as_bytes());
    join(&signed, &signature)
}

/// Signed with the private half of the pair (RFC 7518 §3.3).
pub(super) fn rs256(identity: &Identity, keys: &Keys) -> Result<String, NoRandomness> {
    let signed = signing_input("RS256", identity);
    let signature = keys.rsa(signed.as_bytes())?;
    Ok(join(&signed, &signature))
}

/// What the signature is over: the text as it will be sent, and not the JSON in
/// it, so that nobody has to agree on how JSON is spelled (RFC 7515 §5.1).
fn signing_input(alg: &str, identity: &Identity) -> String {
    let header = json!({ "alg": alg, "typ": "JWT" });
    let payload = serde_json::to_vec(identity).expect("texts and numbers always serialize");
    let header = URL_SAFE_NO_PAD.encode(header.to_string());
    format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload))
}

fn join(signed: &str, signature: &[u8]) -> String {
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
