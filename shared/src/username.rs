//! The name to log in with: one rule, checked on both sides.

use std::fmt;

use crate::validation::Broken;

/// A user name: 3 to 32 of `a-z`, `0-9` and `_`, the first one a letter.
///
/// Upper case is folded, and nothing outside ASCII is let in: `Alice`, `ａｌｉｃｅ`
/// and `аlice` with a Cyrillic а would all look like `alice` to somebody. What a
/// person is called stands in the display name, which takes any script.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// The least number of characters.
    pub const MIN_CHARS: usize = 3;
    /// The greatest number of characters.
    pub const MAX_CHARS: usize = 32;

    /// Takes a name, folding `A-Z` to lower case.
    ///
    /// # Errors
    /// Which rule it breaks.
    ///
    /// ```
    /// use shared::username::Username;
    /// assert_eq!(Username::parse("John_Doe").unwrap().as_str(), "john_doe");
    /// assert!(Username::parse("ａｌｉｃｅ").is_err());
    /// ```
    pub fn parse(name: &str) -> Result<Self, Broken> {
        let name = name.to_ascii_lowercase();
        if name.is_empty() {
            return Err(Broken::Required);
        }
        let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !name.chars().all(is_allowed) || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(Broken::InvalidCharacter);
        }
        if name.len() < Self::MIN_CHARS {
            return Err(Broken::TooShort {
                min: Self::MIN_CHARS,
            });
        }
        if name.len() > Self::MAX_CHARS {
            return Err(Broken::TooLong {
                max: Self::MAX_CHARS,
            });
        }
        Ok(Self(name))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_of_a_name_are_either_the_same_name_or_refused() {
        assert_eq!(Username::parse("ALICE"), Username::parse("alice"));
        for name in [
            "ａｌｉｃｅ",
            "аlice",
            "alice\u{0301}",
            " alice",
            "alice\0",
            "a lice",
        ] {
            assert_eq!(
                Username::parse(name),
                Err(Broken::InvalidCharacter),
                "{name:?}"
            );
        }
    }

    #[test]
    fn a_name_has_three_to_thirty_two_characters_and_starts_with_a_letter() {
        assert_eq!(Username::parse(""), Err(Broken::Required));
        assert_eq!(Username::parse("ab"), Err(Broken::TooShort { min: 3 }));
        assert!(Username::parse("abc").is_ok());
        assert!(Username::parse(&"a".repeat(32)).is_ok());
        assert_eq!(
            Username::parse(&"a".repeat(33)),
            Err(Broken::TooLong { max: 32 })
        );
        assert_eq!(Username::parse("1abc"), Err(Broken::InvalidCharacter));
        assert_eq!(Username::parse("_abc"), Err(Broken::InvalidCharacter));
    }
}
