//! Whether a request that a cookie authorizes came from our own page.
//!
//! A browser sends cookies by itself, also for a form or a script of another
//! page. So whatever changes something on a cookie's word needs signs that no
//! other page can give.

use actix_web::HttpRequest;
use actix_web::http::header::ORIGIN;
use shared::error::ErrorCode;

/// Checks the signs: the browser's own word on where the request comes from
/// (`Sec-Fetch-Site`; where it has none, `Origin`), and a header that another
/// origin could only send after we allowed it.
///
/// # Errors
/// `csrf_rejected`.
pub fn check(request: &HttpRequest, public_url: &str) -> Result<(), ErrorCode> {
    let headers = request.headers();
    let one = |name: &str| {
        let mut values = headers.get_all(name);
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            _ => None,
        }
    };
    let is_ours = if headers.contains_key("sec-fetch-site") {
        one("sec-fetch-site") == Some("same-origin")
    } else {
        one(ORIGIN.as_str()) == Some(public_url)
    };
    if is_ours && one("x-requested-with").is_some_and(|value| !value.is_empty()) {
        Ok(())
    } else {
        Err(ErrorCode::CsrfRejected)
    }
}

/// Whether a browser sent the request, as far as it shows.
#[must_use]
pub fn is_from_browser(request: &HttpRequest) -> bool {
    request.headers().contains_key(ORIGIN) || request.headers().contains_key("sec-fetch-site")
}
