//! One's own profile, as the server tells it.

use leptos::prelude::*;
use shared::claims::Role;
use shared::user::UserProfile;

use crate::auth_state::use_auth;
use crate::components::use_title;
use crate::locales::{Texts, use_i18n, use_texts};
use crate::time;

/// The address `/account`.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    use_title(move || t().account.title.to_owned());
    view! {
        <section class="page narrow">
            <h1 tabindex="-1">{move || t().account.title}</h1>
            <p class="lead">{move || t().account.lead}</p>
            {move || auth.user().map(profile)}
            <p class="actions">
                <button
                    type="button"
                    class="button"
                    data-testid="log-out-account"
                    on:click=move |_| auth.log_out()
                >
                    {move || t().header.log_out}
                </button>
            </p>
        </section>
    }
}

fn profile(user: UserProfile) -> impl IntoView {
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
        Role::User => t().account.role_user,
    };
    let email = user.email;
    let email = move || {
        email
            .clone()
            .unwrap_or_else(|| t().account.no_email.to_owned())
    };
    let created_at = user.created_at.clone();
    let created = view! {
        <time datetime=user.created_at>
            {move || time::from_rfc3339(&created_at, i18n.language())}
        </time>
    };
    view! {
        <dl class="card profile">
            {row(|t| t.account.display_name, user.display_name.into_any())}
            {row(
                |t| t.account.username,
                view! { <code data-testid="account-username">{user.username}</code> }.into_any(),
            )}
            {row(|t| t.account.role, role.into_any())}
            {row(|t| t.account.email, email.into_any())}
            {row(|t| t.account.created, created.into_any())}
            {row(|t| t.account.id, view! { <code>{user.id}</code> }.into_any())}
        </dl>
    }
}
