//! A form body, as OAuth asks for one (RFC 6749 §3.2): each parameter once.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use shared::error::ErrorCode;
use shared::oauth::OAuthError;
use url::form_urlencoded;

use super::json::{is_of_type, read};
use crate::error::Error;

/// The parameters by name. One without a value counts as left out.
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// The value of a parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl FromRequest for Form {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_form = is_of_type(request, "application/x-www-form-urlencoded");
        let payload = payload.take();
        Box::pin(async move {
            if !is_form {
                return Err(ErrorCode::UnsupportedMediaType.into());
            }
            let body = read(payload).await?;
            let form = parse(&body).ok_or(Error::OAuth(OAuthError::InvalidRequest))?;
            Ok(Self(form))
        })
    }
}

/// `None` where a parameter occurs twice: of two scopes, one part of a system might
/// check the first and another grant the second.
fn parse(body: &[u8]) -> Option<BTreeMap<String, String>> {
    // In the parser's hands other bytes would turn into a question mark.
    std::str::from_utf8(body).ok()?;
    let mut form = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        if form.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    form.retain(|_, value| !value.is_empty());
    Some(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_parameter_comes_once_and_an_empty_one_not_at_all() {
        let form = parse(b"a=1&b=x+y%26&c=").unwrap();
        assert_eq!(form["a"], "1");
        assert_eq!(form["b"], "x y&");
        assert!(!form.contains_key("c"));
        for twice in ["a=1&a=1", "a=1&a=2", "a=1&%61=2", "a=&a=1"] {
            assert!(parse(twice.as_bytes()).is_none(), "{twice}");
        }
        assert!(parse(b"a=\xff").is_none());
    }
}
