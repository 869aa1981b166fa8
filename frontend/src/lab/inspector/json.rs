//! The members of a JSON object as they stand in the text: in their order, with
//! those that are there twice, and numbers of any length digit by digit. A
//! parsed map has lost all three, and a claim that is shown must be the claim
//! that was signed.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::components::indented;

/// So deep, a text is broken into lines; what is deeper is somebody's attempt to
/// make lines of blanks.
const MAX_DEPTH: usize = 32;

/// A name and its value, verbatim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: String,
    /// JSON.
    pub(super) value: String,
}

impl Member {
    /// The value, if it is a text.
    pub(super) fn text(&self) -> Option<String> {
        serde_json::from_str(&self.value).ok()
    }

    /// The value in whole seconds, if it is a time (RFC 7519 §2, `NumericDate`):
    /// a number, fractions allowed.
    pub(super) fn seconds(&self) -> Option<i64> {
        let number: f64 = serde_json::from_str(&self.value).ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "far beyond any calendar")]
        let seconds = number.floor() as i64;
        Some(seconds)
    }
}

/// Why a text has no members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The JSON breaks off or breaks the rules here.
    NotJson { line: usize, column: usize },
    /// It is JSON of another kind.
    NotAnObject,
}

/// The members of the object that the text is.
pub(super) fn members(text: &str) -> Result<Vec<Member>, Fault> {
    let members: Members = serde_json::from_str(text).map_err(|error| {
        if error.is_data() {
            return Fault::NotAnObject;
        }
        Fault::NotJson {
            line: error.line(),
            column: error.column(),
        }
    })?;
    Ok(members.0)
}

struct Members(Vec<Member>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Collect)
    }
}

struct Collect;

impl<'de> Visitor<'de> for Collect {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
            members.push(Member {
                name,
                value: value.get().to_owned(),
            });
        }
        Ok(Members(members))
    }
}

/// With one value a line, for editing; nothing but white space differs.
pub(super) fn spread(text: &str) -> String {
    match members(text) {
        Ok(_) if depth(text) <= MAX_DEPTH => indented(text),
        _ => text.to_owned(),
    }
}

/// Without the white space, as tokens have it; a text that is no object stays as
/// it is.
pub(super) fn compact(text: &str) -> String {
    if members(text).is_err() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    outside_strings(text, |c, is_inside| {
        if is_inside || !matches!(c, ' ' | '\t' | '\r' | '\n') {
            out.push(c);
        }
    });
    out
}

fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    outside_strings(text, |c, is_inside| match c {
        '{' | '[' if !is_inside => {
            depth += 1;
            deepest = deepest.max(depth);
        }
        '}' | ']' if !is_inside => depth = depth.saturating_sub(1),
        _ => {}
    });
    deepest
}

/// Every character, and whether it belongs to a string.
fn outside_strings(text: &str, mut visit: impl FnMut(char, bool)) {
    let (mut is_inside, mut is_escaped) = (false, false);
    for c in text.chars() {
        visit(c, is_inside || c == '"');
        is_inside = match c {
            '"' if !is_escaped => !is_inside,
            _ => is_inside,
        };
        is_escaped = is_inside && !is_escaped && c == '\\';
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn names_and_values(text: &str) -> Vec<(String, String)> {
        let members = members(text).unwrap();
        members.into_iter().map(|m| (m.name, m.value)).collect()
    }

    #[wasm_bindgen_test]
    fn members_keep_their_order_their_doubles_and_their_digits() {
        let text =
            r#"{"b":12345678901234567890123.450, "a":"\u4ee4", "b":{"x": [1]},"\u0061":1e99}"#;
        let expected = [
            ("b", "12345678901234567890123.450"),
            ("a", r#""\u4ee4""#),
            ("b", r#"{"x": [1]}"#),
            ("a", "1e99"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(names_and_values(text), expected);
        assert_eq!(members(text).unwrap()[1].text().as_deref(), Some("令"));
    }

    #[wasm_bindgen_test]
    fn a_fault_is_told_with_its_place() {
        let fault = |line, column| Err(Fault::NotJson { line, column });
        assert_eq!(members("{\n  \"a\": x\n}"), fault(2, 8));
        assert_eq!(members(""), fault(1, 0));
        assert_eq!(members("{}{}"), fault(1, 3));
        for text in ["[]", "\"text\"", "1", "null"] {
            assert_eq!(members(text), Err(Fault::NotAnObject), "{text}");
        }
    }

    #[wasm_bindgen_test]
    fn what_is_spread_out_and_put_together_again_is_the_same() {
        for text in [
            r#"{"a":"x \" y","b":[1,{"c":[]}],"a":1.50}"#,
            r#"{"n":"\\","m":" "}"#,
            "{}",
        ] {
            assert_eq!(compact(&spread(text)), text);
        }
        assert_eq!(compact("{ \"a\" :\t1 }"), r#"{"a":1}"#);
        // Not finished: not touched.
        assert_eq!(compact("{ \"a\" : "), "{ \"a\" : ");
    }

    #[wasm_bindgen_test]
    fn a_tower_of_brackets_is_not_made_into_lines() {
        let text = format!("{{\"a\":{}{}}}", "[".repeat(9000), "]".repeat(9000));
        assert_eq!(spread(&text), text);
    }

    #[wasm_bindgen_test]
    fn a_time_is_any_number() {
        let seconds = |value: &str| {
            let name = "exp".to_owned();
            let value = value.to_owned();
            Member { name, value }.seconds()
        };
        assert_eq!(seconds("1795262400"), Some(1_795_262_400));
        assert_eq!(seconds("1795262400.9"), Some(1_795_262_400));
        assert_eq!(seconds("-1"), Some(-1));
        assert_eq!(seconds("1e300"), Some(i64::MAX));
        assert_eq!(seconds("\"1795262400\""), None);
    }
}
