//! Sets another password, for one who has the link from the mail.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::auth::PasswordResetConfirmation;
use shared::error::ErrorCode;
use shared::password::Password;
use shared::validation::Broken;

use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{
    A, FormField, Message, Notice, PasswordField, Tone, Work, focus_first_invalid, use_title,
};
use crate::locales::{Texts, use_texts};
use crate::return_to::LOGIN_PATH;
use crate::router::use_router;

fn check_password(text: &str) -> Result<(), Broken> {
    Password::parse(text).map(drop)
}

/// The address `/reset-password#TOKEN`.
#[component]
pub(crate) fn ResetPassword() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    use_title(move || t().reset.title.to_owned());
    let work = Work::of_this();
    let token = RwSignal::new(String::new());
    let password = FormField::new("new_password", check_password);
    let outcome = RwSignal::new(None::<Result<(), ApiError>>);
    let is_busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        outcome.set(None);
        password.submitted();
        if !password.is_valid() {
            focus_first_invalid();
            return;
        }
        is_busy.set(true);
        let request = PasswordResetConfirmation {
            token: token.get_untracked(),
            new_password: password.value.get_untracked(),
        };
        work.begin(async move {
            match api::password::confirm_reset(&auth.client(), &request).await {
                Err(ApiError::Problem(problem)) if password.refused_by(&problem.errors) => {
                    focus_first_invalid();
                }
                answer => outcome.set(Some(answer)),
            }
            is_busy.set(false);
        });
    };

    // The address changes without another page when somebody follows a second
    // link from here.
    let router = use_router();
    Effect::new(move || {
        let found = router.address().hash;
        if let Some(found) = found.strip_prefix('#').filter(|found| !found.is_empty()) {
            outcome.set(None);
            token.set(found.to_owned());
            clear_address();
        }
    });

    // Only when it changes: the form must not be made anew while it is sent.
    let stage = Memo::new(move |_| match outcome.get() {
        Some(Ok(())) => Stage::Done,
        // A link that is of no use stays of no use.
        Some(Err(error)) if error.error_code().is_some_and(ErrorCode::is_token_refusal) => {
            Stage::NoUse
        }
        _ if token.with(String::is_empty) => Stage::NoUse,
        _ => Stage::Form,
    });
    let message = Signal::derive(move || match outcome.get() {
        None if token.with(|token| !token.is_empty()) => None,
        None => Some(Message::new(
            Tone::Neutral,
            "link_missing",
            t().reset.missing,
        )),
        Some(Ok(())) => Some(Message::new(Tone::Success, "password_set", t().reset.done)),
        Some(Err(error)) => Some(explain(&error, t())),
    });
    let submit = StoredValue::new(submit);
    let form = move || {
        view! {
            <form
                class="card"
                novalidate
                on:submit=move |event| submit.with_value(|submit| submit(event))
            >
                <PasswordField
                    field=password
                    label=Signal::derive(move || t().reset.new_password)
                    hint=Signal::derive(move || Some(t().register.password_hint))
                    autocomplete="new-password"
                />
                <button
                    type="submit"
                    class="button primary wide"
                    data-testid="set-password"
                    aria-disabled=move || is_busy.get().to_string()
                >
                    {move || if is_busy.get() { t().reset.submitting } else { t().reset.submit }}
                </button>
            </form>
        }
    };
    let shown = move || match stage.get() {
        Stage::Form => form().into_any(),
        Stage::Done => view! {
            <p class="actions">
                <A href=LOGIN_PATH attr:class="button primary" attr:data-testid="to-log-in">
                    {move || t().reset.log_in}
                </A>
            </p>
        }
        .into_any(),
        Stage::NoUse => view! {
            <p class="actions">
                <A href="/forgot-password" attr:class="button" attr:data-testid="another-link">
                    {move || t().reset.again}
                </A>
            </p>
        }
        .into_any(),
    };
    view! {
        <section class="page form-page">
            <h1 tabindex="-1">{move || t().reset.title}</h1>
            <p class="lead">{move || t().reset.lead}</p>
            <Notice message urgent=true />
            {shown}
        </section>
    }
}

/// What the page offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Form,
    Done,
    /// The link is missing, spent or not whole.
    NoUse,
}

/// Takes the token out of the address as soon as it is read: it is as good as a
/// password, and the address stays in the browser's history and on the screen.
/// It stood behind the `#`, so no server and no log has seen it.
fn clear_address() {
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or_default();
        _ = history.replace_state_with_url(&state, "", Some("/reset-password"));
    }
}

/// A refusal of the link in words about links.
fn explain(error: &ApiError, t: &Texts) -> Message {
    let text = match error.error_code() {
        Some(ErrorCode::TokenExpired) => t.reset.expired,
        Some(ErrorCode::TokenRevoked) => t.reset.used,
        Some(code) if code.is_token_refusal() => t.reset.invalid,
        _ => return Message::from_error(error, t),
    };
    Message {
        explained: error.error_code(),
        ..Message::new(Tone::Error, error.code(), text)
    }
}
