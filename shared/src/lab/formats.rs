//! One identity in the formats that tokens have had: what the comparison of
//! formats sends.

use serde::{Deserialize, Serialize};

use crate::claims::Role;

/// GET: who is logged in, written in every format that the server can sign.
pub const FORMATS: &str = "/api/lab/formats";

/// The audience of all of them. It is no API of this server: nothing here opens
/// anything.
pub const AUDIENCE: &str = "urn:tessera:lab:formats";

/// What every format says, by the names of JWT, which are the shortest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Who made the token.
    pub iss: String,
    /// The id of the user.
    pub sub: String,
    /// Whom it is meant for.
    pub aud: String,
    /// When it was made, in seconds since 1970 UTC.
    pub iat: i64,
    /// From when on it is not valid any more.
    pub exp: i64,
    /// When the user last gave the password.
    pub auth_time: i64,
    /// What kind of user.
    pub role: Role,
}

/// The tokens, byte for byte, and what to check them with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Formats {
    /// What all of them say.
    pub identity: Identity,
    /// JSON Web Token, signed with HMAC-SHA256 (RFC 7519, RFC 7515).
    pub jwt_hs256: String,
    /// JSON Web Token, signed with RSA.
    pub jwt_rs256: String,
    /// Simple Web Token, version 0.9.5.1 of the draft.
    pub swt: String,
    /// SAML 2.0 assertion with an enveloped XML signature, in canonical form.
    pub saml: String,
    /// What verifies them.
    pub keys: VerifyingKeys,
}

/// What verifies the tokens. The numbers are in base64url, as in a JWK.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyingKeys {
    /// The secret of both HMACs. Whoever can check these tokens can make them:
    /// to show it is the lesson, and it is good for nothing else.
    pub hmac_secret: String,
    /// The modulus of the RSA key's public half.
    pub rsa_n: String,
    /// The exponent of it.
    pub rsa_e: String,
}
