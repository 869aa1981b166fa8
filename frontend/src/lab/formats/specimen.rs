//! A token of one format, taken apart as text: which stretch of it is what, and
//! what becomes of it when one character is another.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The formats, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Format {
    Hs256,
    Rs256,
    Swt,
    Saml,
    Jwe,
}

impl Format {
    pub(super) const ALL: [Self; 5] = [Self::Hs256, Self::Rs256, Self::Swt, Self::Saml, Self::Jwe];

    /// What the server signs.
    pub(super) const SIGNED: [Self; 4] = [Self::Hs256, Self::Rs256, Self::Swt, Self::Saml];

    /// Where its part of the page is.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Hs256 => "jwt-hs256",
            Self::Rs256 => "jwt-rs256",
            Self::Swt => "swt",
            Self::Saml => "saml",
            Self::Jwe => "jwe",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "JWT · HS256",
            Self::Rs256 => "JWT · RS256",
            Self::Swt => "SWT",
            Self::Saml => "SAML 2.0",
            Self::Jwe => "JWE",
        }
    }
}

/// What a stretch of a token is, whatever the format: the colours of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Header,
    Payload,
    Signature,
    /// Dots, and what is encrypted.
    Other,
}

impl Part {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Header => "part-header",
            Self::Payload => "part-payload",
            Self::Signature => "part-signature",
            Self::Other => "part-other",
        }
    }
}

/// The whole text, stretch by stretch. A text that was altered out of its shape
/// has none that could be told apart.
pub(super) fn stretches(format: Format, text: &str) -> Vec<(Part, Range<usize>)> {
    let whole = 0..text.len();
    match format {
        Format::Hs256 | Format::Rs256 => {
            dotted(text, &[Part::Header, Part::Payload, Part::Signature])
        }
        Format::Jwe => dotted(
            text,
            &[
                Part::Header,
                Part::Other,
                Part::Other,
                Part::Other,
                Part::Other,
            ],
        ),
        Format::Swt => match text.rfind("&HMACSHA256=") {
            Some(at) => vec![
                (Part::Payload, 0..at),
                (Part::Other, at..at + 1),
                (Part::Signature, at + 1..text.len()),
            ],
            None => vec![(Part::Payload, whole)],
        },
        Format::Saml => match super::saml::envelope(text) {
            Some(signature) => vec![
                (Part::Payload, 0..signature.start),
                (Part::Signature, signature.clone()),
                (Part::Payload, signature.end..text.len()),
            ],
            None => vec![(Part::Payload, whole)],
        },
    }
}

/// A compact serialization (RFC 7515 §7.1, RFC 7516 §7.1).
fn dotted(text: &str, parts: &[Part]) -> Vec<(Part, Range<usize>)> {
    let mut stretches = Vec::new();
    let mut at = 0;
    for (index, piece) in text.split('.').enumerate() {
        if index > 0 {
            stretches.push((Part::Other, at..at + 1));
            at += 1;
        }
        let part = parts.get(index).copied().unwrap_or(Part::Other);
        stretches.push((part, at..at + piece.len()));
        at += piece.len();
    }
    stretches
}

/// A piece of text to be shown in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) part: Part,
    /// Whether it is the character that was altered.
    pub(super) is_altered: bool,
    pub(super) text: String,
}

/// A range of the text in pieces.
pub(super) fn pieces(
    text: &str,
    range: Range<usize>,
    stretches: &[(Part, Range<usize>)],
    altered: Option<usize>,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut add = |part, is_altered, range: Range<usize>| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            let text = text.to_owned();
            pieces.push(Piece {
                part,
                is_altered,
                text,
            });
        }
    };
    for (part, stretch) in stretches {
        let (start, end) = (stretch.start.max(range.start), stretch.end.min(range.end));
        match altered.filter(|at| (start..end).contains(at)) {
            Some(at) => {
                add(*part, false, start..at);
                add(*part, true, at..at + 1);
                add(*part, false, at + 1..end);
            }
            None if start < end => add(*part, false, start..end),
            None => {}
        }
    }
    pieces
}

/// The token with one other character, and where: such that another user's id is
/// in it, as far as can be read. None if there is no such id.
pub(super) fn alter(format: Format, text: &str, subject: &str) -> Option<(String, usize)> {
    match format {
        Format::Hs256 | Format::Rs256 => alter_encoded(text, subject),
        Format::Swt | Format::Saml => {
            let last = text.find(subject)? + subject.len() - 1;
            let other = if text[last..].starts_with('0') {
                "1"
            } else {
                "0"
            };
            Some((replaced(text, last, other), last))
        }
        Format::Jwe => {
            let (at, ciphertext) = part_of(text, 3)?;
            Some(alter_at(text, at + ciphertext.len() / 2))
        }
    }
}

