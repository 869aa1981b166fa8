//! Has a link sent by which another password can be set.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use shared::auth::PasswordResetRequest;
use shared::validation::Broken;

use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{
    A, Field, FormField, Message, Notice, Tone, focus_first_invalid, use_title,
};
use crate::locales::use_texts;
use crate::return_to::LOGIN_PATH;

fn not_empty(text: &str) -> Result<(), Broken> {
    match text.trim().is_empty() {
        true => Err(Broken::Required),
        false => Ok(()),
    }
}

/// The address `/forgot-password`.
#[component]
pub(crate) fn ForgotPassword() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    use_title(move || t().forgot.title.to_owned());
    let username = FormField::new("username", not_empty);
    let outcome = RwSignal::new(None::<Result<(), ApiError>>);
    let is_busy = RwSignal::new(false);

    // A server that sends its mail has no mailbox to show.
    let has_outbox = RwSignal::new(false);
    Effect::new(move || {
        spawn_local_scoped_with_cancellation(async move {
            has_outbox.set(api::outbox::list(&auth.client()).await.is_ok());
        });
    });

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        outcome.set(None);
        username.submitted();
        if !username.is_valid() {
            focus_first_invalid();
            return;
        }
        is_busy.set(true);
        let request = PasswordResetRequest {
            username: username.value.get_untracked().trim().to_owned(),
        };
        spawn_local_scoped_with_cancellation(async move {
            let answer = api::password::request_reset(&auth.client(), &request).await;
            outcome.set(Some(answer));
            is_busy.set(false);
        });
    };
    let message = Signal::derive(move || match outcome.get()? {
        // The server says the same whether there is such a user or not.
        Ok(()) => Some(Message::new(Tone::Success, "link_sent", t().forgot.sent)),
        Err(error) => Message::of_failure(Some(error), t()),
    });
    view! {
        <section class="page form-page">
            <h1 tabindex="-1">{move || t().forgot.title}</h1>
            <p class="lead">{move || t().forgot.lead}</p>
            <form class="card" novalidate on:submit=submit>
                <Notice message />
                <Field
                    field=username
                    label=Signal::derive(move || t().field.username)
                    autocomplete="username"
                    verbatim=true
                />
                <button
                    type="submit"
                    class="button primary wide"
                    data-testid="send-link"
                    aria-disabled=move || is_busy.get().to_string()
                >
                    {move || if is_busy.get() { t().forgot.submitting } else { t().forgot.submit }}
                </button>
            </form>
            {move || {
                has_outbox
                    .get()
                    .then(|| {
                        view! {
                            <p class="aside-link">
                                <A href="/outbox" attr:data-testid="outbox-link">
                                    {move || t().forgot.outbox}
                                </A>
                            </p>
                        }
                    })
            }}
            <p class="aside-link">
                <A href=LOGIN_PATH>{move || t().forgot.log_in}</A>
            </p>
        </section>
    }
}
