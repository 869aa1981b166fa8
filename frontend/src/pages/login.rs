//! Steps 1 and 2: user name and password for a token.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use shared::validation::Broken;

use crate::api::ApiError;
use crate::auth_state::use_auth;
use crate::components::{
    A, DEMO_USERS, Field, FormField, Message, Notice, PasswordField, StoreChoice, Tone,
    focus_first_invalid, has_demo_users, leave_when_signed_in, use_title,
};
use crate::locales::use_texts;
use crate::return_to;
use crate::router::use_router;
use crate::storage::Area;
use crate::token_store::StoreKind;

/// All that is checked before asking the server: whether a name or a password
/// could exist at all is nothing that a log-in form should tell.
fn not_empty(text: &str) -> Result<(), Broken> {
    if text.trim().is_empty() {
        Err(Broken::Required)
    } else {
        Ok(())
    }
}

fn not_empty_verbatim(text: &str) -> Result<(), Broken> {
    if text.is_empty() {
        Err(Broken::Required)
    } else {
        Ok(())
    }
}

/// The address `/login`.
#[component]
pub(crate) fn Login() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    use_title(move || t().login.title.to_owned());
    leave_when_signed_in();
    let router = use_router();

    let username = FormField::new("username", not_empty);
    let password = FormField::new("password", not_empty_verbatim);
    let store = RwSignal::new(auth.tokens().chosen());
    let failure = RwSignal::new(None::<ApiError>);
    let is_busy = RwSignal::new(false);

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        failure.set(None);
        username.submitted();
        password.submitted();
        if !username.is_valid() || !password.is_valid() {
            focus_first_invalid();
            return;
        }
        is_busy.set(true);
        let name = username.value.get_untracked().trim().to_owned();
        let typed = password.value.get_untracked();
        let store = store.get_untracked();
        spawn_local_scoped_with_cancellation(async move {
            // What was typed stays: a failed request is no reason to type anew.
            if let Err(error) = auth.log_in(name, typed, store).await {
                failure.set(Some(error));
            }
            is_busy.set(false);
        });
    };

    let failed = Signal::derive(move || failure.get().map(|e| Message::from_error(&e, t())));
    // The reason for being here makes room for what happens here.
    let reason = Signal::derive(move || {
        let farewell = auth.farewell().filter(|_| failure.with(Option::is_none))?;
        Some(Message::from_farewell(farewell, t()))
    });
    let storage = Signal::derive(move || {
        let is_to_be_stored = matches!(store.get(), StoreKind::Local | StoreKind::Session);
        (is_to_be_stored && Area::Local.is_blocked()).then(|| {
            Message::new(
                Tone::Neutral,
                "storage_blocked",
                t().session.storage_blocked,
            )
        })
    });
    let register = move || return_to::leading_on("/register", &router.address().search);

    view! {
        <section class="page form-page">
            <h1 tabindex="-1">{move || t().login.title}</h1>
            <p class="lead">{move || t().login.lead}</p>
            <Notice message=reason />
            <Notice message=storage />
            <form class="card" novalidate on:submit=submit>
                <Notice message=failed urgent=true />
                <Field
                    field=username
                    label=Signal::derive(move || t().field.username)
                    autocomplete="username"
                    verbatim=true
                />
                <PasswordField
                    field=password
                    label=Signal::derive(move || t().field.password)
                    autocomplete="current-password"
                />
                <StoreChoice store />
                <button
                    type="submit"
                    class="button primary wide"
                    aria-disabled=move || is_busy.get().to_string()
                >
                    {move || if is_busy.get() { t().login.submitting } else { t().login.submit }}
                </button>
                {has_demo_users().then(|| view! { <DemoUsers username password /> })}
            </form>
            <p class="aside-link">
                <A href="/forgot-password">{move || t().login.forgot}</A>
            </p>
            <p class="aside-link">
                {move || t().login.no_account} " "
                <A href=register>{move || t().login.register}</A>
            </p>
        </section>
    }
}

/// Buttons that fill in the form, so that nobody has to type a password that is
/// no secret.
#[component]
fn DemoUsers(username: FormField, password: FormField) -> impl IntoView {
    let t = use_texts();
    let buttons = DEMO_USERS.iter().map(|user| {
        let role = move || match user.is_admin {
            true => t().login.demo_admin,
            false => t().login.demo_user,
        };
        view! {
            <button
                type="button"
                class="button demo"
                data-testid=format!("demo-{}", user.username)
                on:click=move |_| {
                    username.edited(user.username.to_owned());
                    password.edited(user.password.to_owned());
                }
            >
                <code>{user.username}</code>
                <span class="meta">{role}</span>
            </button>
        }
    });
    view! {
        <div class="demo-users">
            <p class="small">{move || t().login.demo}</p>
            <div class="actions">{buttons.collect_view()}</div>
        </div>
    }
}
