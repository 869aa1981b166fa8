//! One request and its answer; the only user of reqwasm.
//!
//! In one place: the token is attached (step 3 of the flow), and an answer is
//! told from a refusal (steps 4 and 5). What follows from a refusal is decided
//! elsewhere.

use std::time::Duration;

use leptos::prelude::window;
use reqwasm::http::{
    Request, RequestCache, RequestCredentials, RequestMode, RequestRedirect, Response,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::error::ErrorCode;

use super::deadline::Deadline;
use super::errors::ApiError;
use super::record::Record;

pub(super) use reqwasm::http::Method;

/// How long an answer may take, the reading of its body included.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// A good answer: its status, and its body as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    /// Why the server refused the request at first, if it did: with a new token
    /// it went through.
    pub(crate) refused_first: Option<ErrorCode>,
}

impl Answer {
    pub(super) fn decode<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_str(&self.body).map_err(|_| ApiError::Unexpected(self.status))
    }
}

/// `value` as a request's body.
pub(super) fn json<T: Serialize>(value: &T) -> Option<String> {
    // Fails for maps whose keys are not strings, and requests have none.
    serde_json::to_string(value).ok()
}

/// Sends a request, with `token` in its header if there is one. Cookies go along
/// by themselves.
pub(super) async fn send(
    method: Method,
    path: &str,
    body: Option<String>,
    token: Option<&str>,
    patience: Duration,
) -> Result<Answer, ApiError> {
    let outgoing = Outgoing::new(method, path, body, token);
    let mut record = Record::of(&outgoing, Cookies::Sent);
    let received = exchange(outgoing, Cookies::Sent, patience).await;
    record.is_over(&received);
    received.and_then(Received::judge)
}

/// Where a request may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// To the origin that this page came from, and nowhere else: neither by a
    /// mistaken path nor by following a redirect.
    Here,
    /// To another origin, if that allows this page to.
    #[cfg(feature = "lab")]
    Elsewhere,
}

impl From<Reach> for RequestMode {
    fn from(reach: Reach) -> Self {
        match reach {
            Reach::Here => Self::SameOrigin,
            #[cfg(feature = "lab")]
            Reach::Elsewhere => Self::Cors,
        }
    }
}

/// A request before it leaves.
pub(super) struct Outgoing {
    pub(super) reach: Reach,
    pub(super) method: Method,
    pub(super) path: String,
    /// Those that we set. The browser adds its own, which no script sees.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<String>,
}

impl Outgoing {
    pub(super) fn new(
        method: Method,
        path: &str,
        body: Option<String>,
        token: Option<&str>,
    ) -> Self {
        let mut headers = vec![
            ("Accept", "application/json".to_owned()),
            // A sign that no page of another origin can give unless we allow it:
            // the server wants it wherever a cookie speaks for the user.
            ("X-Requested-With", "tessera".to_owned()),
        ];
        headers.extend(token.map(|token| ("Authorization", authorization(token))));
        if body.is_some() {
            headers.push(("Content-Type", "application/json".to_owned()));
        }
        headers.extend(Record::extra_headers());
        Self {
            reach: Reach::Here,
            method,
            path: path.to_owned(),
            headers,
            body,
        }
    }
}

/// Whether the browser sends our cookies with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cookies {
    Sent,
    #[cfg(feature = "lab")]
    Kept,
}

impl From<Cookies> for RequestCredentials {
    fn from(cookies: Cookies) -> Self {
        match cookies {
            Cookies::Sent => Self::SameOrigin,
            #[cfg(feature = "lab")]
            Cookies::Kept => Self::Omit,
        }
    }
}

/// What came back, whatever it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Received {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// Sends a request and reads all of what comes back.
pub(super) async fn exchange(
    outgoing: Outgoing,
    cookies: Cookies,
    patience: Duration,
) -> Result<Received, ApiError> {
    let deadline = Deadline::start(patience);
    let mut request = Request::new(&outgoing.path)
        .method(outgoing.method)
        .mode(outgoing.reach.into())
        .credentials(cookies.into())
        .redirect(RequestRedirect::Error)
        .cache(RequestCache::NoStore)
        .abort_signal(Some(&deadline.signal()));
    for (name, value) in &outgoing.headers {
        request = request.header(name, value);
    }
    if let Some(body) = outgoing.body {
        request = request.body(body);
    }

    let received = match request.send().await {
        Ok(response) => Received::read(response).await,
        Err(error) => Err(error),
    };
    // No answer at all, or half of one.
    received.map_err(|error| {
        let name = match error {
            reqwasm::Error::JsError(error) => error.name,
            reqwasm::Error::SerdeError(_) => String::new(),
        };
        ApiError::from_fetch(&name, deadline.is_over(), window().navigator().on_line())
    })
}

