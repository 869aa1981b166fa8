//! What really went over the wire: every request of this page and its answer, in
//! order. The API client writes it, and the lessons show it; nothing that they
//! draw comes from anywhere else.
//!
//! It is kept in memory, for this tab alone, and a password never gets into it.

use std::cell::Cell;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use js_sys::{JSON, Reflect};
use leptos::prelude::*;
use serde_json::Value;
use shared::lab::{TRACE_HEADER, TokenTrace};

/// So many of the newest are kept.
const KEPT: usize = 200;

/// What stands in the place of a password.
pub(crate) const MASK: &str = "••••••••";

/// One request, and its end when it has come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Exchange {
    /// Counts from 1.
    pub(crate) id: u32,
    pub(crate) request: Request,
    /// When it left, in milliseconds since the page was opened.
    pub(crate) began: f64,
    /// None while it is under way.
    pub(crate) end: Option<End>,
}

/// What was sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Those that the page set. The browser adds more, which it shows to no
    /// script: `Cookie`, `Origin`, `Sec-Fetch-Site`.
    pub(crate) headers: Vec<(String, String)>,
    /// With passwords masked.
    pub(crate) body: Option<String>,
    /// Whether the browser was to send its cookies along.
    pub(crate) has_cookies: bool,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct End {
    /// How long it took, as this page saw it.
    pub(crate) milliseconds: f64,
    /// What came back; or the name of what kept it from coming.
    pub(crate) response: Result<Response, &'static str>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Names in lower case. `Set-Cookie` is shown to no script.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// What the server spent its time on, by its own measure.
    pub(crate) stages: Vec<Stage>,
    /// How it judged the token that came with this request, if it looked at one.
    pub(crate) trace: Option<TokenTrace>,
}

/// An entry of the `Server-Timing` header.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stage {
    /// `verify`, `hash`, `db`, or `total`.
    pub(crate) name: String,
    /// How often.
    pub(crate) times: u32,
    /// How long in all.
    pub(crate) milliseconds: f64,
}

