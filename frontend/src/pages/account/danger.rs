//! The end of the account.

use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{Confirm, Message, Notice, Work};
use crate::locales::use_texts;

/// Asks twice: whether it is meant, and where the password was not given lately,
/// whether it is the owner who means it.
#[component]
pub(super) fn Danger() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let work = Work::of_this();
    let is_asking = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<ApiError>);
    let delete = move || {
        if is_busy.get_untracked() {
            return;
        }
        failure.set(None);
        is_busy.set(true);
        work.begin(async move {
            match api::me::delete(&auth.client()).await {
                Ok(()) => auth.account_deleted(),
                Err(error) => {
                    failure.set(Some(error));
                    is_busy.set(false);
                }
            }
        });
    };
    let failed = Signal::derive(move || Message::of_failure(failure.get(), t()));
    view! {
        <section class="card part danger-zone" aria-labelledby="danger-title">
            <h2 id="danger-title">{move || t().danger.title}</h2>
            <p class="small">{move || t().danger.lead}</p>
            <Notice message=failed urgent=true />
            <div class="actions">
                <button
                    type="button"
                    class="button quiet-danger edged"
                    data-testid="delete-account"
                    aria-disabled=move || is_busy.get().to_string()
                    on:click=move |_| is_asking.set(true)
                >
                    {move || if is_busy.get() { t().danger.deleting } else { t().danger.delete }}
                </button>
            </div>
        </section>
        <Confirm
            is_open=is_asking
            title=Signal::derive(move || t().danger.confirm_title)
            body=Signal::derive(move || t().danger.confirm_body)
            confirm=Signal::derive(move || t().danger.delete)
            on_confirm=delete
        />
    }
}
