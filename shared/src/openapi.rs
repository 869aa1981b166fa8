//! The rules for fields as JSON Schema, for the document of the API.
//!
//! Each is written from the constants that the rule itself is checked by. The API
//! tests hold both against each other: whatever the server takes must fit.

use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::error::ErrorCode;
use crate::note::{BODY_MAX_CHARS, LINK_MAX_SECONDS, TITLE_MAX_CHARS};
use crate::password::Password;
use crate::user::DisplayName;
use crate::username::Username;

/// What `str::trim` takes away, for a class of a regular expression. `\s` would
/// be another set in each language that reads the document.
const BLANK: &str =
    r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";

/// What `user::is_disturbing` finds, for such a class; a test compares the two.
/// The last ones stand there as they are, since `\u` reaches no further than
/// U+FFFF.
const DISTURBING: &str = "\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u115f\\u1160\\u200b\
    \\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0\
    \u{e0000}-\u{e0fff}";

/// The two joiners, of which alone no name consists.
const JOINERS: &str = r"\u200c\u200d";

/// Where mail reaches a user, or nothing.
pub(crate) struct MailAddress;
/// A text that is not white space alone.
pub(crate) struct NotBlank;
/// The title of a note.
pub(crate) struct Title;
/// The text of a note.
pub(crate) struct Body;
/// How long a link works.
pub(crate) struct LinkSeconds;

fn text(description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
}

macro_rules! schemas {
    ($($name:ident => $schema:expr;)+) => {
        $(
            impl PartialSchema for $name {
                fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                    let schema: Object = $schema.build();
                    schema.into()
                }
            }

            impl ToSchema for $name {}
        )+
    };
}

schemas! {
    Username => text("The name to log in with. Upper case is folded to lower case.")
        .min_length(Some(Username::MIN_CHARS))
        .max_length(Some(Username::MAX_CHARS))
        .pattern(Some("^[A-Za-z][A-Za-z0-9_]*$"));

    Password => text(
        "A new password: characters of any kind, and none of the passwords that are tried first.",
    )
        .min_length(Some(Password::MIN_CHARS))
        .max_length(Some(Password::MAX_CHARS));

    // White space around it is taken away before the rest is counted, so that the
    // length can be told by the pattern only.
    DisplayName => text(&format!(
        "The name to show: 1 to {} characters of any script, on one line.",
        DisplayName::MAX_CHARS
    ))
        .pattern(Some(format!(
            "^[{BLANK}]*(?![{JOINERS}]*[{BLANK}]*$)[^{DISTURBING}{BLANK}]\
             (?:[^{DISTURBING}]{{0,{}}}[^{DISTURBING}{BLANK}])?[{BLANK}]*$",
            DisplayName::MAX_CHARS - 2
        )));

    // What an address is, no pattern tells: this is what every one has.
    MailAddress => text("An e-mail address. Empty takes the one that was there away.")
        .pattern(Some(format!("^[{BLANK}]*$|@")));

    NotBlank => text("Any text that is not white space alone.")
        .min_length(Some(1))
        .pattern(Some(format!("[^{BLANK}]")));

    Title => text("One line.")
        .min_length(Some(1))
        .max_length(Some(TITLE_MAX_CHARS))
        .pattern(Some(format!("^[^{DISTURBING}]*[^{DISTURBING}{BLANK}][^{DISTURBING}]*$")));

    Body => text("Plain text; may be empty.")
        .max_length(Some(BODY_MAX_CHARS))
        .pattern(Some(r"^[^\u0000]*$"));

    LinkSeconds => ObjectBuilder::new()
        .schema_type(Type::Integer)
        .description(Some("Seconds."))
        .minimum(Some(1))
        .maximum(Some(LINK_MAX_SECONDS));

    ErrorCode => text("Why a request was refused: stable, one name for one reason.")
        .enum_values(Some(ErrorCode::ALL.iter().map(|code| code.as_str())));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::is_disturbing;

    /// The characters that a class of the kind above names.
    fn characters(class: &str) -> Vec<std::ops::RangeInclusive<char>> {
        let mut ends = Vec::new();
        let mut rest = class.chars();
        while let Some(c) = rest.next() {
            let c = match c {
                '\\' => {
                    assert_eq!(rest.next(), Some('u'));
                    let digits: String = rest.by_ref().take(4).collect();
                    char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap()
                }
                other => other,
            };
            ends.push(c);
        }
        let mut ranges = Vec::new();
        let mut ends = ends.into_iter().peekable();
        while let Some(first) = ends.next() {
            let last = match ends.next_if_eq(&'-') {
                Some(_) => ends.next().unwrap(),
                None => first,
            };
            ranges.push(first..=last);
        }
        ranges
    }

    #[test]
    fn the_classes_name_the_characters_that_the_rules_mean() {
        let (blank, disturbing) = (characters(BLANK), characters(DISTURBING));
        for c in '\0'..=char::MAX {
            let is_in = |ranges: &[std::ops::RangeInclusive<char>]| {
                ranges.iter().any(|range| range.contains(&c))
            };
            assert_eq!(is_in(&blank), c.is_whitespace(), "{c:?}");
            assert_eq!(is_in(&disturbing), is_disturbing(c), "{c:?}");
        }
    }
}
