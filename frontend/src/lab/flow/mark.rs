//! Which of the recorded requests somebody asked for here, and how the token was
//! altered for them: the log itself knows only what went over the wire.

use std::sync::Arc;

use shared::unverified;

use crate::wire_log::Exchange;

/// What can be done on this page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Action {
    LogIn,
    Call,
    WithoutToken,
    Altered(Alteration),
    Expired,
    /// Having a token made for the next trial.
    Made,
    Refresh,
    LogOut,
}

/// An action, and where in the log its request is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    /// It comes after this exchange,
    pub(super) after: u32,
    /// and is the first with this path.
    pub(super) path: &'static str,
    pub(super) action: Action,
}

/// The action that the exchange at this place of the log belongs to.
pub(super) fn action_of<'a>(
    log: &[Arc<Exchange>],
    index: usize,
    marks: &'a [Mark],
) -> Option<&'a Action> {
    let exchange = &log[index];
    let is_of = |mark: &&Mark| {
        let first = log
            .iter()
            .find(|e| e.id > mark.after && e.request.path == mark.path);
        first.is_some_and(|first| first.id == exchange.id)
    };
    marks.iter().rfind(is_of).map(|mark| &mark.action)
}

/// A part of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenPart {
    Header,
    Payload,
    Signature,
}

impl TokenPart {
    pub(super) const ALL: [Self; 3] = [Self::Signature, Self::Payload, Self::Header];

    /// The name in forms.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// One character of a token, exchanged for another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alteration {
    pub(super) part: TokenPart,
    /// Where it is in the whole token, counted from 0.
    pub(super) at: usize,
    pub(super) was: char,
    pub(super) is: char,
    /// The token with it.
    pub(super) token: String,
}

/// Exchanges the character in the middle of a part: there, no bit of it is left
/// out of the decoded bytes, as may be at the end. None of what is no token.
pub(super) fn alter(token: &str, part: TokenPart) -> Option<Alteration> {
    let parts = unverified::split(token)?;
    let (start, text) = match part {
        TokenPart::Header => (0, parts.header),
        TokenPart::Payload => (parts.header.len() + 1, parts.payload),
        TokenPart::Signature => (token.len() - parts.signature.len(), parts.signature),
    };
    let at = start + text.len() / 2;
    let was = char::from(*token.as_bytes().get(at)?);
    if text.is_empty() || !token.is_ascii() {
        return None;
    }
    // The next one of the alphabet.
    let is = match was {
        'Z' => 'A',
        'z' => 'a',
        '9' => '0',
        '-' => '_',
        '_' => '-',
        other => char::from(u8::try_from(other).ok()? + 1),
    };
    Some(Alteration {
        part,
        at,
        was,
        is,
        token: format!("{}{is}{}", &token[..at], &token[at + 1..]),
    })
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn one_character_of_the_chosen_part_is_changed() {
        let token = "eyJhbGci.eyJpc3Mi.Qm3vUo0T";
        for (part, altered) in [
            (TokenPart::Header, "eyJhcGci.eyJpc3Mi.Qm3vUo0T"),
            (TokenPart::Payload, "eyJhbGci.eyJpd3Mi.Qm3vUo0T"),
            (TokenPart::Signature, "eyJhbGci.eyJpc3Mi.Qm3vVo0T"),
        ] {
            let alteration = alter(token, part).unwrap();
            assert_eq!(alteration.token, altered);
            assert_eq!(token.chars().nth(alteration.at), Some(alteration.was));
            assert_eq!(altered.chars().nth(alteration.at), Some(alteration.is));
        }
    }

    #[wasm_bindgen_test]
    fn what_follows_in_the_alphabet_stays_in_the_alphabet() {
        for was in ('A'..='Z')
            .chain('a'..='z')
            .chain('0'..='9')
            .chain("-_".chars())
        {
            let is = alter(&format!("x.x.{was}"), TokenPart::Signature)
                .unwrap()
                .is;
            assert!(is != was && (is.is_ascii_alphanumeric() || "-_".contains(is)));
        }
    }

    #[wasm_bindgen_test]
    fn what_is_no_token_is_not_altered() {
        for text in ["", "a.b", "a.b.", "令.牌.的"] {
            assert_eq!(alter(text, TokenPart::Signature), None, "{text}");
        }
    }
}
