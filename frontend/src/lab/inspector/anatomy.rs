//! What a text is made of, if it is a token: for looking at, not for believing.
//! Whatever somebody pastes gets an answer here, and none of it is an error.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};

use super::json::{self, Fault, Member};

/// What is longer is not taken apart: the page would stand still, and no server
/// would take it.
pub(super) const MAX_READ: usize = 32 * 1024;

/// Reads what has padding or stray bits as well. The server does not; who looks
/// at a text wants to see what is in it all the same.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Anatomy {
    pub(super) shape: Shape,
    /// Empty where the shape has none.
    pub(super) header: Part,
    pub(super) payload: Part,
    pub(super) signature: Part,
}

/// How many parts there are, and what that means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Empty,
    TooLong,
    /// Three: a JWS (RFC 7515 §3.1).
    Signed,
    /// Five: a JWE, of which only the header can be read (RFC 7516 §3.1).
    Encrypted,
    /// Some other number.
    Other(usize),
}

/// One part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) raw: String,
    pub(super) bytes: Option<Vec<u8>>,
    /// Whether this is the one spelling of these bytes in base64url.
    pub(super) is_canonical: bool,
}

impl Anatomy {
    pub(super) fn of(text: &str) -> Self {
        let empty = |shape| Self {
            shape,
            header: Part::default(),
            payload: Part::default(),
            signature: Part::default(),
        };
        if text.is_empty() {
            return empty(Shape::Empty);
        }
        if text.len() > MAX_READ {
            return empty(Shape::TooLong);
        }
        let parts: Vec<&str> = text.split('.').collect();
        let part = |index: usize| {
            let raw = parts.get(index);
            raw.map(|raw| Part::of(raw)).unwrap_or_default()
        };
        let shape = match parts.len() {
            3 => Shape::Signed,
            5 => Shape::Encrypted,
            count => Shape::Other(count),
        };
        // The second part of a JWE is an encrypted key, and no payload.
        let has_payload = shape != Shape::Encrypted;
        Self {
            shape,
            header: part(0),
            payload: if has_payload {
                part(1)
            } else {
                Part::default()
            },
            signature: if has_payload {
                part(2)
            } else {
                Part::default()
            },
        }
    }

    /// A member of the header, if it is there and a text; the last, if it is
    /// there twice, as most libraries have it.
    pub(super) fn header_text(&self, name: &str) -> Option<String> {
        let members = self.header.members().ok()?;
        let member = members.into_iter().rfind(|member| member.name == name)?;
        member.text()
    }

    /// The token in the place of the claims, if there is one (RFC 7519 §5.2).
    pub(super) fn nested(&self) -> Option<String> {
        let text = self.payload.text()?;
        let inner = text.trim().trim_matches('"');
        let is_token = inner.starts_with("eyJ") && matches!(inner.split('.').count(), 3 | 5);
        is_token.then(|| inner.to_owned())
    }
}

impl Part {
    fn of(raw: &str) -> Self {
        let spelled = raw.replace('+', "-").replace('/', "_");
        Self {
            raw: raw.to_owned(),
            bytes: LENIENT.decode(spelled).ok(),
            is_canonical: URL_SAFE_NO_PAD.decode(raw).is_ok(),
        }
    }

    /// What is in it, as text.
    pub(super) fn text(&self) -> Option<String> {
        String::from_utf8(self.bytes.clone()?).ok()
    }

    pub(super) fn members(&self) -> Result<Vec<Member>, Fault> {
        json::members(&self.text().unwrap_or_default())
    }
}

/// The text with this part exchanged; parts that are missing are put there,
/// empty.
pub(super) fn with_part(text: &str, index: usize, part: &str) -> String {
    let mut parts: Vec<&str> = text.split('.').collect();
    while parts.len() < 3 {
        parts.push("");
    }
    parts[index] = part;
    parts.join(".")
}

/// Without what comes along when one copies a token: white space, quotes, and
/// the word before it in the header.
pub(super) fn tidied(text: &str) -> String {
    let token = text.trim().trim_matches(['"', '\'']);
    let token = token.strip_prefix("Authorization:").unwrap_or(token).trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token);
    token.split_whitespace().collect()
}

