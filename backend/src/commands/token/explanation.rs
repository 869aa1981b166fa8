//! What there is to say about a token, before it is written for anyone.

use backend::clock::{from_now, rfc3339};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use shared::claims::ClaimKind;
use shared::error::ErrorCode;
use shared::trace::{Check, CheckReport};

use super::{text, words};

/// A token taken apart without believing it, and the judgement on it.
pub(super) struct Explanation<'a> {
    /// The token, split at its dots; three parts if it is one.
    pub(super) parts: Vec<&'a str>,
    pub(super) header: Part,
    pub(super) payload: Part,
    /// None if it is missing or not base64url.
    pub(super) signature: Option<Vec<u8>>,
    pub(super) checks: Vec<CheckReport>,
    /// None where there was no key to judge it by.
    pub(super) judged: Option<Result<(), ErrorCode>>,
    now: i64,
}

/// What one of the first two parts holds.
pub(super) enum Part {
    /// A JSON object, as it should be.
    Object(Map<String, Value>),
    /// Other text.
    Text(String),
    /// Bytes that are no text.
    Bytes(Vec<u8>),
    /// Not base64url, or not there.
    Unreadable,
}

impl Part {
    fn of(part: Option<&&str>) -> Self {
        let Some(bytes) = part.and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()) else {
            return Self::Unreadable;
        };
        match String::from_utf8(bytes) {
            Err(error) => Self::Bytes(error.into_bytes()),
            Ok(text) => match serde_json::from_str(&text) {
                Ok(Value::Object(object)) => Self::Object(object),
                _ => Self::Text(text),
            },
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Object(object) => Value::Object(object.clone()),
            Self::Text(text) => json!(text),
            Self::Bytes(bytes) => json!({ "base64url": URL_SAFE_NO_PAD.encode(bytes) }),
            Self::Unreadable => Value::Null,
        }
    }
}

/// One claim, with what is known of its name.
pub(super) struct Claim<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a Value,
    pub(super) kind: ClaimKind,
    pub(super) meaning: Option<&'static str>,
    /// For a time: the moment in RFC 3339, and how far away it is.
    pub(super) moment: Option<(String, String)>,
}

impl<'a> Explanation<'a> {
    pub(super) fn new(
        token: &'a str,
        judged: Option<Result<(), ErrorCode>>,
        checks: Vec<CheckReport>,
        now: i64,
    ) -> Self {
        let parts: Vec<&str> = token.split('.').collect();
        Self {
            header: Part::of(parts.first()),
            payload: Part::of(parts.get(1)),
            signature: parts
                .get(2)
                .and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()),
            parts,
            checks,
            judged,
            now,
        }
    }

    /// Whether the claims were left alone.
    pub(super) fn by_signature_alone(&self) -> bool {
        !self
            .checks
            .iter()
            .any(|report| report.check == Check::Expiry)
    }

    /// The claims in the order in which our tokens have them, others after them.
    pub(super) fn claims(&self) -> Vec<Claim<'_>> {
        let Part::Object(payload) = &self.payload else {
            return Vec::new();
        };
        let mut claims: Vec<Claim<'_>> = payload
            .iter()
            .map(|(name, value)| Claim {
                name,
                value,
                kind: ClaimKind::of(name),
                meaning: words::claim(name),
                moment: self.moment(name, value),
            })
            .collect();
        claims.sort_by_key(|claim| words::place(claim.name));
        claims
    }

    fn moment(&self, name: &str, value: &Value) -> Option<(String, String)> {
        if !words::is_time(name) {
            return None;
        }
        let seconds = value.as_i64()?;
        let text = rfc3339(seconds.checked_mul(1000)?);
        (!text.is_empty()).then(|| (text, from_now(seconds, self.now)))
    }

    /// All of it for programs.
    pub(super) fn json(&self) -> String {
        let claims: Vec<Value> = self
            .claims()
            .iter()
            .map(|claim| {
                json!({
                    "name": claim.name,
                    "value": claim.value,
                    "kind": format!("{:?}", claim.kind).to_lowercase(),
                    "meaning": claim.meaning,
                    "at": claim.moment.as_ref().map(|(at, _)| at),
                    "from_now": claim.moment.as_ref().map(|(_, from_now)| from_now),
                })
            })
            .collect();
        let json = json!({
            "valid": self.judged == Some(Ok(())),
            "code": self.judged.and_then(Result::err),
            "header": self.header.json(),
            "payload": self.payload.json(),
            "claims": claims,
            "signature": self.signature.as_ref().map(|bytes| json!({
                "bytes": bytes.len(),
                "base64url": URL_SAFE_NO_PAD.encode(bytes),
            })),
            "checks": self.checks,
        });
        escape(&format!("{json:#}"))
    }
}

/// JSON leaves some characters alone that steer a terminal. They stand only in
/// its texts, where an escape says the same.
fn escape(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && text::steers_a_terminal(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}
