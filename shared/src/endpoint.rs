//! The paths of the API, named once for the router, the client and the tests.

/// 200 while the process lives.
pub const HEALTHZ: &str = "/healthz";
/// 200 when the database answers, else 503.
pub const READYZ: &str = "/readyz";
/// The public keys that verify our tokens (RFC 7517 §5); empty for HS256.
pub const JWKS: &str = "/.well-known/jwks.json";

/// POST: make an account.
pub const REGISTER: &str = "/api/auth/register";
/// POST: step 1 of the flow, user name and password for a token.
pub const LOGIN: &str = "/api/auth/login";
/// POST: end the session that the token belongs to.
pub const LOGOUT: &str = "/api/auth/logout";

/// GET: who the token says one is.
pub const ME: &str = "/api/me";
/// GET a page of one's own notes, or POST a new one.
pub const NOTES: &str = "/api/notes";
/// GET, PUT or DELETE one note; the pattern for the router.
pub const NOTE: &str = "/api/notes/{id}";

/// The path of one note, with its id in place.
///
/// The id is percent-encoded: in the browser it comes from the address bar, and
/// a `/` or `?` in it must not turn into another path.
#[must_use]
pub fn note(id: &str) -> String {
    format!("{NOTES}/{}", encode(id))
}

/// The path of a page of notes that follows `cursor`, `limit` notes long.
#[must_use]
pub fn notes(limit: u32, cursor: Option<&str>) -> String {
    match cursor {
        None => format!("{NOTES}?limit={limit}"),
        Some(cursor) => format!("{NOTES}?limit={limit}&cursor={}", encode(cursor)),
    }
}

/// Percent-encodes all but RFC 3986's unreserved characters.
///
/// ```
/// assert_eq!(shared::endpoint::encode("a b/令"), "a%20b%2F%E4%BB%A4");
/// ```
#[must_use]
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_id_cannot_climb_to_another_path() {
        assert_eq!(note("../me?x=1"), "/api/notes/..%2Fme%3Fx%3D1");
    }
}
