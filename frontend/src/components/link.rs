//! A link from page to page.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::router::{is_below, page_of, use_router};

/// A link that says when it leads to the page one is at (`aria-current`), by which
/// screen readers and the style tell it from the others. Where that does not matter,
/// an `<a>` does: the router follows it as well.
#[component]
pub(crate) fn A(
    /// A path of ours.
    #[prop(into)]
    href: TextProp,
    /// Not for the pages below it.
    #[prop(optional)]
    exact: bool,
    children: Children,
) -> impl IntoView {
    let router = use_router();
    let target = href.clone();
    let current = move || {
        let (path, href) = (router.path(), target.get());
        let is_here = match exact {
            true => path == page_of(&href),
            false => is_below(&path, &href),
        };
        is_here.then_some("page")
    };
    view! {
        <a href=move || href.get() aria-current=current>
            {children()}
        </a>
    }
}
