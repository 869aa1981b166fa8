//! The words of the page, in English and Chinese, and which of them to show.
//!
//! A language is one `static` of plain structs: a text that is missing in one
//! of them does not compile. A framework with message files would find that out
//! in the browser; two languages need no more than this.

mod en;
mod texts;
mod zh_cn;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::storage::Area;

pub(crate) use texts::{ClaimText, ErrorText, Texts};

/// Where the choice is kept.
const KEY: &str = "tessera.language";

/// The languages of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// English, and what everybody gets whose language is not here.
    English,
    /// Chinese in simplified characters.
    Chinese,
}

impl Language {
    /// The tag for `<html lang>` and for formatting times (BCP 47).
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// Its words.
    pub(crate) fn texts(self) -> &'static Texts {
        match self {
            Self::English => &en::TEXTS,
            Self::Chinese => &zh_cn::TEXTS,
        }
    }

    /// The one that the switch leads to.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }

    /// What somebody chose here, else the first of the browser's languages that
    /// we have, else English.
    fn choose(stored: Option<&str>, preferred: &[String]) -> Self {
        let known = |tag: &str| {
            let primary = tag.split('-').next().unwrap_or_default();
            match primary.to_ascii_lowercase().as_str() {
                "en" => Some(Self::English),
                "zh" => Some(Self::Chinese),
                _ => None,
            }
        };
        stored
            .and_then(known)
            .or_else(|| preferred.iter().find_map(|tag| known(tag)))
            .unwrap_or(Self::English)
    }
}

/// The language that is shown; everything that reads it follows a change.
#[derive(Clone, Copy)]
pub(crate) struct I18n(RwSignal<Language>);

impl I18n {
    /// Chooses the language and keeps `<html lang>` in step with it, by which
    /// screen readers choose a voice and browsers the glyphs of Han characters.
    pub(crate) fn start() -> Self {
        let preferred: Vec<String> = window()
            .navigator()
            .languages()
            .iter()
            .filter_map(|tag: JsValue| tag.as_string())
            .collect();
        let language = Language::choose(Area::Local.read(KEY).as_deref(), &preferred);
        let i18n = Self(RwSignal::new(language));
        Effect::new(move || {
            if let Some(root) = document().document_element() {
                // Fails for malformed names only, and this is none.
                _ = root.set_attribute("lang", i18n.language().tag());
            }
        });
        i18n
    }

    pub(crate) fn language(self) -> Language {
        self.0.get()
    }

    /// Shows the other language from now on, on the next visit too.
    pub(crate) fn switch(self) {
        self.0.update(|language| *language = language.other());
        // Where storage is blocked, the choice holds until the page is left.
        _ = Area::Local.write(KEY, self.0.get_untracked().tag());
    }
}

/// The language, for what formats by it.
pub(crate) fn use_i18n() -> I18n {
    expect_context::<I18n>()
}

/// The words in the language that is shown: `{move || t().login.title}`.
pub(crate) fn use_texts() -> impl Fn() -> &'static Texts + Copy + Send + Sync + 'static {
    let i18n = use_i18n();
    move || i18n.language().texts()
}

#[cfg(test)]
mod tests {
    use shared::error::ErrorCode;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn preferred(tags: &[&str]) -> Vec<String> {
        tags.iter().map(|&tag| tag.to_owned()).collect()
    }

    #[wasm_bindgen_test]
    fn the_browsers_first_known_language_is_chosen() {
        for (tags, expected) in [
            (&["zh-CN", "en"][..], Language::Chinese),
            (&["zh"], Language::Chinese),
            (&["zh-Hant-TW"], Language::Chinese),
            (&["ZH-hk"], Language::Chinese),
            (&["fr", "zh-CN", "en"], Language::Chinese),
            (&["en-GB", "zh-CN"], Language::English),
            (&["fr", "de"], Language::English),
            (&["zha"], Language::English),
            (&[], Language::English),
        ] {
            assert_eq!(
                Language::choose(None, &preferred(tags)),
                expected,
                "{tags:?}"
            );
        }
    }

    #[wasm_bindgen_test]
    fn a_choice_that_was_made_here_comes_first() {
        let browser = preferred(&["en"]);
        assert_eq!(Language::choose(Some("zh-CN"), &browser), Language::Chinese);
        assert_eq!(
            Language::choose(Some("klingon"), &browser),
            Language::English
        );
    }

    #[wasm_bindgen_test]
    fn every_error_code_is_explained_in_both_languages_and_not_copied() {
        for &code in ErrorCode::ALL {
            let en = (Language::English.texts().error)(code);
            let zh = (Language::Chinese.texts().error)(code);
            for (en, zh) in [
                (en.title, zh.title),
                (en.what, zh.what),
                (en.remedy, zh.remedy),
            ] {
                assert!(!en.is_empty() && en.is_ascii(), "{code}: {en}");
                assert!(zh.chars().any(is_han), "{code}: {zh}");
            }
        }
    }

    #[wasm_bindgen_test]
    fn chinese_sentences_have_full_width_punctuation_and_one_space_beside_latin() {
        for &code in ErrorCode::ALL {
            let text = (Language::Chinese.texts().error)(code);
            for sentence in [text.title, text.what, text.remedy] {
                assert_spaced(sentence);
            }
        }
    }

    /// One normal space between a Han character and a Latin letter or digit, the
    /// same everywhere, and no half-width comma or full stop after Chinese.
    fn assert_spaced(sentence: &str) {
        for pair in sentence.chars().collect::<Vec<_>>().windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let touches = (is_han(a) && b.is_ascii_alphanumeric())
                || (a.is_ascii_alphanumeric() && is_han(b));
            assert!(!touches, "no space in {a}{b}: {sentence}");
            let half = is_han(a) && matches!(b, ',' | '.' | ';' | ':' | '?' | '!' | '(');
            assert!(!half, "half-width {b}: {sentence}");
        }
    }

    fn is_han(c: char) -> bool {
        ('\u{4E00}'..='\u{9FFF}').contains(&c)
    }
}
