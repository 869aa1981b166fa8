//! A Rust file with blanks in place of its comments and strings, byte for byte: what
//! is found in it is code, and stands at the same place in the file.

use crate::tidy::lexer::{Kind, pieces};

pub(super) fn mask(text: &str) -> String {
    let mut mask = String::with_capacity(text.len());
    for (kind, piece) in pieces(text) {
        if kind == Kind::Code {
            mask.push_str(piece);
            continue;
        }
        mask.extend(piece.bytes().map(|byte| match byte {
            b'\n' => '\n',
            _ => ' ',
        }));
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_at_its_place() {
        let text = "a(\"令 {\"); // } \nb('{') /* [\n */ c";
        let mask = mask(text);
        assert_eq!(mask.len(), text.len());
        assert_eq!(mask.find('b'), text.find("b("));
        assert!(!mask.contains(['{', '}', '[']));
        assert!(mask.ends_with("\n     c") || mask.ends_with("c"));
    }
}
