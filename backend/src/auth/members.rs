//! Reads a JSON object strictly: once, with every name once, and each value as
//! what it is.
//!
//! RFC 8259 leaves open what `{"role":"user","role":"admin"}` means, and parsers
//! differ: one part of a system sees a user, another an admin. RFC 7515 §4 and
//! RFC 7519 §4 let us refuse it, so we do. Nothing is converted either: `"1"` is
//! not a number, `1.0` is not an integer, and `["a"]` is not a text.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The value of one member, as far as a token needs it.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Member<'a> {
    /// There is no such member.
    #[default]
    Absent,
    /// A text, borrowed from the JSON unless it was written with escapes.
    Text(Cow<'a, str>),
    /// A whole number that fits.
    Integer(i64),
    /// Anything else, by what one would call it.
    Other(&'static str),
}

impl Member<'_> {
    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    #[must_use]
    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

/// What a trace shows of a value. Texts are cut, and written so that they cannot
/// disturb a terminal.
impl fmt::Display for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 64;
        match self {
            Self::Absent => f.write_str("nothing"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Other(what) => f.write_str(what),
            Self::Text(text) => match text.char_indices().nth(LONGEST) {
                Some((end, _)) => write!(f, "{:?}…", &text[..end]),
                None => write!(f, "{text:?}"),
            },
        }
    }
}

/// An object that was read: the members asked for, and the names of the others.
#[derive(Debug)]
pub struct Members<'a, const N: usize> {
    names: &'static [&'static str; N],
    values: [Member<'a>; N],
    /// The names that were not asked for.
    pub others: Vec<Cow<'a, str>>,
}

/// The most names that are read besides those asked for. No token of ours has a
/// tenth of them, and whoever sends hundreds only wants them compared.
const MOST_OTHERS: usize = 64;

impl<'a, const N: usize> Members<'a, N> {
    /// Reads one JSON object; `None` for anything else, if a name occurs twice,
    /// or if there are more than 64 that were not asked for.
    #[must_use]
    pub fn read(json: &'a [u8], names: &'static [&'static str; N]) -> Option<Self> {
        let json = std::str::from_utf8(json).ok()?;
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let members = deserializer.deserialize_map(Object(names)).ok()?;
        deserializer.end().ok()?;
        Some(members)
    }

    /// The member with this name, which is one of those asked for.
    #[must_use]
    pub fn get(&self, name: &str) -> &Member<'a> {
        match self.names.iter().position(|known| *known == name) {
            Some(at) => &self.values[at],
            None => &Member::Absent,
        }
    }
}

struct Object<const N: usize>(&'static [&'static str; N]);

impl<'de, const N: usize> Visitor<'de> for Object<N> {
    type Value = Members<'de, N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object in which no name occurs twice")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut values = std::array::from_fn(|_| Member::Absent);
        let mut others = Vec::new();
        while let Some(name) = access.next_key_seed(Name(self.0))? {
            match name {
                Known::At(at) if values[at] == Member::Absent => {
                    values[at] = access.next_value_seed(Value)?;
                }
                Known::At(_) => return Err(A::Error::custom("a name occurs twice")),
                Known::Not(_) if others.len() == MOST_OTHERS => {
                    return Err(A::Error::custom("too many names"));
                }
                Known::Not(name) => {
                    others.push(name);
                    access.next_value::<IgnoredAny>()?;
                }
            }
        }
        others.sort_unstable();
        if others.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(A::Error::custom("a name occurs twice"));
        }
        Ok(Members {
            names: self.0,
            values,
            others,
        })
    }
}

/// A name as its place in the list, which costs no memory, or as itself.
enum Known<'de> {
    At(usize),
    Not(Cow<'de, str>),
}

struct Name<const N: usize>(&'static [&'static str; N]);

impl<const N: usize> Name<N> {
    fn known(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|known| *known == name)
    }
}

