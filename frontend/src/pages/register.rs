//! Makes an account, and logs in with it.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use shared::auth::RegisterRequest;
use shared::error::ErrorCode;
use shared::password::Password;
use shared::user::DisplayName;
use shared::username::Username;
use shared::validation::Broken;

use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{
    A, Fault, Field, FormField, Message, Notice, PasswordField, Tone, focus_first_invalid,
    leave_when_signed_in, use_title,
};
use crate::locales::use_texts;
use crate::return_to;
use crate::router::use_router;

fn check_username(text: &str) -> Result<(), Broken> {
    Username::parse(text).map(drop)
}

fn check_password(text: &str) -> Result<(), Broken> {
    Password::parse(text).map(drop)
}

/// Left empty, the user name is shown.
fn check_display_name(text: &str) -> Result<(), Broken> {
    if text.trim().is_empty() {
        return Ok(());
    }
    DisplayName::parse(text).map(drop)
}

/// The address `/register`.
#[component]
pub(crate) fn Register() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    use_title(move || t().register.title.to_owned());
    leave_when_signed_in();
    let router = use_router();

    let username = FormField::new("username", check_username);
    let password = FormField::new("password", check_password);
    let display_name = FormField::new("display_name", check_display_name);
    let fields = [username, password, display_name];
    let failure = RwSignal::new(None::<Failure>);
    let is_busy = RwSignal::new(false);

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        failure.set(None);
        fields.iter().for_each(|field| field.submitted());
        if !fields.iter().all(|field| field.is_valid()) {
            focus_first_invalid();
            return;
        }
        is_busy.set(true);
        let shown_name = display_name.value.get_untracked();
        let request = RegisterRequest {
            username: username.value.get_untracked(),
            password: password.value.get_untracked(),
            display_name: (!shown_name.trim().is_empty()).then_some(shown_name),
        };
        spawn_local_scoped_with_cancellation(async move {
            let registered = api::auth::register(&auth.client(), &request).await;
            let outcome = match registered {
                Err(error) => Err(Failure::Register(error)),
                Ok(_) => auth
                    .log_in(request.username, request.password, auth.tokens().chosen())
                    .await
                    .map_err(|_| Failure::LogIn),
            };
            if let Err(error) = outcome {
                if !error.shown_beside_fields(&fields) {
                    failure.set(Some(error));
                } else {
                    focus_first_invalid();
                }
            }
            is_busy.set(false);
        });
    };

    let failed = Signal::derive(move || {
        failure.get().map(|failure| match failure {
            Failure::Register(error) => Message::from_error(&error, t()),
            Failure::LogIn => {
                Message::new(Tone::Error, "log_in_failed", t().register.log_in_failed)
            }
        })
    });
    let log_in = move || return_to::leading_on(return_to::LOGIN_PATH, &router.address().search);

    view! {
        <section class="page form-page">
            <h1 tabindex="-1">{move || t().register.title}</h1>
            <p class="lead">{move || t().register.lead}</p>
            <form class="card" novalidate on:submit=submit>
                <Notice message=failed urgent=true />
                <Field
                    field=username
                    label=Signal::derive(move || t().field.username)
                    hint=Signal::derive(move || Some(t().register.username_hint))
                    autocomplete="username"
                    verbatim=true
                />
                <PasswordField
                    field=password
                    label=Signal::derive(move || t().field.password)
                    hint=Signal::derive(move || Some(t().register.password_hint))
                    autocomplete="new-password"
                />
                <Field
                    field=display_name
                    label=Signal::derive(move || t().field.display_name)
                    hint=Signal::derive(move || Some(t().register.display_name_hint))
                    autocomplete="nickname"
                    optional=true
                />
                <button
                    type="submit"
                    class="button primary wide"
                    aria-disabled=move || is_busy.get().to_string()
                >
                    {move || {
                        if is_busy.get() { t().register.submitting } else { t().register.submit }
                    }}
                </button>
            </form>
            <p class="aside-link">
                {move || t().register.have_account} " "
                <A href=log_in>{move || t().register.log_in}</A>
            </p>
        </section>
    }
}

/// Which of the two requests did not work out.
#[derive(Debug, Clone)]
enum Failure {
    Register(ApiError),
    /// The account exists by now, so sending the form again cannot help.
    LogIn,
}

impl Failure {
    /// Puts what the server said beside the fields that it is about; false if
    /// it is about none of them.
    fn shown_beside_fields(&self, fields: &[FormField]) -> bool {
        let Self::Register(ApiError::Problem(problem)) = self else {
            return false;
        };
        match problem.code {
            ErrorCode::UsernameTaken => {
                fields
                    .iter()
                    .filter(|field| field.name == "username")
                    .for_each(|field| field.refused(Fault::UsernameTaken));
                true
            }
            _ => {
                let taken = |field: &&FormField| field.refused_by(&problem.errors);
                fields.iter().filter(taken).count() > 0
            }
        }
    }
}
