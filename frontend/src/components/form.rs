//! What a field of a form knows: its text, whether to complain about it yet,
//! and what the server said.

use leptos::prelude::*;
use shared::note::{BODY_MAX_CHARS, TITLE_MAX_CHARS};
use shared::password::Password;
use shared::user::{DisplayName, Email};
use shared::username::Username;
use shared::validation::{Broken, FieldError, FieldErrorCode};
use wasm_bindgen::JsCast;

use crate::locales::Texts;

/// One field, by its name on the wire.
#[derive(Clone, Copy)]
pub(crate) struct FormField {
    pub(crate) name: &'static str,
    pub(crate) value: RwSignal<String>,
    check: fn(&str) -> Result<(), Broken>,
    /// Complaints wait until somebody has left the field or sent the form:
    /// "too short" after the first letter helps nobody.
    is_due: RwSignal<bool>,
    from_server: RwSignal<Option<Fault>>,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It breaks a rule.
    Rule(FieldErrorCode),
    /// Somebody else has this user name.
    UsernameTaken,
    /// It is not the user's password.
    WrongPassword,
}

impl FormField {
    /// An empty field, checked by the rule that the server has as well.
    pub(crate) fn new(name: &'static str, check: fn(&str) -> Result<(), Broken>) -> Self {
        Self {
            name,
            value: RwSignal::new(String::new()),
            check,
            is_due: RwSignal::new(false),
            from_server: RwSignal::new(None),
        }
    }

    /// What to say about the field now.
    pub(crate) fn fault(self) -> Option<Fault> {
        let own = move || {
            let broken = self.value.with(|value| (self.check)(value)).err()?;
            self.is_due.get().then(|| Fault::Rule(broken.code()))
        };
        self.from_server.get().or_else(own)
    }

    /// Whether the field holds what it may, said or not.
    pub(crate) fn is_valid(self) -> bool {
        self.value
            .with_untracked(|value| (self.check)(value))
            .is_ok()
    }

    /// The field holds this text now. If it is another than before, what the
    /// server said was about the old one.
    ///
    /// Fields report both `input` and `change`: password managers and browsers
    /// that fill in forms do not all send the former.
    pub(crate) fn edited(self, text: String) {
        if self.value.with_untracked(|value| *value != text) {
            self.from_server.set(None);
            self.value.set(text);
        }
    }

    /// Somebody left the field. An empty one is passed over on the way to
    /// another, and is not complained about before the form is sent.
    pub(crate) fn left(self) {
        if self.value.with_untracked(|value| !value.is_empty()) {
            self.is_due.set(true);
        }
    }

    /// The form is being sent.
    pub(crate) fn submitted(self) {
        self.is_due.set(true);
    }

    /// Empty and unsaid again, as for the next time that the form is opened.
    pub(crate) fn reset(self) {
        self.start_with(String::new());
    }

    /// Holds what the server knows, and nothing is wrong with it yet.
    pub(crate) fn start_with(self, text: String) {
        self.value.set(text);
        self.is_due.set(false);
        self.from_server.set(None);
    }

    /// The server says that something is wrong with this field.
    pub(crate) fn refused(self, fault: Fault) {
        self.from_server.set(Some(fault));
    }

    /// Takes what the server says about this field, if it does.
    pub(crate) fn refused_by(self, errors: &[FieldError]) -> bool {
        let error = errors.iter().find(|error| error.field == self.name);
        if let Some(error) = error {
            self.refused(Fault::Rule(error.code));
        }
        error.is_some()
    }
}

impl Fault {
    /// The fault in words, with the figures of the rules that both sides share.
    pub(crate) fn text(self, field: &str, t: &Texts) -> String {
        let rule = match self {
            Self::UsernameTaken => return t.field.username_taken.to_owned(),
            Self::WrongPassword => return t.password.wrong.to_owned(),
            Self::Rule(rule) => rule,
        };
        let (min, max) = match field {
            "username" => (Username::MIN_CHARS, Username::MAX_CHARS),
            "password" | "new_password" => (Password::MIN_CHARS, Password::MAX_CHARS),
            "display_name" => (1, DisplayName::MAX_CHARS),
            "email" => (3, Email::MAX_CHARS),
            "title" => (1, TITLE_MAX_CHARS),
            _ => (0, BODY_MAX_CHARS),
        };
        match rule {
            FieldErrorCode::Required => t.field.required.to_owned(),
            FieldErrorCode::TooShort => (t.field.too_short)(min),
            FieldErrorCode::TooLong => (t.field.too_long)(max),
            FieldErrorCode::InvalidCharacter if field == "username" => {
                t.field.username_characters.to_owned()
            }
            FieldErrorCode::InvalidCharacter if field == "email" => t.field.no_address.to_owned(),
            FieldErrorCode::InvalidCharacter => t.field.other_characters.to_owned(),
            FieldErrorCode::TooCommon => t.field.too_common.to_owned(),
            FieldErrorCode::InvalidValue => t.field.invalid_value.to_owned(),
            FieldErrorCode::UnknownField => t.field.unknown_field.to_owned(),
        }
    }
}

/// Puts the cursor where something is to be mended.
pub(crate) fn focus_first_invalid() {
    // Once the page shows the faults.
    request_animation_frame(|| {
        let field = document()
            .query_selector("[aria-invalid='true']")
            .ok()
            .flatten();
        if let Some(field) = field.and_then(|f| f.dyn_into::<web_sys::HtmlElement>().ok()) {
            _ = field.focus();
        }
    });
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::locales::Language;

    fn check(name: &str) -> Result<(), Broken> {
        Username::parse(name).map(drop)
    }

    #[wasm_bindgen_test]
    fn a_field_complains_once_it_is_left_and_stops_as_soon_as_it_is_right() {
        let owner = Owner::new();
        owner.with(|| {
            let field = FormField::new("username", check);
            field.left();
            assert_eq!(field.fault(), None, "passed over while empty");
            field.edited("ab".to_owned());
            assert_eq!(field.fault(), None, "still being typed");
            field.left();
            assert_eq!(field.fault(), Some(Fault::Rule(FieldErrorCode::TooShort)));
            field.edited("abc".to_owned());
            assert_eq!(field.fault(), None);
        });
    }

    #[wasm_bindgen_test]
    fn what_the_server_said_stands_until_the_text_changes() {
        let owner = Owner::new();
        owner.with(|| {
            let field = FormField::new("username", check);
            field.edited("alice".to_owned());
            field.refused(Fault::UsernameTaken);
            assert_eq!(field.fault(), Some(Fault::UsernameTaken));
            field.edited("alice2".to_owned());
            assert_eq!(field.fault(), None);
        });
    }

    #[wasm_bindgen_test]
    fn faults_are_told_with_the_figures_of_the_rules() {
        let (en, zh) = (Language::English.texts(), Language::Chinese.texts());
        let short = Fault::Rule(FieldErrorCode::TooShort);
        assert_eq!(short.text("password", en), "At least 8 characters.");
        assert_eq!(short.text("username", zh), "至少 3 个字符。");
        let long = Fault::Rule(FieldErrorCode::TooLong);
        assert_eq!(long.text("title", en), "At most 120 characters.");
        assert_eq!(long.text("body", zh), "最多 10000 个字符。");
    }
}
