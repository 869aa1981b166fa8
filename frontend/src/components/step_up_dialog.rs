//! Asks for the password when the server wants it once more.

use leptos::ev::SubmitEvent;
use leptos::html::Dialog;
use leptos::prelude::*;
use shared::error::ErrorCode;
use shared::validation::Broken;

use super::field::PasswordField;
use super::form::{Fault, FormField, focus_first_invalid};
use super::notice::{Message, Notice};
use super::work::Work;
use crate::api::ApiError;
use crate::auth_state::use_auth;
use crate::locales::use_texts;

fn not_empty(text: &str) -> Result<(), Broken> {
    match text.is_empty() {
        true => Err(Broken::Required),
        false => Ok(()),
    }
}

/// One for all pages. The browser's own dialog: it keeps the focus inside,
/// closes on Escape, and gives the focus back.
#[component]
pub(crate) fn StepUpDialog() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let work = Work::of_this();
    let dialog = NodeRef::<Dialog>::new();
    let password = FormField::new("step_up_password", not_empty);
    let failure = RwSignal::new(None::<ApiError>);
    let is_busy = RwSignal::new(false);

    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match (auth.is_asked_for_password(), dialog.open()) {
            (true, false) => {
                password.reset();
                failure.set(None);
                _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        failure.set(None);
        password.submitted();
        if !password.is_valid() {
            focus_first_invalid();
            return;
        }
        is_busy.set(true);
        let typed = password.value.get_untracked();
        work.begin(async move {
            match auth.step_up(typed).await {
                Ok(()) => password.reset(),
                Err(error) if error.error_code() == Some(ErrorCode::CredentialsInvalid) => {
                    password.refused(Fault::WrongPassword);
                    focus_first_invalid();
                }
                Err(error) => failure.set(Some(error)),
            }
            is_busy.set(false);
        });
    };
    let failed = Signal::derive(move || Message::of_failure(failure.get(), t()));
    view! {
        <dialog
            node_ref=dialog
            class="confirm"
            data-testid="step-up"
            aria-labelledby="step-up-title"
            aria-describedby="step-up-lead"
            on:close=move |_| auth.answer_question(false)
        >
            <h2 id="step-up-title">{move || t().step_up.title}</h2>
            <p id="step-up-lead">{move || t().step_up.lead}</p>
            <form novalidate on:submit=submit>
                <Notice message=failed urgent=true />
                <PasswordField
                    field=password
                    label=Signal::derive(move || t().field.password)
                    autocomplete="current-password"
                />
                <div class="actions">
                    <button
                        type="button"
                        class="button"
                        data-testid="step-up-cancel"
                        on:click=move |_| auth.answer_question(false)
                    >
                        {move || t().common.cancel}
                    </button>
                    <button
                        type="submit"
                        class="button primary"
                        data-testid="step-up-submit"
                        aria-disabled=move || is_busy.get().to_string()
                    >
                        {move || {
                            if is_busy.get() { t().step_up.submitting } else { t().step_up.submit }
                        }}
                    </button>
                </div>
            </form>
        </dialog>
    }
}
