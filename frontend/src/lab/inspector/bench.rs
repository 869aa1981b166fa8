//! What lies on the bench: the token, its parts as they are being edited, and
//! the key. All of it is in this page's memory alone, and gone with the page.

use std::sync::Arc;

use leptos::prelude::*;

use super::anatomy::{Anatomy, Change, with_part};
use super::entered::{Entered, Spelling};
use super::json;
use crate::lab::crypto::base64url;

/// The parts that one can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Editable {
    Header,
    Payload,
}

/// The token's text leads; everything else is read from it. Whoever edits a part
/// as JSON writes that part of the text anew, and no other byte of it.
#[derive(Clone, Copy)]
pub(super) struct Bench {
    token: RwSignal<String>,
    /// The token as it was brought or last signed.
    original: RwSignal<String>,
    header: RwSignal<String>,
    payload: RwSignal<String>,
    anatomy: Memo<Arc<Anatomy>>,
    key: RwSignal<String>,
    spelling: RwSignal<Spelling>,
}

impl Bench {
    pub(super) fn new() -> Self {
        let token = RwSignal::new(String::new());
        Self {
            token,
            original: RwSignal::new(String::new()),
            header: RwSignal::new(String::new()),
            payload: RwSignal::new(String::new()),
            anatomy: Memo::new(move |_| Arc::new(token.with(|text| Anatomy::of(text)))),
            key: RwSignal::new(String::new()),
            spelling: RwSignal::new(Spelling::Text),
        }
    }

    pub(super) fn token(self) -> String {
        self.token.get()
    }

    pub(super) fn token_untracked(self) -> String {
        self.token.get_untracked()
    }

    pub(super) fn anatomy(self) -> Arc<Anatomy> {
        self.anatomy.get()
    }

    /// How the token differs from the one that was brought.
    pub(super) fn change(self) -> Change {
        let token = self.token.read();
        self.original
            .with(|original| Change::between(original, &token))
    }

    /// Puts another token here.
    pub(super) fn load(self, token: &str) {
        self.original.set(token.to_owned());
        self.set(token.to_owned());
    }

    /// The same, with the key that it was signed with.
    pub(super) fn load_with_key(self, token: &str, key: &str) {
        self.enter_key(key.to_owned());
        self.spelling.set(Spelling::Text);
        self.load(token);
    }

    /// Somebody types in the token itself.
    pub(super) fn write(self, text: String) {
        let change = self
            .original
            .with_untracked(|original| Change::between(original, &text));
        if change == Change::Everything {
            self.original.set(text.clone());
        }
        self.set(text);
    }

    /// The token as it was brought.
    pub(super) fn restore(self) {
        self.set(self.original.get_untracked());
    }

    fn set(self, token: String) {
        self.token.set(token);
        let anatomy = self.anatomy.get_untracked();
        let text = |part: &super::anatomy::Part| json::spread(&part.text().unwrap_or_default());
        self.header.set(text(&anatomy.header));
        self.payload.set(text(&anatomy.payload));
    }

    /// A part as JSON, being edited.
    pub(super) fn part(self, part: Editable) -> RwSignal<String> {
        match part {
            Editable::Header => self.header,
            Editable::Payload => self.payload,
        }
    }

    /// Somebody types in a part. Half a word is no JSON, and goes into the token
    /// as it stands: the token is what one sees.
    pub(super) fn write_part(self, part: Editable, text: String) {
        let encoded = base64url(json::compact(&text));
        let index = match part {
            Editable::Header => 0,
            Editable::Payload => 1,
        };
        self.part(part).set(text);
        let token = self
            .token
            .with_untracked(|token| with_part(token, index, &encoded));
        self.token.set(token);
    }

    /// The text in the key field.
    pub(super) fn key(self) -> RwSignal<String> {
        self.key
    }

    pub(super) fn enter_key(self, text: String) {
        self.key.set(text);
    }

    pub(super) fn spelling(self) -> RwSignal<Spelling> {
        self.spelling
    }

    pub(super) fn entered(self) -> Entered {
        let spelling = self.spelling.get();
        self.key.with(|text| Entered::of(text, spelling))
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// RFC 7519 §3.1: its header and payload have line breaks in them.
    const SAMPLE: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[wasm_bindgen_test]
    fn what_was_not_edited_stays_as_it_is_to_the_byte() {
        Owner::new().with(|| {
            let bench = Bench::new();
            bench.load(SAMPLE);
            assert_eq!(bench.change(), Change::Nothing);
            let payload = bench.part(Editable::Payload).get_untracked();
            assert!(payload.contains("\"iss\": \"joe\",\n"), "{payload}");
            bench.write_part(Editable::Payload, r#"{"n": 1.00}"#.to_owned());
            let (header, _) = SAMPLE.split_once('.').unwrap();
            let (_, signature) = SAMPLE.rsplit_once('.').unwrap();
            let expected = format!("{header}.{}.{signature}", base64url(r#"{"n":1.00}"#));
            assert_eq!(bench.token_untracked(), expected);
            assert_eq!(bench.change(), Change::Content);
            bench.restore();
            assert_eq!(bench.token_untracked(), SAMPLE);
            assert_eq!(bench.part(Editable::Payload).get_untracked(), payload);
        });
    }

    #[wasm_bindgen_test]
    fn half_a_word_goes_into_the_token_as_it_stands() {
        Owner::new().with(|| {
            let bench = Bench::new();
            bench.write_part(Editable::Header, "{ \"al".to_owned());
            let expected = format!("{}..", base64url("{ \"al"));
            assert_eq!(bench.token_untracked(), expected);
            assert!(bench.anatomy().header.members().is_err());
        });
    }

    #[wasm_bindgen_test]
    fn another_token_that_is_pasted_is_no_edit_of_the_first() {
        Owner::new().with(|| {
            let bench = Bench::new();
            bench.load(SAMPLE);
            bench.write("e30.e30.AAAA".to_owned());
            assert_eq!(bench.change(), Change::Nothing);
            bench.write("e30.e30.AAAB".to_owned());
            assert_eq!(bench.change(), Change::Signature);
        });
    }
}