thread_local! {
    static LOG: ArcRwSignal<Vec<Arc<Exchange>>> = ArcRwSignal::new(Vec::new());
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// All exchanges, the oldest first; who asks follows what comes.
pub(crate) fn exchanges() -> Vec<Arc<Exchange>> {
    LOG.with(ArcRwSignal::get)
}

/// The newest exchange's number, untracked: what comes later has a higher one.
pub(crate) fn last_id() -> u32 {
    LAST.get()
}

/// The exchange with this number, which whoever has just made it may ask for.
pub(crate) fn find(id: u32) -> Arc<Exchange> {
    let found = LOG.with(|log| log.with_untracked(|all| all.iter().find(|e| e.id == id).cloned()));
    found.expect("the newest exchanges are kept")
}

/// An exchange while it is under way.
pub(crate) struct Entry {
    id: u32,
    began: f64,
    is_over: bool,
}

impl Entry {
    /// The request leaves.
    pub(crate) fn begin(request: Request) -> Self {
        let id = LAST.get() + 1;
        LAST.set(id);
        let began = now();
        LOG.with(|log| {
            log.update(|all| {
                all.push(Arc::new(Exchange {
                    id,
                    request,
                    began,
                    end: None,
                }));
                let surplus = all.len().saturating_sub(KEPT);
                all.drain(..surplus);
            });
        });
        Self {
            id,
            began,
            is_over: false,
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.id
    }

    /// The answer is here, or will not come.
    pub(crate) fn end(&mut self, response: Result<Response, &'static str>) {
        self.is_over = true;
        let milliseconds = now() - self.began;
        // Gone meanwhile, if two hundred others have come.
        LOG.with(|log| {
            log.update(|all| {
                if let Some(exchange) = all.iter_mut().find(|exchange| exchange.id == self.id) {
                    Arc::make_mut(exchange).end = Some(End {
                        milliseconds,
                        response,
                    });
                }
            });
        });
    }
}

impl Drop for Entry {
    /// Whoever sent it has left before its end.
    fn drop(&mut self) {
        if !self.is_over {
            self.end(Err("aborted"));
        }
    }
}

/// Milliseconds since the page was opened.
pub(crate) fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

impl Exchange {
    /// The token that was sent in the header, if there was one.
    pub(crate) fn token(&self) -> Option<&str> {
        let value = header(&self.request.headers, "Authorization")?;
        value.strip_prefix("Bearer ")
    }

    /// What came back, if anything did.
    pub(crate) fn response(&self) -> Option<&Response> {
        self.end.as_ref()?.response.as_ref().ok()
    }

    pub(crate) fn status(&self) -> Option<u16> {
        self.response().map(|response| response.status)
    }
}

impl Response {
    pub(crate) fn new(status: u16, headers: Vec<(String, String)>, body: String) -> Self {
        let timing = header(&headers, "server-timing").unwrap_or_default();
        let trace = header(&headers, TRACE_HEADER).and_then(|value| {
            let json = URL_SAFE_NO_PAD.decode(value).ok()?;
            serde_json::from_slice(&json).ok()
        });
        Self {
            status,
            stages: timing.split(',').filter_map(stage).collect(),
            trace,
            headers,
            body,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The `code` of a refusal (RFC 9457, and ours).
    pub(crate) fn code(&self) -> Option<String> {
        self.text_in_body("code")
    }

    /// The text under this name in the body, if it is an object with one. Read by
    /// the browser: this is all that the first page wants of JSON, and serde would
    /// come with that page for it.
    pub(crate) fn text_in_body(&self, name: &str) -> Option<String> {
        let body = JSON::parse(&self.body).ok()?;
        Reflect::get(&body, &name.into()).ok()?.as_string()
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// `db;desc=2;dur=0.31`.
fn stage(text: &str) -> Option<Stage> {
    let mut parts = text.trim().split(';');
    let name = parts.next().filter(|name| !name.is_empty())?;
    let value = |name: &str| {
        let mut values = parts.clone().filter_map(|part| part.split_once('='));
        values.find_map(|(known, value)| (known == name).then(|| value.to_owned()))
    };
    Some(Stage {
        name: name.to_owned(),
        times: value("desc")
            .and_then(|times| times.parse().ok())
            .unwrap_or(1),
        milliseconds: value("dur")?.parse().ok()?,
    })
}

/// A body with its passwords masked; one that is no JSON object goes unseen.
pub(crate) fn masked(body: &str) -> String {
    let Ok(Value::Object(mut members)) = serde_json::from_str(body) else {
        return MASK.to_owned();
    };
    for (name, value) in &mut members {
        if name.contains("password") {
            *value = Value::from(MASK);
        }
    }
    Value::Object(members).to_string()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn request() -> Request {
        Request {
            method: "GET".to_owned(),
            path: "/api/me".to_owned(),
            headers: vec![("Authorization".to_owned(), "Bearer a.b.c".to_owned())],
            body: None,
            has_cookies: true,
        }
    }

    #[wasm_bindgen_test]
    fn no_password_gets_into_the_log() {
        let body = r#"{"username":"alice","password":"wonderland","new_password":"x","current_password":"y"}"#;
        let shown = masked(body);
        assert!(
            !shown.contains("wonderland") && shown.contains("alice"),
            "{shown}"
        );
        assert_eq!(shown.matches(MASK).count(), 3);
        assert_eq!(masked("password=wonderland"), MASK);
        assert_eq!(masked(r#"["wonderland"]"#), MASK);
    }

    #[wasm_bindgen_test]
    fn an_exchange_is_in_the_log_from_its_start_to_its_end() {
        let mut entry = Entry::begin(request());
        assert_eq!(find(entry.id()).end, None);
        assert_eq!(find(entry.id()).token(), Some("a.b.c"));
        entry.end(Ok(Response::new(200, Vec::new(), "{}".to_owned())));
        assert_eq!(find(entry.id()).status(), Some(200));
        let id = entry.id();
        drop(entry);
        assert_eq!(find(id).status(), Some(200));
    }

    #[wasm_bindgen_test]
    fn a_request_whose_sender_has_left_is_told_as_such() {
        let entry = Entry::begin(request());
        let id = entry.id();
        drop(entry);
        let end = find(id).end.clone().expect("an end");
        assert_eq!(end.response, Err("aborted"));
    }

    #[wasm_bindgen_test]
    fn the_newest_exchanges_are_kept() {
        for _ in 0..=KEPT {
            Entry::begin(request()).end(Err("offline"));
        }
        assert_eq!(LOG.with(ArcRwSignal::get_untracked).len(), KEPT);
        assert_eq!(find(last_id()).id, last_id());
    }

    #[wasm_bindgen_test]
    fn the_servers_timing_is_read_as_it_comes() {
        let timing = "verify;desc=1;dur=0.0120, db;desc=2;dur=0.3100, total;dur=0.5, nonsense";
        let headers = vec![("server-timing".to_owned(), timing.to_owned())];
        let stages = Response::new(200, headers, String::new()).stages;
        let read: Vec<_> = stages.iter().map(|s| (&*s.name, s.times)).collect();
        assert_eq!(read, [("verify", 1), ("db", 2), ("total", 1)]);
        assert!((stages[1].milliseconds - 0.31).abs() < 1e-9);
    }
}
