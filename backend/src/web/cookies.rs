//! The two cookies, and how they are kept from everybody but us.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

/// How our cookies are named and marked.
///
/// `HttpOnly`: no script reads them. `SameSite=Strict`: no other site sends them.
/// `__Host-` (RFC 6265bis §4.1.3): no subdomain and no plain-http page can plant
/// one of that name. Browsers take the prefix over https only, so development on
/// a plain loopback address does without.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    is_https: bool,
}

impl Cookies {
    /// For a server that browsers reach at this address.
    #[must_use]
    pub fn new(public_url: &str) -> Self {
        Self {
            is_https: public_url.starts_with("https://"),
        }
    }

    /// The name of the one with the access token.
    #[must_use]
    pub fn access_name(self) -> &'static str {
        if self.is_https {
            "__Host-access_token"
        } else {
            "access_token"
        }
    }

    /// The name of the one with the refresh token.
    #[must_use]
    pub fn refresh_name(self) -> &'static str {
        if self.is_https {
            "__Host-refresh_token"
        } else {
            "refresh_token"
        }
    }

    /// A cookie with the access token, for so many seconds.
    #[must_use]
    pub fn access(self, token: String, seconds: i64) -> Cookie<'static> {
        self.make(self.access_name(), token, seconds)
    }

    /// A cookie with the refresh token, for so many seconds.
    #[must_use]
    pub fn refresh(self, token: String, seconds: i64) -> Cookie<'static> {
        self.make(self.refresh_name(), token, seconds)
    }

    /// Both, emptied: with them the browser forgets what it has.
    #[must_use]
    pub fn cleared(self) -> [Cookie<'static>; 2] {
        [self.access_name(), self.refresh_name()].map(|name| self.make(name, String::new(), 0))
    }

    fn make(self, name: &'static str, value: String, seconds: i64) -> Cookie<'static> {
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .secure(self.is_https)
            .same_site(SameSite::Strict)
            .max_age(Duration::seconds(seconds))
            .finish()
    }

    /// The refresh token that came with a request.
    #[must_use]
    pub fn refresh_of(self, request: &HttpRequest) -> Option<String> {
        let cookie = request.cookie(self.refresh_name())?;
        Some(cookie.value().to_owned())
    }
}
