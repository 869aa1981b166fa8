//! What of a SAML assertion is signed, byte for byte, and the assertion in lines
//! for reading.
//!
//! The server writes its assertions in canonical form, so what is digested and
//! what is signed can be cut out of them. A verifier of other people's XML must
//! parse and canonicalize it first.

use std::ops::Range;

const OPEN: &str = "<ds:Signature ";
const CLOSE: &str = "</ds:Signature>";
const NAMESPACE: &str = r#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#""#;

/// Where the signature stands.
pub(super) fn envelope(xml: &str) -> Option<Range<usize>> {
    let start = xml.find(OPEN)?;
    let end = start + xml[start..].find(CLOSE)? + CLOSE.len();
    Some(start..end)
}

/// The signature and what it is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Signed<'a> {
    /// What is digested: the assertion without the signature in it ("enveloped").
    pub(super) assertion: String,
    /// What RSA has signed: the note of the digest, by itself, where it declares
    /// the prefix that it inherits in the document.
    pub(super) signed_info: String,
    /// The digest that the note tells, in base64.
    pub(super) digest: &'a str,
    /// The signature, in base64.
    pub(super) signature: &'a str,
    /// The id of the element that the note is about.
    pub(super) reference: &'a str,
    /// The id of the assertion.
    pub(super) id: &'a str,
}

impl<'a> Signed<'a> {
    /// Reads it out of a document; `None` for one that the server did not write.
    pub(super) fn read(xml: &'a str) -> Option<Self> {
        let envelope = envelope(xml)?;
        let assertion = [&xml[..envelope.start], &xml[envelope.end..]].concat();
        let info = between(xml, "<ds:SignedInfo>", "</ds:SignedInfo>")?;
        Some(Self {
            assertion,
            signed_info: format!("<ds:SignedInfo{NAMESPACE}>{info}</ds:SignedInfo>"),
            digest: between(xml, "<ds:DigestValue>", "<")?,
            signature: between(xml, "<ds:SignatureValue>", "<")?,
            reference: between(xml, " URI=\"#", "\"")?,
            id: between(xml, " ID=\"", "\"")?,
        })
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

/// A line of the document for reading: how far it is moved in, and its bytes.
/// Elements without elements in them stand on one line.
pub(super) fn lines(xml: &str) -> Vec<(usize, Range<usize>)> {
    let mut lines: Vec<(usize, Range<usize>)> = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    let mut was_opened = false;
    while at < xml.len() {
        let length = xml[at + 1..]
            .find('<')
            .map_or(xml.len() - at, |next| next + 1);
        // A tag, and the text up to the next one.
        let range = at..at + length;
        let closes = xml[at..].starts_with("</");
        match lines.last_mut() {
            Some((_, line)) if closes && was_opened => line.end = range.end,
            _ => {
                let indent = if closes {
                    depth.saturating_sub(1)
                } else {
                    depth
                };
                lines.push((indent, range));
            }
        }
        depth = if closes {
            depth.saturating_sub(1)
        } else {
            depth + 1
        };
        was_opened = !closes;
        at += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    const XML: &str = concat!(
        r#"<saml:Assertion ID="_1"><saml:Issuer>me</saml:Issuer>"#,
        r#"<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>"#,
        r##"<ds:Reference URI="#_1"><ds:DigestValue>ZA==</ds:DigestValue></ds:Reference>"##,
        r"</ds:SignedInfo><ds:SignatureValue>cw==</ds:SignatureValue></ds:Signature>",
        r"<saml:Empty></saml:Empty></saml:Assertion>"
    );

    #[wasm_bindgen_test]
    fn the_signed_bytes_are_cut_out_of_the_document() {
        let signed = Signed::read(XML).unwrap();
        assert_eq!(
            signed.assertion,
            r#"<saml:Assertion ID="_1"><saml:Issuer>me</saml:Issuer><saml:Empty></saml:Empty></saml:Assertion>"#
        );
        assert!(
            signed
                .signed_info
                .starts_with(r#"<ds:SignedInfo xmlns:ds="http"#)
        );
        assert!(
            signed
                .signed_info
                .ends_with("</ds:Reference></ds:SignedInfo>")
        );
        assert_eq!((signed.digest, signed.signature), ("ZA==", "cw=="));
        assert_eq!((signed.reference, signed.id), ("_1", "_1"));
        assert_eq!(Signed::read("<a></a>"), None);
    }

    #[wasm_bindgen_test]
    fn the_lines_are_the_document() {
        let lines = lines(XML);
        let joined: String = lines.iter().map(|(_, range)| &XML[range.clone()]).collect();
        assert_eq!(joined, XML);
        let shown: Vec<_> = lines
            .iter()
            .map(|(depth, range)| (*depth, &XML[range.clone()]))
            .collect();
        assert_eq!(shown[0], (0, r#"<saml:Assertion ID="_1">"#));
        assert_eq!(shown[1], (1, "<saml:Issuer>me</saml:Issuer>"));
        assert_eq!(shown[4].0, 3);
        assert_eq!(shown.last(), Some(&(0, "</saml:Assertion>")));
        assert_eq!(shown[shown.len() - 2], (1, "<saml:Empty></saml:Empty>"));
    }
}
