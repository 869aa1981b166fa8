//! What stands in for content: while it is on its way, and when it does not
//! come.

use leptos::prelude::*;

use super::notice::{Message, Notice};
use crate::api::ApiError;
use crate::locales::use_texts;

/// Grey lines where text will be.
#[component]
pub(crate) fn Skeleton(#[prop(default = 3)] lines: usize) -> impl IntoView {
    let t = use_texts();
    let line = |_| view! { <span class={"line"}></span> };
    view! {
        <div class="skeleton">
            <span class="visually-hidden" role="status">
                {move || t().common.loading}
            </span>
            <span aria-hidden="true" aria-busy="true" class="lines">
                {(0..lines).map(line).collect_view()}
            </span>
        </div>
    }
}

/// Why nothing came, and a button to try again.
#[component]
pub(crate) fn Obstacle(
    /// What stood in the way.
    error: ApiError,
    /// The button was pressed.
    on_retry: impl Fn() + Send + Sync + 'static,
    /// What else can be done.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let t = use_texts();
    let message = move || Some(Message::from_error(&error, t()));
    view! {
        <Notice message=Signal::derive(message) urgent=true />
        <p class="actions">
            <button type="button" class="button" on:click=move |_| on_retry()>
                {move || t().common.retry}
            </button>
            {children.map(|children| children())}
        </p>
    }
}
