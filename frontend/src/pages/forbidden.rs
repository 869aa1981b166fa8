//! For those who follow a link to what is not theirs.

use leptos::prelude::*;

use crate::components::{A, use_title};
use crate::locales::use_texts;

#[component]
pub(super) fn Forbidden() -> impl IntoView {
    let t = use_texts();
    use_title(move || t().forbidden.title.to_owned());
    view! {
        <section class="page narrow" data-testid="forbidden">
            <p class="meta">
                <code>{"403 · forbidden"}</code>
            </p>
            <h1 tabindex="-1">{move || t().forbidden.title}</h1>
            <p class="lead">{move || t().forbidden.lead}</p>
            <p class="actions">
                <A href="/" attr:class="button">
                    {move || t().forbidden.home}
                </A>
            </p>
        </section>
    }
}
