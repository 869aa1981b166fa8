//! Another password, for one who knows the present one.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::auth::PasswordChange;
use shared::error::ErrorCode;
use shared::password::Password;
use shared::validation::Broken;

use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{
    Fault, FormField, Message, Notice, PasswordField, Tone, Work, focus_first_invalid,
};
use crate::locales::use_texts;

fn not_empty(text: &str) -> Result<(), Broken> {
    match text.is_empty() {
        true => Err(Broken::Required),
        false => Ok(()),
    }
}

fn check_password(text: &str) -> Result<(), Broken> {
    Password::parse(text).map(drop)
}

#[component]
pub(super) fn ChangePassword(
    /// It was changed, and with it the list of sessions.
    on_change: impl Fn() + Copy + 'static,
) -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let work = Work::of_this();
    let current = FormField::new("current_password", not_empty);
    let new = FormField::new("new_password", check_password);
    let fields = [current, new];
    let outcome = RwSignal::new(None::<Result<(), ApiError>>);
    let is_busy = RwSignal::new(false);

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        outcome.set(None);
        fields.iter().for_each(|field| field.submitted());
        if !fields.iter().all(|field| field.is_valid()) {
            focus_first_invalid();
            return;
        }
        is_busy.set(true);
        let change = PasswordChange {
            current_password: current.value.get_untracked(),
            new_password: new.value.get_untracked(),
        };
        work.begin(async move {
            match api::password::change(&auth.client(), &change).await {
                Ok(answer) => {
                    auth.goes_on(answer);
                    fields.iter().for_each(|field| field.reset());
                    outcome.set(Some(Ok(())));
                    on_change();
                }
                Err(error) if error.error_code() == Some(ErrorCode::CredentialsInvalid) => {
                    current.refused(Fault::WrongPassword);
                    focus_first_invalid();
                }
                Err(ApiError::Problem(problem))
                    if fields
                        .map(|f| f.refused_by(&problem.errors))
                        .contains(&true) =>
                {
                    focus_first_invalid();
                }
                Err(error) => outcome.set(Some(Err(error))),
            }
            is_busy.set(false);
        });
    };
    let message = Signal::derive(move || match outcome.get()? {
        Ok(()) => Some(Message::new(
            Tone::Success,
            "password_changed",
            t().password.changed,
        )),
        Err(error) => Message::of_failure(Some(error), t()),
    });
    let username = move || auth.user().map(|user| user.username).unwrap_or_default();
    view! {
        <section class="card part" aria-labelledby="password-title">
            <h2 id="password-title">{move || t().password.title}</h2>
            <p class="small">{move || t().password.lead}</p>
            <form novalidate on:submit=submit>
                // For password managers, which have to know whose it is.
                <input type="text" autocomplete="username" hidden=true prop:value=username />
                <PasswordField
                    field=current
                    label=Signal::derive(move || t().password.current)
                    autocomplete="current-password"
                />
                <PasswordField
                    field=new
                    label=Signal::derive(move || t().password.new)
                    hint=Signal::derive(move || Some(t().register.password_hint))
                    autocomplete="new-password"
                />
                <Notice message />
                <div class="actions">
                    <button
                        type="submit"
                        class="button"
                        data-testid="change-password"
                        aria-disabled=move || is_busy.get().to_string()
                    >
                        {move || {
                            if is_busy.get() {
                                t().password.submitting
                            } else {
                                t().password.submit
                            }
                        }}
                    </button>
                </div>
            </form>
        </section>
    }
}
