//! One who sends requests as a browser does: keeps cookies, and says where a
//! request comes from.

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::{Value, json};

use crate::helpers::{Answer, Client, TestApp};

/// A page of our own origin, in a browser.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) client: Client,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(app: &TestApp) -> Self {
        Self {
            client: app.anonymous(),
            cookies: BTreeMap::new(),
        }
    }

    /// Alice, logged in with this delivery.
    pub(crate) async fn alice(app: &TestApp, delivery: &str) -> Self {
        let mut browser = Self::new(app);
        let answer = browser.log_in("alice", "wonderland", delivery).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        browser
    }

    pub(crate) async fn log_in(&mut self, name: &str, password: &str, delivery: &str) -> Answer {
        let body = json!({ "username": name, "password": password, "token_delivery": delivery });
        let answer = self.send(Method::POST, "/api/auth/login", Some(body)).await;
        self.client.token = answer.body["access_token"].as_str().map(str::to_owned);
        answer
    }

    pub(crate) async fn refresh(&mut self) -> Answer {
        let answer = self.send(Method::POST, "/api/auth/refresh", None).await;
        if let Some(token) = answer.body["access_token"].as_str() {
            self.client.token = Some(token.to_owned());
        }
        answer
    }

    /// With the cookies of the browser, which takes those of the answer.
    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self
            .request(method, path)
            .header("sec-fetch-site", "same-origin")
            .header("x-requested-with", "tessera");
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = Answer::of(request).await;
        self.keep(&answer);
        answer
    }

    /// With the cookies and nothing that says where it comes from.
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = self.client.request(method, path);
        if cookies.is_empty() {
            request
        } else {
            request.header(COOKIE, cookies.join("; "))
        }
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in set_cookies(answer) {
            let (pair, attributes) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// The cookies that an answer sets, as they stand there.
pub(crate) fn set_cookies(answer: &Answer) -> Vec<String> {
    let cookies = answer.headers.get_all(SET_COOKIE).iter();
    cookies.map(|c| c.to_str().unwrap().to_owned()).collect()
}
