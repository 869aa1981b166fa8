//! Where the token is to be kept: four places, and who can read it in each.

use leptos::prelude::*;

use crate::locales::{Texts, use_texts};
use crate::token_store::StoreKind;

/// Folded, with the choice on its lid: most people log in and think of nothing.
#[component]
pub(crate) fn StoreChoice(store: RwSignal<StoreKind>) -> impl IntoView {
    let t = use_texts();
    let choices = StoreKind::ALL
        .into_iter()
        .map(|kind| {
            let id = format!("store-{}", kind.name());
            view! {
                <div class="choice">
                    <input
                        type="radio"
                        name="store"
                        id=id.clone()
                        value=kind.name()
                        data-testid=id.clone()
                        aria-describedby=format!("{id}-hint")
                        prop:checked=move || store.get() == kind
                        on:change=move |_| store.set(kind)
                    />
                    <label for=id.clone()>{move || words(kind, t()).0}</label>
                    <p class="hint" id=format!("{id}-hint")>
                        {move || words(kind, t()).1}
                    </p>
                </div>
            }
        })
        .collect_view();
    view! {
        <details class="store-choice" data-testid="store-choice">
            <summary>
                <span>{move || t().store.legend}</span>
                <span class="meta">{move || words(store.get(), t()).0}</span>
            </summary>
            <fieldset>
                <legend class="visually-hidden">{move || t().store.legend}</legend>
                {choices}
            </fieldset>
        </details>
    }
}

/// Its name, and what it means.
fn words(kind: StoreKind, t: &Texts) -> (&'static str, &'static str) {
    let t = &t.store;
    match kind {
        StoreKind::Local => (t.local, t.local_hint),
        StoreKind::Session => (t.session, t.session_hint),
        StoreKind::Memory => (t.memory, t.memory_hint),
        StoreKind::Cookie => (t.cookie, t.cookie_hint),
    }
}
