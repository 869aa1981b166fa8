//! The title of the page in the browser's tab, and what screen readers say
//! first.

use leptos::prelude::*;

/// Keeps the document's title in step with `title`, whatever the language.
pub(crate) fn use_title(title: impl Fn() -> String + Send + Sync + 'static) {
    Effect::new(move || document().set_title(&format!("{} · Tessera", title())));
}