impl<'de, const N: usize> DeserializeSeed<'de> for Name<N> {
    type Value = Known<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Known<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, const N: usize> Visitor<'de> for Name<N> {
    type Value = Known<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Known<'de>, E> {
        Ok(match self.known(name) {
            Some(at) => Known::At(at),
            None => Known::Not(Cow::Borrowed(name)),
        })
    }

    fn visit_str<E>(self, name: &str) -> Result<Known<'de>, E> {
        Ok(match self.known(name) {
            Some(at) => Known::At(at),
            None => Known::Not(Cow::Owned(name.to_owned())),
        })
    }
}

struct Value;

impl<'de> DeserializeSeed<'de> for Value {
    type Value = Member<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value {
    type Value = Member<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Member<'de>, E> {
        Ok(Member::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Member<'de>, E> {
        Ok(Member::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Member<'de>, E> {
        Ok(Member::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Member<'de>, E> {
        Ok(i64::try_from(number).map_or(Member::Other("a number too large"), Member::Integer))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Member<'de>, E> {
        Ok(Member::Other("a number that is not whole, or too large"))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Member<'de>, E> {
        Ok(Member::Other("true or false"))
    }

    fn visit_unit<E>(self) -> Result<Member<'de>, E> {
        Ok(Member::Other("null"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Member<'de>, A::Error> {
        while access.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Member::Other("an array"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Member<'de>, A::Error> {
        while access.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Member::Other("an object"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Members<'_, 2>> {
        Members::read(json.as_bytes(), &["a", "b"])
    }

    #[test]
    fn a_name_that_occurs_twice_is_refused_even_when_it_is_written_differently() {
        assert!(read(r#"{"a":1,"b":2,"c":3}"#).is_some());
        for twice in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"a":null,"a":1}"#,
            r#"{"c":1,"d":2,"c":1}"#,
        ] {
            assert!(read(twice).is_none(), "{twice}");
        }
    }

    #[test]
    fn of_hundreds_of_names_not_all_are_read() {
        let object = |count: usize| {
            let names: Vec<String> = (0..count).map(|name| format!("\"{name}\":0")).collect();
            format!("{{\"a\":1,{}}}", names.join(","))
        };
        assert_eq!(read(&object(64)).unwrap().others.len(), 64);
        assert!(read(&object(65)).is_none());
    }

    #[test]
    fn what_is_not_one_object_is_refused() {
        for text in [
            "",
            "[]",
            "null",
            "1",
            "{} {}",
            "{}x",
            "{\"a\":}",
            "{'a':1}",
            "{\"a\":1,}",
        ] {
            assert!(read(text).is_none(), "{text:?}");
        }
        assert!(Members::read(b"{\"a\":\"\xff\"}", &["a"]).is_none());
        assert!(Members::read(b"{\"c\":\"\xff\"}", &["a"]).is_none());
    }

    #[test]
    fn a_value_is_taken_for_what_it_is() {
        let value = |json: &str| {
            let object = format!("{{\"a\":{json}}}");
            read(&object).unwrap().get("a").to_string()
        };
        for (json, seen) in [
            ("\"x\"", "\"x\""),
            ("\"\\u0078\"", "\"x\""),
            ("-1", "-1"),
            ("9223372036854775807", "9223372036854775807"),
            ("9223372036854775808", "a number too large"),
            ("1.0", "a number that is not whole, or too large"),
            ("1e3", "a number that is not whole, or too large"),
            ("true", "true or false"),
            ("null", "null"),
            ("[1,[2]]", "an array"),
            ("{\"a\":{}}", "an object"),
        ] {
            assert_eq!(value(json), seen, "{json}");
        }
        assert_eq!(read("{}").unwrap().get("a"), &Member::Absent);
    }

    #[test]
    fn a_long_text_is_shown_cut_and_an_odd_one_escaped() {
        let long = Member::Text("é".repeat(65).into());
        assert_eq!(long.to_string(), format!("\"{}\"…", "é".repeat(64)));
        let odd = Member::Text("\u{1b}[2J".into());
        assert_eq!(odd.to_string(), "\"\\u{1b}[2J\"");
    }

    #[test]
    fn depth_is_no_way_to_break_it() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let _ = read(&deep);
        let deep = format!("{{\"c\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let _ = read(&deep);
    }
}
