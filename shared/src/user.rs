//! A user, as others and they themselves get to see one.

use serde::{Deserialize, Serialize};

use crate::claims::Role;
use crate::username::Username;
use crate::validation::Broken;

/// What `GET /api/me` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserProfile {
    /// A UUIDv7, the `sub` of the user's tokens.
    pub id: String,
    /// The name to log in with.
    pub username: String,
    /// The name to show.
    pub display_name: String,
    /// Where mail reaches the user, if they said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What kind of user this is.
    pub role: Role,
    /// When the account was made (RFC 3339, UTC).
    pub created_at: String,
}

/// The name to show: 1 to 64 characters of any script, without those that
/// would disturb the text around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// How many characters it may have.
    pub const MAX_CHARS: usize = 64;

    /// Takes a name after trimming white space from both ends.
    ///
    /// # Errors
    /// `required` when nothing is left, `too_long`, or `invalid_character` for
    /// control characters and for those that reverse the direction of what
    /// follows (with which "nimda" could be made to read "admin").
    pub fn parse(name: &str) -> Result<Self, Broken> {
        let name = name.trim();
        if name.chars().all(is_joiner) {
            return Err(Broken::Required);
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err(Broken::TooLong {
                max: Self::MAX_CHARS,
            });
        }
        if name.chars().any(is_disturbing) {
            return Err(Broken::InvalidCharacter);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Username> for DisplayName {
    fn from(username: &Username) -> Self {
        Self(username.as_str().to_owned())
    }
}

/// Control characters, those that change the direction of the text around them
/// (Unicode TR 9 §2), and those that take part in no script and show nothing.
/// The two joiners of Persian, Hindi and emoji are not among them.
pub(crate) fn is_disturbing(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{00AD}'
                | '\u{061C}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_name_may_be_in_any_script_and_is_trimmed() {
        assert_eq!(DisplayName::parse(" 王小明 ").unwrap().as_str(), "王小明");
    }

    #[test]
    fn a_display_name_that_would_disturb_the_page_is_refused() {
        for name in [
            "a\u{202E}nimda",
            "a\nb",
            "a\u{0}b",
            "a\u{200B}b",
            "\u{3164}",
        ] {
            assert_eq!(
                DisplayName::parse(name),
                Err(Broken::InvalidCharacter),
                "{name:?}"
            );
        }
        for empty in [" \t", "", "\u{200D}"] {
            assert_eq!(DisplayName::parse(empty), Err(Broken::Required));
        }
        assert!(DisplayName::parse("👩\u{200D}💻").is_ok());
        assert_eq!(
            DisplayName::parse(&"名".repeat(65)),
            Err(Broken::TooLong { max: 64 })
        );
    }
}