/// How a text differs from the token that it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Nothing,
    /// Another header or payload under the old signature.
    Content,
    /// Another signature under the old header and payload.
    Signature,
    /// Nothing is as it was.
    Everything,
}

impl Change {
    pub(super) fn between(original: &str, now: &str) -> Self {
        if original == now {
            return Self::Nothing;
        }
        let (Some(old), Some(new)) = (original.rsplit_once('.'), now.rsplit_once('.')) else {
            return Self::Everything;
        };
        match (old.0 == new.0, old.1 == new.1 && !old.1.is_empty()) {
            (true, _) => Self::Signature,
            (_, true) => Self::Content,
            _ => Self::Everything,
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn any_text_has_a_shape() {
        for (text, shape) in [
            ("", Shape::Empty),
            ("令牌", Shape::Other(1)),
            ("a.b", Shape::Other(2)),
            ("..", Shape::Signed),
            ("e30.e30.x", Shape::Signed),
            ("a.b.c.d", Shape::Other(4)),
            ("a.b.c.d.e", Shape::Encrypted),
        ] {
            assert_eq!(Anatomy::of(text).shape, shape, "{text}");
        }
        let huge = "x.".repeat(3_000_000);
        assert_eq!(Anatomy::of(&huge).shape, Shape::TooLong);
    }

    #[wasm_bindgen_test]
    fn a_part_is_read_however_it_is_spelled_and_its_spelling_is_told() {
        for (raw, is_canonical, text) in [
            ("e30", true, Some("{}")),
            ("e30=", false, Some("{}")),
            ("e31", false, Some("{}")),
            ("e3", false, Some("{")),
            ("e", false, None),
            ("!", false, None),
            ("_w", true, None),
        ] {
            let part = Part::of(raw);
            assert_eq!(part.is_canonical, is_canonical, "{raw}");
            assert_eq!(part.text().as_deref(), text, "{raw}");
        }
    }

    #[wasm_bindgen_test]
    fn of_an_encrypted_token_only_the_header_is_read() {
        let anatomy = Anatomy::of("eyJlbmMiOiJBMjU2R0NNIn0.e30.e30.e30.e30");
        assert_eq!(anatomy.header_text("enc").as_deref(), Some("A256GCM"));
        assert_eq!(anatomy.payload, Part::default());
    }

    #[wasm_bindgen_test]
    fn a_token_within_a_token_is_found() {
        // {"cty":"JWT"} . eyJhbGciOiJub25lIn0.e30. .
        let inner = "eyJhbGciOiJub25lIn0.e30.";
        let outer = format!("eyJjdHkiOiJKV1QifQ.{}.x", URL_SAFE_NO_PAD.encode(inner));
        assert_eq!(Anatomy::of(&outer).nested().as_deref(), Some(inner));
        assert_eq!(Anatomy::of(inner).nested(), None);
    }

    #[wasm_bindgen_test]
    fn a_part_is_exchanged_and_the_others_stay() {
        assert_eq!(with_part("a.b.c", 1, "x"), "a.x.c");
        assert_eq!(with_part("", 0, "x"), "x..");
        assert_eq!(with_part("a", 1, "x"), "a.x.");
    }

    #[wasm_bindgen_test]
    fn what_was_copied_along_goes() {
        for text in [
            "a.b.c",
            " a.b.c\n",
            "Bearer a.b.c",
            "Authorization: Bearer a.b.c",
            "\"a.b.c\"",
            "a.\n  b.c",
        ] {
            assert_eq!(tidied(text), "a.b.c", "{text:?}");
        }
    }

    #[wasm_bindgen_test]
    fn a_change_is_known_by_what_stayed() {
        for (now, change) in [
            ("a.b.c", Change::Nothing),
            ("a.x.c", Change::Content),
            ("x.b.c", Change::Content),
            ("a.b.x", Change::Signature),
            ("a.b.", Change::Signature),
            ("x.y.z", Change::Everything),
            ("", Change::Everything),
        ] {
            assert_eq!(Change::between("a.b.c", now), change, "{now}");
        }
        // No signature is not a signature that stayed.
        assert_eq!(Change::between("a.b.", "a.x."), Change::Everything);
    }
}
