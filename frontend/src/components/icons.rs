//! The mark and the few icons. All are decoration: the text beside them or the
//! label around them says the same.
//!
//! Shapes are given as `{…}` blocks throughout: of what is wholly constant,
//! leptos makes HTML text for `innerHTML`, which the page's policy
//! (`require-trusted-types-for 'script'`) forbids.

use leptos::prelude::*;

use crate::theme::Theme;

/// Three tiles: header, payload, signature.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    let tile = |class: &'static str| view! { <span class=class></span> };
    view! {
        <span class="mark" aria-hidden="true">
            {tile("tile-header")} {tile("tile-payload")} {tile("tile-signature")}
        </span>
    }
}

/// A half-filled disc, a sun, a moon.
#[component]
pub(crate) fn ThemeIcon(#[prop(into)] theme: Signal<Theme>) -> impl IntoView {
    let shape = move || match theme.get() {
        Theme::System => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 2.2v13.6a6.8 6.8 0 0 0 0-13.6Z",
        Theme::Light => {
            "M12 7.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6ZM11 1.5h2v3.2h-2zM11 19.3h2v3.2h-2z\
             M1.5 11h3.2v2H1.5zM19.3 11h3.2v2h-3.2zM5.3 3.9l2.2 2.2-1.4 1.4-2.2-2.2z\
             M16.5 17.9l1.4-1.4 2.2 2.2-1.4 1.4zM3.9 18.7l2.2-2.2 1.4 1.4-2.2 2.2z\
             M16.5 6.1l2.2-2.2 1.4 1.4-2.2 2.2z"
        }
        Theme::Dark => "M20.5 14.4A8.7 8.7 0 0 1 9.6 3.5a8.7 8.7 0 1 0 10.9 10.9Z",
    };
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path fill-rule="evenodd" d=shape />
        </svg>
    }
}
