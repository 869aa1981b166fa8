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
/// POST: a new access token for a refresh token.
pub const REFRESH: &str = "/api/auth/refresh";
/// POST: the password once more, for what asks for a recent one.
pub const STEP_UP: &str = "/api/auth/step-up";
/// POST: change the password.
pub const PASSWORD: &str = "/api/auth/password";
/// POST: have a link sent for a forgotten password.
pub const PASSWORD_RESET: &str = "/api/auth/password-reset";
/// POST: set another password by that link.
pub const PASSWORD_RESET_CONFIRM: &str = "/api/auth/password-reset/confirm";

/// POST: a token for another API, for the one that speaks to this one.
pub const EXCHANGE: &str = "/api/auth/exchange";
/// POST: a token for a service (RFC 6749 §3.2).
pub const OAUTH_TOKEN: &str = "/oauth/token";

/// GET: on the resource server, a report for whoever has a token for it.
pub const REPORT_SUMMARY: &str = "/reports/summary";
/// GET: on the resource server, in development, the requests that it saw.
pub const SEEN: &str = "/seen";

/// GET one's own sessions; DELETE all but the current one
/// (`?keep_current=true`), or all.
pub const SESSIONS: &str = "/api/sessions";
/// DELETE one of them; the pattern for the router.
pub const SESSION: &str = "/api/sessions/{id}";

/// GET who the token says one is, PATCH it, or DELETE the account.
pub const ME: &str = "/api/me";
/// GET a page of one's own notes, or POST a new one.
pub const NOTES: &str = "/api/notes";
/// GET, PUT or DELETE one note; the pattern for the router.
pub const NOTE: &str = "/api/notes/{id}";

/// POST: make a link to a note; the pattern for the router.
pub const NOTE_LINKS: &str = "/api/notes/{id}/links";
/// GET: download a note by its link; the pattern for the router.
pub const LINK: &str = "/api/links/{token}";

/// GET a page of all users, for admins.
pub const ADMIN_USERS: &str = "/api/admin/users";
/// PATCH one user; the pattern for the router.
pub const ADMIN_USER: &str = "/api/admin/users/{id}";
/// POST: end all sessions of a user; the pattern for the router.
pub const ADMIN_USER_REVOKE: &str = "/api/admin/users/{id}/revoke";
/// GET a page of the audit log, for admins.
pub const ADMIN_EVENTS: &str = "/api/admin/events";
/// GET what this list says, as an OpenAPI document; not in production.
pub const OPENAPI: &str = "/api/openapi.json";
/// GET the same as a page to read and to try out; not in production.
pub const DOCS: &str = "/api/docs";
/// GET the mails that the server has written, in development only.
pub const OUTBOX: &str = "/api/dev/outbox";

/// The path of one session.
#[must_use]
pub fn session(id: &str) -> String {
    format!("{SESSIONS}/{}", encode(id))
}

/// The path of one user, for admins.
#[must_use]
pub fn admin_user(id: &str) -> String {
    format!("{ADMIN_USERS}/{}", encode(id))
}

/// The path that ends all sessions of a user.
#[must_use]
pub fn admin_user_revoke(id: &str) -> String {
    format!("{}/revoke", admin_user(id))
}

/// The path that makes links to a note.
#[must_use]
pub fn note_links(id: &str) -> String {
    format!("{}/links", note(id))
}

/// The path that a link leads to.
#[must_use]
pub fn link(token: &str) -> String {
    format!("/api/links/{}", encode(token))
}

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
