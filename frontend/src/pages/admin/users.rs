//! All users, and what can be changed of each.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::admin::{ManagedUser, UserChange};
use shared::claims::Role;
use wasm_bindgen::JsCast;

use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{Message, Notice, Tone, Work};
use crate::locales::{Texts, use_i18n, use_texts};
use crate::pages::paged::Paged;
use crate::time;

/// What is done to a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Disable(bool),
    MakeAdmin(bool),
    EndSessions,
}

impl Deed {
    /// The name of its button.
    fn name(self) -> &'static str {
        match self {
            Self::Disable(_) => "toggle-disabled",
            Self::MakeAdmin(_) => "toggle-role",
            Self::EndSessions => "end-sessions",
        }
    }
}

#[component]
pub(super) fn Users() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let work = Work::of_this();
    let query = RwSignal::new(String::new());
    let list = Paged::new(move |cursor: Option<String>| {
        let query = query.get_untracked().trim().to_owned();
        async move { api::admin::users(&auth.client(), &query, cursor.as_deref()).await }
    });
    let outcome = RwSignal::new(None::<Result<(Deed, String), ApiError>>);
    let is_busy = RwSignal::new(false);
    let search = move |event: SubmitEvent| {
        event.prevent_default();
        outcome.set(None);
        list.restart();
    };
    let act = StoredValue::new(move |user: ManagedUser, deed: Deed| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        outcome.set(None);
        work.begin(async move {
            let id = user.profile.id;
            let result = carry_out(&auth.client(), &id, deed).await;
            outcome.set(Some(result.map(|changed| {
                if let Some(changed) = changed {
                    put_in_place(list, changed);
                    keep_focus(deed, &id);
                }
                (deed, user.profile.display_name)
            })));
            is_busy.set(false);
        });
    });
    let message = Signal::derive(move || match outcome.get()? {
        Ok((deed, name)) => Some(Message::new(
            Tone::Success,
            "user_changed",
            &told(deed, &name, t()),
        )),
        Err(error) => Message::of_failure(Some(error), t()),
    });
    let known = move || {
        let is_empty = move || list.items.with(Vec::is_empty);
        view! {
            {move || {
                is_empty().then(|| view! { <p data-testid="no-users">{move || t().admin.none}</p> })
            }}
            <ul class="user-list">
                <For
                    each=move || list.items.get()
                    // With all that is shown, so that a change is.
                    key=|user| (user.profile.id.clone(), user.profile.role.as_str(), user.disabled)
                    children=move |user| {
                        let of = user.clone();
                        let on_deed = move |deed| act.with_value(|act| act(of.clone(), deed));
                        view! { <Row user on_deed /> }
                    }
                />
            </ul>
            {list.end(|count, t| (t.admin.shown)(count))}
        }
    };
    view! {
        <form class="search" role="search" on:submit=search>
            <label class="visually-hidden" for="query">
                {move || t().admin.search}
            </label>
            <input
                id="query"
                name="query"
                type="search"
                autocomplete="off"
                placeholder=move || t().admin.search
                prop:value=query
                on:input=move |event| query.set(event_target_value(&event))
            />
            <button type="submit" class="button" data-testid="search">
                {move || t().admin.search_submit}
            </button>
        </form>
        <Notice message />
        {list.view(known)}
    }
}

/// The user as changed, where the deed changes what is shown of them.
async fn carry_out(
    client: &api::Client,
    id: &str,
    deed: Deed,
) -> Result<Option<ManagedUser>, ApiError> {
    let change = match deed {
        Deed::EndSessions => {
            return api::admin::end_sessions(client, id).await.map(|()| None);
        }
        Deed::Disable(disabled) => UserChange {
            disabled: Some(disabled),
            role: None,
        },
        Deed::MakeAdmin(is_admin) => UserChange {
            role: Some(if is_admin { Role::Admin } else { Role::User }),
            disabled: None,
        },
    };
    api::admin::change_user(client, id, &change).await.map(Some)
}

fn put_in_place(list: Paged<ManagedUser>, changed: ManagedUser) {
    list.items.update(|users| {
        if let Some(user) = users
            .iter_mut()
            .find(|user| user.profile.id == changed.profile.id)
        {
            *user = changed;
        }
    });
}

/// A user who has changed gets another row, and the button that was pressed goes
/// with the old one: its successor gets the focus.
fn keep_focus(deed: Deed, user_id: &str) {
    let id = format!("{}-{user_id}", deed.name());
    request_animation_frame(move || {
        let button = document().get_element_by_id(&id);
        if let Some(button) = button.and_then(|b| b.dyn_into::<web_sys::HtmlElement>().ok()) {
            _ = button.focus();
        }
    });
}

fn told(deed: Deed, name: &str, t: &Texts) -> String {
    let told = match deed {
        Deed::Disable(true) => t.admin.was_disabled,
        Deed::Disable(false) => t.admin.was_enabled,
        Deed::MakeAdmin(true) => t.admin.became_admin,
        Deed::MakeAdmin(false) => t.admin.became_user,
        Deed::EndSessions => t.admin.sessions_ended,
    };
    told(name)
}

#[component]
fn Row(user: ManagedUser, on_deed: impl Fn(Deed) + Clone + 'static) -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let i18n = use_i18n();
    let ManagedUser { profile, disabled } = user;
    let is_admin = profile.role == Role::Admin;
    // Nobody locks themselves out: the server refuses it as well.
    let is_self = auth.user_id_untracked().as_ref() == Some(&profile.id);
    let created_at = profile.created_at.clone();
    let registered =
        move || (t().admin.registered)(&time::from_rfc3339(&created_at, i18n.language()));
    let name = profile.display_name.clone();
    let user_id = profile.id.clone();
    let button = move |text: fn(&Texts) -> &'static str, deed: Deed| {
        let (name, on_deed) = (name.clone(), on_deed.clone());
        view! {
            <button
                type="button"
                class="button small"
                id=format!("{}-{user_id}", deed.name())
                data-testid=deed.name()
                aria-label=move || (t().admin.button_for)(text(t()), &name)
                on:click=move |_| on_deed(deed)
            >
                {move || text(t())}
            </button>
        }
    };
    let disable: fn(&Texts) -> &'static str = match disabled {
        true => |t| t.admin.enable,
        false => |t| t.admin.disable,
    };
    let promote: fn(&Texts) -> &'static str = match is_admin {
        true => |t| t.admin.make_user,
        false => |t| t.admin.make_admin,
    };
    let actions = (!is_self).then(|| {
        view! {
            <div class="actions">
                {button(disable, Deed::Disable(!disabled))}
                {button(promote, Deed::MakeAdmin(!is_admin))}
                {button(|t| t.admin.end_sessions, Deed::EndSessions)}
            </div>
        }
    });
    let role = move || match is_admin {
        true => t().account.role_admin,
        false => t().account.role_user,
    };
    let badge = |text: fn(&Texts) -> &'static str, class: &'static str| {
        view! { <span class=class>{move || text(t())}</span> }
    };
    let test_id = format!("user-{}", profile.username);
    view! {
        <li data-testid=test_id class:disabled=disabled>
            <div class="user-head">
                <span class="name">{profile.display_name}</span>
                <code>{profile.username}</code>
                <span class="badge" data-testid="role">
                    {role}
                </span>
                {disabled.then(|| badge(|t| t.admin.disabled, "badge bad"))}
                {is_self.then(|| badge(|t| t.admin.you, "badge own"))}
            </div>
            <p class="meta">
                {profile.email.map(|email| view! { <span>{email}</span> {" · "} })} {registered}
            </p>
            {actions}
        </li>
    }
}
