//! Reading a token without believing it.
//!
//! A JWT is encoded, not encrypted: whoever holds it can read it, and so can
//! this module, in the browser, without a key. What it returns has been checked
//! by nobody. To *decide* anything by a token is the server's business, and
//! there `auth::access_token` is the only way.
//!
//! ```
//! // The token of RFC 7519 §3.1: nobody needs its key to read it.
//! let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9\
//!     .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
//!     .dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
//!
//! let read = shared::unverified::decode(token).expect("three parts");
//! assert_eq!(read.header["alg"], "HS256");
//! assert_eq!(read.claims["iss"], "joe");
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// A token taken apart, and nothing more.
#[derive(Debug, Clone, PartialEq)]
pub struct UnverifiedToken {
    /// The JOSE header, as it claims to be.
    pub header: Map<String, Value>,
    /// The claims set, as it claims to be.
    pub claims: Map<String, Value>,
}

/// The three parts as they stand in the token, the dots left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'a> {
    /// Before the first dot.
    pub header: &'a str,
    /// Between the dots.
    pub payload: &'a str,
    /// After the second dot.
    pub signature: &'a str,
}

/// Splits a token at its two dots; `None` if there are not exactly two.
#[must_use]
pub fn split(token: &str) -> Option<Parts<'_>> {
    let mut parts = token.split('.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(Parts {
        header,
        payload,
        signature,
    })
}

/// Decodes header and claims; `None` if either is not a JSON object in
/// base64url.
#[must_use]
pub fn decode(token: &str) -> Option<UnverifiedToken> {
    let parts = split(token)?;
    Some(UnverifiedToken {
        header: decode_object(parts.header)?,
        claims: decode_object(parts.payload)?,
    })
}

fn decode_object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_specification_can_be_read_by_anyone() {
        // RFC 7519 §3.1.
        let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9\
            .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
            .dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let token = decode(token).unwrap();
        assert_eq!(token.header["alg"], "HS256");
        assert_eq!(token.claims["iss"], "joe");
    }

    #[test]
    fn what_is_not_a_token_is_none() {
        for text in ["", "a", "a.b", "a.b.c", "a.b.c.d", "e30.e30", "e30.W10.x"] {
            assert_eq!(decode(text), None, "{text:?}");
        }
        assert!(decode("e30.e30.").is_some());
    }
}
