//! Simple Web Token (draft 0.9.5.1, 2009, of the OAuth WRAP family): the pairs of
//! a web form, and an HMAC over them as the last pair.
//!
//! The draft reserves four names: `Issuer`, `Audience`, `ExpiresOn` and
//! `HMACSHA256`. The others are what both sides agree on; here they are called as
//! in a JWT. There is no header, hence no choice of algorithm to be abused, and
//! no public key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::lab::formats::Identity;
use url::form_urlencoded::Serializer;

use super::keys::Keys;

/// The token. What is signed is the text of the pairs before the last `&`.
pub(super) fn write(identity: &Identity, keys: &Keys) -> String {
    let signed = Serializer::new(String::new())
        .append_pair("Issuer", &identity.iss)
        .append_pair("Audience", &identity.aud)
        .append_pair("ExpiresOn", &identity.exp.to_string())
        .append_pair("sub", &identity.sub)
        .append_pair("iat", &identity.iat.to_string())
        .append_pair("auth_time", &identity.auth_time.to_string())
        .append_pair("role", identity.role.as_str())
        .finish();
    let mac = STANDARD.encode(keys.hmac(signed.as_bytes()));
    Serializer::new(signed)
        .append_pair("HMACSHA256", &mac)
        .finish()
}
