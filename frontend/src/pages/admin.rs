//! What admins do: see who is there, change their standing, read the audit log.

mod events;
mod users;

use leptos::prelude::*;
use shared::claims::Role;

use super::forbidden::Forbidden;
use crate::auth_state::use_auth;
use crate::components::{A, use_title};
use crate::locales::use_texts;
use events::Events;
use users::Users;

/// The address `/admin`.
#[component]
pub(crate) fn AdminUsers() -> impl IntoView {
    view! {
        <ForAdmins>
            <Users />
        </ForAdmins>
    }
}

/// The address `/admin/events`.
#[component]
pub(crate) fn AdminEvents() -> impl IntoView {
    view! {
        <ForAdmins>
            <Events />
        </ForAdmins>
    }
}

/// The page for admins, and for others the word that it is none of theirs. It is
/// a courtesy: what protects is the server, which says 403 all the same.
#[component]
fn ForAdmins(children: ChildrenFn) -> impl IntoView {
    let auth = use_auth();
    let is_admin = Memo::new(move |_| auth.user().is_some_and(|user| user.role == Role::Admin));
    move || match is_admin.get() {
        true => frame(children()).into_any(),
        false => view! { <Forbidden /> }.into_any(),
    }
}

fn frame(content: impl IntoView) -> impl IntoView {
    let t = use_texts();
    use_title(move || t().admin.title.to_owned());
    view! {
        <section class="page medium admin">
            <div class="page-head">
                <h1 tabindex="-1">{move || t().admin.title}</h1>
                <p class="lead">{move || t().admin.lead}</p>
            </div>
            <nav class="tabs" aria-label=move || t().admin.title>
                <A href="/admin" exact=true>
                    {move || t().admin.users}
                </A>
                <A href="/admin/events">{move || t().admin.events}</A>
            </nav>
            {content}
        </section>
    }
}
