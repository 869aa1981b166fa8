//! What each check saw, in words, for those who watch. Nothing here decides
//! anything, and none of it runs for a request that nobody watches.

use shared::claims::AccessClaims;

use super::claims::{CLAIMS, Claims};
use super::{Judge, MAX_BYTES};
use crate::auth::jws::{Header, Parts};
use crate::auth::keys::Key;
use crate::auth::members::Member;
use crate::clock::from_now;

pub(super) fn seen_token(token: Option<&str>) -> String {
    match token {
        Some(_) => "a token".to_owned(),
        None => "no token".to_owned(),
    }
}

pub(super) fn seen_size(token: &str) -> String {
    format!("{} bytes of at most {MAX_BYTES}", token.len())
}

pub(super) fn seen_parts(token: &str) -> String {
    let lengths: Vec<String> = token
        .split('.')
        .map(|part| part.len().to_string())
        .collect();
    match lengths.len() {
        1 => format!("1 part of {} characters", lengths[0]),
        count @ 2..=5 => format!("{count} parts of {} characters", lengths.join(" + ")),
        count => format!("{count} parts"),
    }
}

pub(super) fn seen_header(json: &[u8]) -> String {
    match Header::read(json) {
        None => "not a JSON object with every name once".to_owned(),
        Some(header) if header.foreign().is_empty() => {
            "nothing besides alg, kid and typ".to_owned()
        }
        Some(header) => {
            let names = header.foreign().iter().take(5);
            let names: Vec<String> = names.map(|name| cut(name)).collect();
            format!("besides alg, kid and typ: {}", names.join(", "))
        }
    }
}

pub(super) fn seen_alg(header: &Header<'_>, key: &Key) -> String {
    let (says, is) = (header.alg(), key.algorithm().name());
    format!("{says}; the key is for {is}")
}

pub(super) fn seen_signature(parts: &Parts<'_>) -> String {
    format!("{} bytes", parts.signature.len())
}

pub(super) fn seen_user(claims: &AccessClaims) -> String {
    format!("{}, {}", cut(&claims.sub), claims.role.as_str())
}

pub(super) fn seen_session(claims: &AccessClaims) -> String {
    cut(&claims.sid)
}

/// No more of a foreign text than fits a line.
fn cut(text: &str) -> String {
    Member::Text(text.into()).to_string()
}

impl Claims<'_> {
    pub(super) fn seen(&self, name: &str) -> String {
        match self.is_object() {
            true => self.get(name).to_string(),
            false => "a payload that is no JSON object with every name once".to_owned(),
        }
    }

    pub(super) fn seen_time(&self, name: &str, judge: Judge<'_>) -> String {
        match self.time(name) {
            Ok(time) => format!("{time}, {}", from_now(time, judge.now)),
            Err(_) => self.seen(name),
        }
    }

    /// The claims that are no text or time as they should be, or their number.
    pub(super) fn seen_rest(&self) -> String {
        let is_time = |name: &str| matches!(name, "exp" | "nbf" | "iat" | "auth_time");
        let odd: Vec<String> = CLAIMS
            .iter()
            .filter(|name| match is_time(name) {
                true => self.time(name).is_err(),
                false => self.text(name).is_err(),
            })
            .map(|name| format!("{name}: {}", self.get(name)))
            .collect();
        if odd.is_empty() {
            format!("{} claims, role {}", CLAIMS.len(), self.get("role"))
        } else {
            odd.join(", ")
        }
    }
}