/// Where this part begins, counted from 0, and what it is.
pub(super) fn part_of(text: &str, index: usize) -> Option<(usize, &str)> {
    let part = text.split('.').nth(index)?;
    let before: usize = text.split('.').take(index).map(|part| part.len() + 1).sum();
    Some((before, part))
}

/// Another character of base64url in this place.
pub(super) fn alter_at(text: &str, at: usize) -> (String, usize) {
    let other = if text[at..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    (replaced(text, at, other), at)
}

/// In base64url a byte is spread over two characters: the one that gives another
/// hexadecimal digit is found by trying.
fn alter_encoded(token: &str, subject: &str) -> Option<(String, usize)> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (start, payload) = part_of(token, 1)?;
    let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    let byte = claims.find(subject)? + subject.len() - 1;
    let (before, after) = (&claims[..byte], &claims[byte + 1..]);
    let first = byte * 8 / 6;
    (first..first + 2).find_map(|at| {
        ALPHABET.iter().find_map(|&character| {
            let other = replaced(payload, at, &char::from(character).to_string());
            let decoded = String::from_utf8(URL_SAFE_NO_PAD.decode(&other).ok()?).ok()?;
            let digit = decoded.strip_prefix(before)?.strip_suffix(after)?;
            let is_other = digit.len() == 1
                && digit
                    .chars()
                    .all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
                && decoded != claims;
            is_other.then(|| (replaced(token, start + at, &other[at..=at]), start + at))
        })
    })
}

fn replaced(text: &str, at: usize, other: &str) -> String {
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

#[cfg(test)]
mod tests {
    use shared::unverified;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    const SUBJECT: &str = "01900000-0000-7000-8000-00000000abcf";

    fn jwt() -> String {
        let claims = format!(r#"{{"iss":"http://localhost","sub":"{SUBJECT}","exp":1}}"#);
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    #[wasm_bindgen_test]
    fn one_other_character_of_a_jwt_makes_it_another_users() {
        let token = jwt();
        let (other, at) = alter(Format::Hs256, &token, SUBJECT).unwrap();
        let differ = token.bytes().zip(other.bytes()).filter(|(a, b)| a != b);
        assert_eq!(differ.count(), 1);
        assert_ne!(token.as_bytes()[at], other.as_bytes()[at]);
        let claims = unverified::decode(&other).unwrap().claims;
        let subject = claims["sub"].as_str().unwrap();
        assert_ne!(subject, SUBJECT);
        assert_eq!(subject[..35], SUBJECT[..35]);
        assert_eq!(claims["exp"], 1);
        assert_eq!(alter(Format::Hs256, "e30.e30.x", SUBJECT), None);
    }

    #[wasm_bindgen_test]
    fn every_byte_of_a_token_is_in_one_stretch() {
        let swt = "Issuer=a&ExpiresOn=1&HMACSHA256=x%3D";
        let saml = "<a><ds:Signature x=\"y\">z</ds:Signature>b</a>";
        for (format, text, parts) in [
            (Format::Hs256, "a.bb.ccc", 5),
            (Format::Swt, swt, 3),
            (Format::Saml, saml, 3),
            (Format::Jwe, "a.b.c.d.e", 9),
            (Format::Swt, "nothing", 1),
            (Format::Saml, "nothing", 1),
        ] {
            let stretches = stretches(format, text);
            assert_eq!(stretches.len(), parts, "{text}");
            let pieces = pieces(text, 0..text.len(), &stretches, Some(2));
            let joined: String = pieces.iter().map(|piece| &*piece.text).collect();
            assert_eq!(joined, text);
            let altered: Vec<_> = pieces.iter().filter(|piece| piece.is_altered).collect();
            assert_eq!(altered.len(), 1);
            assert_eq!(altered[0].text, text[2..3]);
        }
    }

    #[wasm_bindgen_test]
    fn the_part_of_a_compact_token_is_found_by_its_number() {
        assert_eq!(part_of("aa.b.ccc", 2), Some((5, "ccc")));
        assert_eq!(part_of("aa.b.ccc", 3), None);
        assert_eq!(alter_at("ABC", 0), ("BBC".to_owned(), 0));
    }
}
