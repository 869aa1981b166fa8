//! Holds whatever any test of the API sends and receives against the document
//! that the server publishes: so the two cannot say different things for long.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use backend::openapi::document;
use backend::web::cookies::Cookies;
use jsonschema::Validator;
use reqwest::Request;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::helpers::Answer;

/// The document.
pub(crate) static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let document = document(Cookies::new("http://localhost:8080"));
    serde_json::to_value(document).unwrap()
});

/// What is under these paths is no part of the document.
const LEFT_OUT: &[&str] = &[
    #[cfg(feature = "lab")]
    "/api/lab/",
    shared::endpoint::OUTBOX,
    shared::endpoint::OPENAPI,
    shared::endpoint::DOCS,
];

enum Body {
    None,
    Known(Vec<u8>),
    /// Sent piece by piece, and not kept.
    Streamed,
}

/// What was asked.
pub(crate) struct Sent {
    method: String,
    path: String,
    body: Body,
}

impl Sent {
    pub(crate) fn of(request: &Request) -> Self {
        Self {
            method: request.method().as_str().to_lowercase(),
            path: request.url().path().to_owned(),
            body: match request.body().map(|body| body.as_bytes()) {
                None | Some(Some([])) => Body::None,
                Some(Some(bytes)) => Body::Known(bytes.to_vec()),
                Some(None) => Body::Streamed,
            },
        }
    }
}

/// The status is one that the document names for what was asked, and headers and
/// body are as it says; what the server took is what the document allows.
#[track_caller]
pub(crate) fn hold(sent: &Sent, answer: &Answer) {
    let asked = format!("{} {}", sent.method, sent.path);
    let Some(template) = template_of(&sent.path) else {
        let is_ours = sent.path.starts_with("/api/")
            && !LEFT_OUT.iter().any(|path| sent.path.starts_with(path));
        assert!(
            !is_ours || answer.status == 404,
            "{asked} is answered with {} and is not in the document",
            answer.status
        );
        return;
    };
    // HEAD is GET without the body; OPTIONS is a browser's question about CORS.
    let method = match sent.method.as_str() {
        "head" => "get",
        "options" => return,
        method => method,
    };
    let at = format!("/paths/{}/{method}", escape(template));
    let Some(operation) = DOCUMENT.pointer(&at) else {
        assert_eq!(answer.status, 405, "{asked} is not in the document");
        assert!(answer.headers.contains_key("allow"), "{asked}");
        return;
    };

    let status = answer.status.as_u16();
    let at_answer = format!("{at}/responses/{status}");
    let documented = DOCUMENT.pointer(&at_answer);
    let documented =
        documented.unwrap_or_else(|| panic!("{asked}: {status} is undocumented: {}", answer.text));
    let headers = documented["headers"].as_object();
    for name in headers.into_iter().flat_map(|headers| headers.keys()) {
        assert!(answer.headers.contains_key(name), "{asked}: {name}");
    }
    if sent.method != "head" {
        hold_body(&asked, &at_answer, documented, answer);
    }
    if answer.status.is_success() {
        hold_request(&asked, &at, &operation["requestBody"], sent);
    }
}

#[track_caller]
fn hold_body(asked: &str, at: &str, documented: &Value, answer: &Answer) {
    let Some(content) = documented["content"].as_object() else {
        assert!(answer.text.is_empty(), "{asked}: {}", answer.text);
        return;
    };
    let content_type = answer.header("content-type");
    let essence = content_type.split(';').next().unwrap_or_default();
    assert!(content.contains_key(essence), "{asked}: {content_type}");
    let body = match essence.ends_with("json") {
        true => answer.body.clone(),
        false => json!(answer.text),
    };
    let at = format!("{at}/content/{}/schema", escape(essence));
    let wrong = violations(&at, &body);
    assert!(wrong.is_empty(), "{asked}: {wrong:#?} in {body:#}");
}

/// The server took it, so the document must allow it.
#[track_caller]
fn hold_request(asked: &str, at: &str, documented: &Value, sent: &Sent) {
    let body = match &sent.body {
        Body::Known(body) => body,
        Body::Streamed => return,
        Body::None => {
            assert_ne!(documented["required"], true, "{asked} without a body");
            return;
        }
    };
    if documented.is_null() {
        return;
    }
    let form = "application/x-www-form-urlencoded";
    let (kind, body) = match documented["content"].get(form) {
        Some(_) => {
            let fields = form_urlencoded::parse(body);
            (
                form,
                fields
                    .map(|(name, value)| (name.into_owned(), json!(value)))
                    .collect(),
            )
        }
        None => ("application/json", serde_json::from_slice(body).unwrap()),
    };
    let at = format!("{at}/requestBody/content/{}/schema", escape(kind));
    let wrong = violations(&at, &body);
    assert!(wrong.is_empty(), "{asked} took {body}: {wrong:#?}");
}

/// What of the schema at this place of the document a value breaks.
pub(crate) fn violations(at: &str, value: &Value) -> Vec<String> {
    let validator = validator(at);
    validator
        .iter_errors(value)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect()
}

/// Made once for each place.
fn validator(at: &str) -> Arc<Validator> {
    static MADE: Mutex<Option<HashMap<String, Arc<Validator>>>> = Mutex::new(None);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let made = made.get_or_insert_default();
    let validator = made.entry(at.to_owned()).or_insert_with(|| {
        // The schemas name each other by their place in the document.
        let mut schema = DOCUMENT.pointer(at).unwrap().clone();
        schema["components"] = DOCUMENT["components"].clone();
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        Arc::new(options.build(&schema).unwrap())
    });
    validator.clone()
}

/// The documented path that this one is an instance of.
pub(crate) fn template_of(path: &str) -> Option<&'static str> {
    let templates = DOCUMENT["paths"].as_object().unwrap().keys();
    let fits = |template: &str| {
        let (mut wanted, mut parts) = (template.split('/'), path.split('/'));
        loop {
            match (wanted.next(), parts.next()) {
                (None, None) => return true,
                (Some(wanted), Some(part)) if wanted.starts_with('{') => {
                    if part.is_empty() {
                        return false;
                    }
                }
                (Some(wanted), Some(part)) if wanted == part => {}
                _ => return false,
            }
        }
    };
    templates
        .map(String::as_str)
        .find(|template| fits(template))
}

/// A name as part of a JSON pointer (RFC 6901 §3).
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
