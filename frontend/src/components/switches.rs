//! The two switches in the header: language and colours.

use leptos::prelude::*;

use super::icons::ThemeIcon;
use crate::locales::{use_i18n, use_texts};
use crate::theme::Theme;

/// Leads to the other language, and says so in that language: it is for people
/// who do not read this one.
#[component]
pub(crate) fn LanguageSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let t = use_texts();
    view! {
        <button
            type="button"
            class="switch"
            data-testid="language-switch"
            lang=move || i18n.language().other().tag()
            on:click=move |_| i18n.switch()
        >
            {move || t().header.other_language}
        </button>
    }
}

/// System, light, dark, and round again.
#[component]
pub(crate) fn ThemeSwitch() -> impl IntoView {
    let t = use_texts();
    let theme = RwSignal::new(Theme::stored());
    let label = move || match theme.get() {
        Theme::System => t().header.theme_system,
        Theme::Light => t().header.theme_light,
        Theme::Dark => t().header.theme_dark,
    };
    view! {
        <button
            type="button"
            class="switch"
            data-testid="theme-switch"
            aria-label=label
            title=label
            on:click=move |_| {
                theme.update(|theme| *theme = theme.next());
                theme.get_untracked().apply();
            }
        >
            <ThemeIcon theme />
        </button>
    }
}
