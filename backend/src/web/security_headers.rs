//! The headers that tell a browser what our answers may be used for.

use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};

use crate::config::Env;

/// The headers of every answer; made once, copied on each.
#[derive(Clone)]
pub struct SecurityHeaders {
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl SecurityHeaders {
    /// For the kind of place that the server runs in.
    #[must_use]
    pub fn new(env: Env) -> Self {
        let mut headers = vec![
            // What we call text is not to be taken for a script.
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            // No address of ours, with whatever stands in it, goes elsewhere.
            (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            // No other site gets a handle on our windows or loads our answers.
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                HeaderValue::from_static("same-origin"),
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("same-origin"),
            ),
        ];
        if env == Env::Production {
            headers.push((
                STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static("max-age=31536000; includeSubDomains"),
            ));
        }
        Self { headers }
    }

    /// Adds them to an answer. One without a policy of its own is data, and may
    /// load nothing wherever it is shown.
    pub fn add_to(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
        if !headers.contains_key(CONTENT_SECURITY_POLICY) {
            headers.insert(
                CONTENT_SECURITY_POLICY,
                HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
            );
        }
    }
}
