//! Who a service says it is, and its secret (RFC 6749 §2.3.1, RFC 7617).

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use url::form_urlencoded;

/// Neither of them checked.
pub struct BasicCredentials {
    /// The id that was given.
    pub unverified_id: String,
    /// The secret that was given.
    pub secret: SecretString,
}

/// Those of the one `Authorization: Basic` header; `None` where there is none, or
/// two, or one that is written in another way.
#[must_use]
pub fn credentials_of(request: &HttpRequest) -> Option<BasicCredentials> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let (Some(header), None) = (headers.next(), headers.next()) else {
        return None;
    };
    parse(header.to_str().ok()?)
}

fn parse(header: &str) -> Option<BasicCredentials> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim_start()).ok()?;
    let (id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some(BasicCredentials {
        unverified_id: form_decoded(id)?,
        secret: SecretString::from(form_decoded(secret)?),
    })
}

/// Each was written as in a form before the two were joined, which is OAuth's own
/// addition: so that either may hold a colon.
fn form_decoded(text: &str) -> Option<String> {
    let pair = format!("_={}", text.replace('&', "%26"));
    let mut pairs = form_urlencoded::parse(pair.as_bytes()).map(|(_, value)| value);
    pairs.next().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn of(text: &str) -> Option<(String, String)> {
        let header = format!("Basic {}", STANDARD.encode(text));
        let found = parse(&header)?;
        Some((found.unverified_id, found.secret.expose_secret().to_owned()))
    }

    #[test]
    fn both_parts_are_written_as_in_a_form() {
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(of("id:secret"), pair("id", "secret"));
        assert_eq!(of("a%3Ab:c%25+d&e=f"), pair("a:b", "c% d&e=f"));
        assert_eq!(of("id:a:b"), pair("id", "a:b"));
        assert_eq!(of("id:"), pair("id", ""));
        assert_eq!(of("id"), None);
        for odd in ["Basic", "Basic !", "Bearer aWQ6c2VjcmV0", "aWQ6c2VjcmV0"] {
            assert!(parse(odd).is_none(), "{odd}");
        }
        assert!(parse("basic aWQ6c2VjcmV0").is_some());
    }
}
