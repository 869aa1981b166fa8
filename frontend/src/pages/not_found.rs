//! An address that leads nowhere.

use leptos::prelude::*;

use crate::components::{A, use_title};
use crate::locales::use_texts;

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    let t = use_texts();
    use_title(move || t().not_found.title.to_owned());
    view! {
        <section class="page narrow">
            <h1 tabindex="-1">{move || t().not_found.title}</h1>
            <p class="lead">{move || t().not_found.lead}</p>
            <p class="actions">
                <A href="/" attr:class="button">
                    {move || t().not_found.home}
                </A>
            </p>
        </section>
    }
}
