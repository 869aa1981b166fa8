//! Requests past the page: what somebody else does, or an attacker.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::Page;

#[expect(clippy::missing_panics_doc, reason = "all of them panic, as tests do")]
impl Page {
    /// Logs in as this user in nobody's browser: a token in no store and no
    /// cookie.
    pub async fn token_of(&self, username: &str, password: &str) -> String {
        let body = json!({ "username": username, "password": password });
        let answer = self.ask("POST", "/api/auth/login", None, Some(body)).await;
        let token = answer["body"]["access_token"].as_str();
        token.expect("a token").to_owned()
    }

    /// Sends a request without the browser's cookies: `{status, body}`.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Value {
        let mut headers = json!({ "Content-Type": "application/json" });
        if let Some(token) = token {
            headers["Authorization"] = json!(format!("Bearer {token}"));
        }
        let mut init = json!({ "method": method, "headers": headers, "credentials": "omit" });
        if let Some(body) = body {
            init["body"] = json!(body.to_string());
        }
        self.fetch(path, &init).await
    }

    /// `fetch`, as any script of the page could call it: `{status, body}`.
    pub async fn fetch(&self, path: &str, init: &Value) -> Value {
        let script = format!(
            "const done = arguments[0];
             fetch({}, {init}).then(async answer => {{
                 const text = await answer.text();
                 let body = text;
                 try {{ body = JSON.parse(text); }} catch {{}}
                 done({{ status: answer.status, body }});
             }});",
            json!(path)
        );
        let answer = self.browser.execute_async(&script, Vec::new()).await;
        answer.expect("an answer").json().clone()
    }

    /// The cookie of the refresh token.
    fn refresh_cookie(&self) -> &'static str {
        match self.site.key_hash {
            Some(_) => "__Host-refresh_token",
            None => "refresh_token",
        }
    }

    /// The refresh token, which the browser keeps from every script.
    pub async fn refresh_token(&self) -> Option<String> {
        let cookie = self
            .browser
            .get_named_cookie(self.refresh_cookie())
            .await
            .ok()?;
        assert_eq!(cookie.http_only, Some(true));
        Some(cookie.value)
    }

    /// Waits until the refresh token is another than this one, which is given.
    pub async fn rotated(&self, before: Option<String>) -> String {
        self.wait_for("the refresh token is rotated", async || {
            let now = self.refresh_token().await;
            now.is_some() && now != before
        })
        .await;
        self.refresh_token().await.expect("a refresh token")
    }

    /// Uses a refresh token as a thief would, over plain http: the answer, with its
    /// status line.
    #[must_use]
    pub fn refresh_with(&self, token: &str) -> String {
        let host = self.site.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("the server answers");
        let cookie = self.refresh_cookie();
        let request = format!(
            "POST /api/auth/refresh HTTP/1.1\r\nHost: {host}\r\n\
             Cookie: {cookie}={token}\r\nSec-Fetch-Site: same-origin\r\n\
             X-Requested-With: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }
}
