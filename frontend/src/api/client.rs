//! Sends every request of the page; the only user of reqwasm.
//!
//! In one place: the token is attached (step 3 of the flow), an answer is told
//! from a refusal (steps 4 and 5), and a refused token is acted upon.

use std::sync::Arc;

use leptos::prelude::window;
use reqwasm::http::{Request, RequestCache, RequestMode, RequestRedirect, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::error::ErrorCode;

use super::deadline::Deadline;
use super::errors::ApiError;
use crate::token_store::TokenStore;

pub(super) use reqwasm::http::Method;

/// Sends requests with the token of one store.
#[derive(Clone)]
pub(crate) struct Client {
    tokens: TokenStore,
    on_token_refused: Arc<dyn Fn(ErrorCode) + Send + Sync>,
}

/// A good answer: its status, and its body as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    pub(super) fn decode<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_str(&self.body).map_err(|_| ApiError::Unexpected(self.status))
    }
}

impl Client {
    /// `on_token_refused` is told when the server refuses the token in
    /// `tokens`, and is to let go of it.
    pub(crate) fn new(
        tokens: TokenStore,
        on_token_refused: impl Fn(ErrorCode) + Send + Sync + 'static,
    ) -> Self {
        Self {
            tokens,
            on_token_refused: Arc::new(on_token_refused),
        }
    }

    /// Sends a request with the stored token.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Answer, ApiError> {
        let token = self.tokens.get();
        let result = send(method, path, body, token.as_deref()).await;
        if let Err(error) = &result
            && let Some(code) = error.error_code()
            && code.is_token_refusal()
            // Meanwhile another tab may have logged in anew, or this one out:
            // then it was an old token that was refused, and the one in the
            // store has not been judged.
            && self.tokens.get() == token
        {
            (self.on_token_refused)(code);
        }
        result
    }

    /// Sends a request without a token, as registering and logging in do.
    pub(super) async fn send_anonymous(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Answer, ApiError> {
        send(method, path, body, None).await
    }

    /// Sends a request with a token that has already left the store; what
    /// becomes of it has no consequences.
    pub(super) async fn send_with(
        &self,
        token: &str,
        method: Method,
        path: &str,
    ) -> Result<Answer, ApiError> {
        send(method, path, None, Some(token)).await
    }
}

/// `value` as a request's body.
pub(super) fn json<T: Serialize>(value: &T) -> Option<String> {
    // Fails for maps whose keys are not strings, and requests have none.
    serde_json::to_string(value).ok()
}

async fn send(
    method: Method,
    path: &str,
    body: Option<String>,
    token: Option<&str>,
) -> Result<Answer, ApiError> {
    let deadline = Deadline::start();
    let mut request = Request::new(path)
        .method(method)
        // The token goes to the origin that this page came from, and nowhere
        // else: neither by a mistaken path nor by following a redirect.
        .mode(RequestMode::SameOrigin)
        .redirect(RequestRedirect::Error)
        .cache(RequestCache::NoStore)
        .abort_signal(Some(&deadline.signal()))
        .header("Accept", "application/json");
    if let Some(token) = token {
        request = request.header("Authorization", &authorization(token));
    }
    if let Some(body) = body {
        request = request
            .header("Content-Type", "application/json")
            .body(body);
    }

    let result = match request.send().await {
        Ok(response) => read(response).await,
        Err(error) => Err(error),
    };
    // No answer at all, or half of one.
    result.unwrap_or_else(|error| {
        let name = match error {
            reqwasm::Error::JsError(error) => error.name,
            reqwasm::Error::SerdeError(_) => String::new(),
        };
        Err(ApiError::from_fetch(
            &name,
            deadline.is_over(),
            window().navigator().on_line(),
        ))
    })
}

/// Tells an answer from a refusal; the outer error is that of a connection that
/// breaks off before the end of the body.
async fn read(response: Response) -> Result<Result<Answer, ApiError>, reqwasm::Error> {
    let status = response.status();
    let body = response.text().await?;
    if response.ok() {
        return Ok(Ok(Answer { status, body }));
    }
    let content_type = response.headers().get("Content-Type");
    Ok(Err(ApiError::from_refusal(
        status,
        content_type.as_deref(),
        &body,
    )))
}

/// The value of the `Authorization` header (RFC 6750 §2.1).
///
/// Storage is open to every script and to the developer tools, so a token can
/// be anything. A line break or a character outside ASCII cannot stand in a
/// header, and reqwasm panics on it: each becomes `?`, and the server gets to
/// say that this is no token.
fn authorization(token: &str) -> String {
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
        read(Response::from_raw(raw)).await.unwrap()
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
