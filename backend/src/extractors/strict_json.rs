//! A JSON object in which no name occurs twice.
//!
//! RFC 8259 leaves open what `{"role":"user","role":"admin"}` means, and parsers
//! differ: one part of a system sees a user, another an admin. RFC 7515 §4 lets
//! us refuse it, so we do.

use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

/// Parses an object; `None` for anything else, or for a name that occurs twice.
#[must_use]
pub(super) fn object(json: &[u8]) -> Option<Map<String, Value>> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let object = deserializer.deserialize_map(NoDuplicates).ok()?;
    deserializer.end().ok()?;
    Some(object)
}

struct NoDuplicates;

impl<'de> Visitor<'de> for NoDuplicates {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object in which no name occurs twice")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, value)) = access.next_entry::<String, Value>()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a name occurs twice"));
            }
        }
        Ok(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_occurs_twice_is_refused_even_when_it_is_written_differently() {
        assert!(object(br#"{"a":1,"b":2}"#).is_some());
        assert!(object(br#"{"a":1,"a":1}"#).is_none());
        assert!(object(br#"{"a":1,"\u0061":2}"#).is_none());
    }

    #[test]
    fn what_is_not_one_object_is_refused() {
        for text in ["", "[]", "null", "{} {}", "{}x", "{\"a\":}"] {
            assert!(object(text.as_bytes()).is_none(), "{text:?}");
        }
    }
}
