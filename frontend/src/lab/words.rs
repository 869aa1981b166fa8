//! The words of one lesson, in both languages.

use crate::locales::{Language, use_i18n};

/// The words in the language that is shown. Each lesson keeps its own beside its
/// pages: who leaves a lesson out leaves its words out.
pub(super) fn use_words<T>(
    en: &'static T,
    zh: &'static T,
) -> impl Fn() -> &'static T + Copy + Send + Sync + 'static
where
    T: Sync,
{
    let i18n = use_i18n();
    move || match i18n.language() {
        Language::English => en,
        Language::Chinese => zh,
    }
}
