//! What the server knows about one, and the part of it that one may change.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::claims::Role;
use shared::user::{DisplayName, Email, ProfileChange, UserProfile};
use shared::validation::Broken;

use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{Field, FormField, Message, Notice, Tone, Work, focus_first_invalid};
use crate::locales::{Texts, use_i18n, use_texts};
use crate::time;

fn check_display_name(text: &str) -> Result<(), Broken> {
    DisplayName::parse(text).map(drop)
}

/// Left empty, there is none.
fn check_email(text: &str) -> Result<(), Broken> {
    match text.trim() {
        "" => Ok(()),
        address => Email::parse(address).map(drop),
    }
}

#[component]
pub(super) fn Profile() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let work = Work::of_this();
    let display_name = FormField::new("display_name", check_display_name);
    let email = FormField::new("email", check_email);
    let fields = [display_name, email];
    let show = move |user: &UserProfile| {
        display_name.start_with(user.display_name.clone());
        email.start_with(user.email.clone().unwrap_or_default());
    };
    if let Some(user) = untrack(move || auth.user()) {
        show(&user);
    }
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
        let change = ProfileChange {
            display_name: Some(display_name.value.get_untracked()),
            email: Some(email.value.get_untracked()),
        };
        work.begin(async move {
            match api::me::change(&auth.client(), &change).await {
                Ok(user) => {
                    show(&user);
                    auth.is_known(user);
                    outcome.set(Some(Ok(())));
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
            "profile_saved",
            t().account.saved,
        )),
        Err(error) => Message::of_failure(Some(error), t()),
    });
    view! {
        <section class="card part" aria-labelledby="profile-title">
            <h2 id="profile-title">{move || t().account.profile}</h2>
            <form novalidate on:submit=submit>
                <Field
                    field=display_name
                    label=Signal::derive(move || t().account.display_name)
                    autocomplete="nickname"
                />
                <Field
                    field=email
                    label=Signal::derive(move || t().account.email)
                    hint=Signal::derive(move || Some(t().account.email_hint))
                    autocomplete="email"
                    optional=true
                    verbatim=true
                />
                <Notice message />
                <div class="actions">
                    <button
                        type="submit"
                        class="button primary"
                        data-testid="save-profile"
                        aria-disabled=move || is_busy.get().to_string()
                    >
                        {move || if is_busy.get() { t().account.saving } else { t().account.save }}
                    </button>
                </div>
            </form>
            {move || auth.user().map(facts)}
        </section>
    }
}

fn facts(user: UserProfile) -> impl IntoView {
    let t = use_texts();
    let i18n = use_i18n();
    let row = move |name: fn(&Texts) -> &'static str, value: AnyView| {
        view! {
            <div>
                <dt>{move || name(t())}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let role = move || match user.role {
        Role::Admin => t().account.role_admin,
        Role::User | Role::Service => t().account.role_user,
    };
    let created_at = user.created_at.clone();
    let created = view! {
        <time datetime=user.created_at>
            {move || time::from_rfc3339(&created_at, i18n.language())}
        </time>
    };
    view! {
        <dl class="profile">
            {row(
                |t| t.account.username,
                view! { <code data-testid="account-username">{user.username}</code> }.into_any(),
            )}
            {row(|t| t.account.role, role.into_any())}
            {row(|t| t.account.created, created.into_any())}
            {row(|t| t.account.id, view! { <code>{user.id}</code> }.into_any())}
        </dl>
    }
}
