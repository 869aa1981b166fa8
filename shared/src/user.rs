//! A user, as others and they themselves get to see one.

use serde::{Deserialize, Serialize};

use crate::claims::Role;
#[cfg(feature = "openapi")]
use crate::openapi::MailAddress;
use crate::username::Username;
use crate::validation::{Broken, FieldErrors};

/// What `GET /api/me` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserProfile {
    /// A UUIDv7, the `sub` of the user's tokens.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub id: String,
    /// The name to log in with.
    pub username: String,
    /// The name to show.
    pub display_name: String,
    /// Where mail reaches the user, if they said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub email: Option<String>,
    /// What kind of user this is.
    pub role: Role,
    /// When the account was made (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = "date-time"))]
    pub created_at: String,
}

/// What `PATCH /api/me` may change. What is missing stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileChange {
    /// The name to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DisplayName>))]
    pub display_name: Option<String>,
    /// Where mail reaches the user; empty takes the address away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<MailAddress>))]
    pub email: Option<String>,
}

/// A [`ProfileChange`] whose every field has been checked.
pub struct CheckedProfileChange {
    /// The name to show, if it changes.
    pub display_name: Option<DisplayName>,
    /// The address, or none any more, if it changes.
    pub email: Option<Option<Email>>,
}

impl ProfileChange {
    /// Checks every field by the rules of its type.
    ///
    /// # Errors
    /// All the fields at fault.
    pub fn validate(&self) -> Result<CheckedProfileChange, FieldErrors> {
        let mut errors = FieldErrors::new();
        let display_name = self
            .display_name
            .as_deref()
            .and_then(|name| errors.check("display_name", DisplayName::parse(name)));
        let email = self.email.as_deref().map(str::trim).map(|email| {
            if email.is_empty() {
                None
            } else {
                errors.check("email", Email::parse(email))
            }
        });
        errors.into_result(CheckedProfileChange {
            display_name,
            email,
        })
    }
}

/// An e-mail address, as far as its form tells: something, an `@`, and a domain.
/// Whether it reaches anybody only a mail can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The longest address that mail servers carry (RFC 5321 §4.5.3.1.3).
    pub const MAX_CHARS: usize = 254;

    /// Takes an address.
    ///
    /// # Errors
    /// `too_long`, or `invalid_character` for what is no address.
    pub fn parse(address: &str) -> Result<Self, Broken> {
        if address.chars().count() > Self::MAX_CHARS {
            return Err(Broken::TooLong {
                max: Self::MAX_CHARS,
            });
        }
        let parts = address.rsplit_once('@');
        let is_address = parts.is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.is_empty()
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        });
        // What would end the header that the address is written into.
        let disturbs =
            |c: char| c.is_whitespace() || is_disturbing(c) || "<>()[],;:\\\"".contains(c);
        if !is_address || address.chars().any(disturbs) {
            return Err(Broken::InvalidCharacter);
        }
        Ok(Self(address.to_owned()))
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
    fn an_address_has_a_name_an_at_and_a_domain_and_nothing_that_ends_a_header() {
        for good in ["a@b", "wang.xiaoming+x@example.com", "\u{738b}@\u{4f8b}.cn"] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a@b.",
            "a@.b",
            "a b@c",
            "a@b\r\nBcc: x@y",
            "a@b,c@d",
            "<a@b>",
            "a@b\u{0}",
        ] {
            assert_eq!(Email::parse(bad), Err(Broken::InvalidCharacter), "{bad:?}");
        }
        assert!(Email::parse(&format!("{}@b", "a".repeat(253))).is_err());
    }

    #[test]
    fn what_is_missing_in_a_change_stays_and_an_empty_address_goes() {
        let change = |json: &str| {
            let change: ProfileChange = serde_json::from_str(json).unwrap();
            change.validate()
        };
        assert!(change("{}").unwrap().email.is_none());
        assert_eq!(change(r#"{"email":" "}"#).unwrap().email, Some(None));
        assert!(
            change(r#"{"email":"a@b"}"#)
                .unwrap()
                .email
                .flatten()
                .is_some()
        );
        assert!(change(r#"{"email":"a","display_name":""}"#).is_err());
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
