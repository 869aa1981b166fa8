//! Notes: the protected resource of the demo, and the pattern for one's own.

use serde::{Deserialize, Deserializer, Serialize, de};

#[cfg(feature = "openapi")]
use crate::openapi::{Body, LinkSeconds, Title};
use crate::user::is_disturbing;
use crate::validation::{Broken, FieldErrors};

/// What a note is made or replaced with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteRequest {
    /// 1 to 120 characters, on one line.
    #[cfg_attr(feature = "openapi", schema(value_type = Title))]
    pub title: String,
    /// Up to 10,000 characters; may be empty.
    #[cfg_attr(feature = "openapi", schema(value_type = Body))]
    pub body: String,
}

/// A note, as its owner gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Note {
    /// A UUIDv7.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub id: String,
    /// One line of 1 to 120 characters.
    pub title: String,
    /// Plain text of up to 10,000 characters.
    pub body: String,
    /// When it was written first (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = "date-time"))]
    pub created_at: String,
    /// When it was last replaced (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = "date-time"))]
    pub updated_at: String,
}

/// A link for a while, by which anybody may download a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkRequest {
    /// How many seconds it is to work, up to an hour.
    #[serde(deserialize_with = "whole_number")]
    #[cfg_attr(feature = "openapi", schema(value_type = LinkSeconds))]
    pub expires_in: i64,
}

/// To JSON, `600.0` is the same number as `600` (RFC 8259 §6), and some programs
/// write it so.
fn whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let number = f64::deserialize(deserializer)?;
    if number.fract() != 0.0 {
        return Err(de::Error::custom("not a whole number"));
    }
    // What is beyond an i64 becomes the nearest one, which is too much as well.
    Ok(number as i64)
}

/// The longest that a link works, in seconds.
pub const LINK_MAX_SECONDS: i64 = 3600;

/// That link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkResponse {
    /// The address, complete.
    #[cfg_attr(feature = "openapi", schema(format = "uri"))]
    pub url: String,
    /// From when on it does not work (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = "date-time"))]
    pub expires_at: String,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The items of this page, the newest first.
    pub items: Vec<T>,
    /// What to send as `cursor` for the next page; missing on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "uuid", nullable = false))]
    pub next_cursor: Option<String>,
}

/// The greatest number of characters of a title.
pub const TITLE_MAX_CHARS: usize = 120;
/// The greatest number of characters of a body. Even when every one of them
/// takes four bytes in UTF-8, the note fits in a request.
pub const BODY_MAX_CHARS: usize = 10_000;

/// The rule of a title, for checking it while it is typed.
///
/// # Errors
/// Which rule it breaks.
pub fn check_title(title: &str) -> Result<(), Broken> {
    if title.trim().is_empty() {
        return Err(Broken::Required);
    }
    if title.chars().count() > TITLE_MAX_CHARS {
        return Err(Broken::TooLong {
            max: TITLE_MAX_CHARS,
        });
    }
    if title.chars().any(is_disturbing) {
        return Err(Broken::InvalidCharacter);
    }
    Ok(())
}

/// The rule of a body, for checking it while it is typed.
///
/// # Errors
/// Which rule it breaks.
pub fn check_body(body: &str) -> Result<(), Broken> {
    if body.chars().count() > BODY_MAX_CHARS {
        return Err(Broken::TooLong {
            max: BODY_MAX_CHARS,
        });
    }
    // PostgreSQL's text cannot hold a NUL, and nobody types one.
    if body.contains('\0') {
        return Err(Broken::InvalidCharacter);
    }
    Ok(())
}

impl NoteRequest {
    /// Checks both fields.
    ///
    /// # Errors
    /// All the fields at fault.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("title", check_title(&self.title));
        errors.check("body", check_body(&self.body));
        errors.into_result(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_at_fault_is_named_at_once() {
        let note = NoteRequest {
            title: " ".to_owned(),
            body: "x".repeat(BODY_MAX_CHARS + 1),
        };
        let errors = note.validate().unwrap_err().into_vec();
        let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["title", "body"]);
    }

    #[test]
    fn a_title_is_one_line_and_a_body_has_no_nul() {
        assert_eq!(check_title("a\nb"), Err(Broken::InvalidCharacter));
        assert_eq!(check_body("a\nb\tc"), Ok(()));
        assert_eq!(check_body("a\0b"), Err(Broken::InvalidCharacter));
    }
}
