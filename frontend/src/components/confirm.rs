//! Asks before something that cannot be undone.

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::locales::use_texts;

/// The browser's own dialog: it keeps the focus inside, closes on Escape, and
/// gives the focus back.
#[component]
pub(crate) fn Confirm(
    /// Open while true; set to false when it was closed.
    is_open: RwSignal<bool>,
    #[prop(into)] title: Signal<&'static str>,
    #[prop(into)] body: Signal<&'static str>,
    #[prop(into)] confirm: Signal<&'static str>,
    /// It was confirmed.
    on_confirm: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    let t = use_texts();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match (is_open.get(), dialog.open()) {
            (true, false) => _ = dialog.show_modal(),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            node_ref=dialog
            class="confirm"
            aria-labelledby="confirm-title"
            aria-describedby="confirm-body"
            on:close=move |_| is_open.set(false)
        >
            <h2 id="confirm-title">{move || title.get()}</h2>
            <p id="confirm-body">{move || body.get()}</p>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| is_open.set(false)>
                    {move || t().common.cancel}
                </button>
                <button
                    type="button"
                    class="button danger"
                    data-testid="confirm"
                    on:click=move |_| {
                        is_open.set(false);
                        on_confirm();
                    }
                >
                    {move || confirm.get()}
                </button>
            </div>
        </dialog>
    }
}