impl Received {
    /// The error is that of a connection that breaks off before the end of the
    /// body.
    async fn read(response: Response) -> Result<Self, reqwasm::Error> {
        Ok(Self {
            status: response.status(),
            headers: response.headers().entries().collect(),
            body: response.text().await?,
        })
    }

    /// The value of a header, by its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Tells an answer from a refusal.
    pub(super) fn judge(self) -> Result<Answer, ApiError> {
        match self.status {
            200..=299 => Ok(Answer {
                status: self.status,
                body: self.body,
                refused_first: None,
            }),
            status => Err(ApiError::from_refusal(
                status,
                self.header("content-type"),
                &self.body,
            )),
        }
    }
}

/// The value of the `Authorization` header (RFC 6750 §2.1).
///
/// Storage is open to every script and to the developer tools, so a token can
/// be anything. A line break or a character outside ASCII cannot stand in a
/// header, and reqwasm panics on it: each becomes `?`, and the server gets to
/// say that this is no token.
pub(super) fn authorization(token: &str) -> String {
    let visible = |c: char| if c.is_ascii_graphic() { c } else { '?' };
    format!("Bearer {}", token.chars().map(visible).collect::<String>())
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    const PROBLEM: &str = r#"{"type":"http://localhost:8080/errors/token_expired",
        "title":"Token expired","status":401,"detail":"Log in again.",
        "code":"token_expired","request_id":"1"}"#;

    async fn outcome(status: u16, content_type: &str, body: &str) -> Result<Answer, ApiError> {
        let headers = web_sys::Headers::new().unwrap();
        headers.set("Content-Type", content_type).unwrap();
        let init = web_sys::ResponseInit::new();
        init.set_status(status);
        init.set_headers(&headers);
        let body = (status != 204).then_some(body);
        let raw = web_sys::Response::new_with_opt_str_and_init(body, &init).unwrap();
        let received = Received::read(Response::from_raw(raw)).await;
        received.unwrap().judge()
    }

    #[wasm_bindgen_test]
    async fn an_answer_is_passed_on_as_it_came() {
        let answer = outcome(200, "application/json", "{ }").await.unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (200, "{ }"));
        assert_eq!(outcome(204, "text/plain", "").await.unwrap().body, "");
        assert_eq!(answer.decode::<u32>(), Err(ApiError::Unexpected(200)));
    }

    #[wasm_bindgen_test]
    async fn a_problem_is_known_by_its_media_type_and_its_code() {
        for content_type in [
            "application/problem+json",
            "Application/Problem+JSON; charset=utf-8",
        ] {
            let error = outcome(401, content_type, PROBLEM).await.unwrap_err();
            assert_eq!(error.error_code(), Some(ErrorCode::TokenExpired));
            assert_eq!(error.code(), "token_expired");
        }
    }

    #[wasm_bindgen_test]
    async fn a_refusal_that_is_not_in_our_format_is_not_the_servers() {
        let problem = "application/problem+json";
        for (status, content_type, body, expected) in [
            (500, "text/plain", "", ApiError::Unreachable),
            (
                502,
                "text/html",
                "<h1>Bad gateway</h1>",
                ApiError::Unreachable,
            ),
            (503, problem, "", ApiError::Unreachable),
            (
                404,
                "text/html",
                "<h1>nginx</h1>",
                ApiError::Unexpected(404),
            ),
            (401, "application/json", PROBLEM, ApiError::Unexpected(401)),
            (
                400,
                problem,
                r#"{"code":"of_tomorrow"}"#,
                ApiError::Unexpected(400),
            ),
        ] {
            let error = outcome(status, content_type, body).await.unwrap_err();
            assert_eq!(error, expected, "{status} {content_type} {body}");
        }
    }

    #[wasm_bindgen_test]
    fn a_token_goes_into_the_header_as_it_is() {
        assert_eq!(authorization("eyJ.e30.x-_"), "Bearer eyJ.e30.x-_");
    }

    #[wasm_bindgen_test]
    fn a_garbled_token_makes_a_header_that_can_be_sent() {
        let headers = web_sys::Headers::new().unwrap();
        for token in ["a\nb", "a\r\nX-Evil: 1", "令牌", "a\u{0}b", "\u{7f}", "a b"] {
            let value = authorization(token);
            assert!(!value.contains(['\n', '\r']), "{token:?}");
            assert!(headers.set("Authorization", &value).is_ok(), "{token:?}");
            assert_eq!(value.matches(' ').count(), 1, "{token:?}");
        }
    }
}
