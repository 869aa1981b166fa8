//! The audit log.

use leptos::prelude::*;
use shared::admin::AuditEvent;

use crate::api;
use crate::auth_state::use_auth;
use crate::locales::{Texts, use_i18n, use_texts};
use crate::pages::paged::Paged;
use crate::time;

#[component]
pub(super) fn Events() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let list = Paged::new(move |cursor: Option<String>| async move {
        api::admin::events(&auth.client(), cursor.as_deref()).await
    });
    let known = move || {
        view! {
            <ul class="event-list">
                <For
                    each=move || list.items.get()
                    key=|event| event.id.clone()
                    children=move |event| view! { <Entry event /> }
                />
            </ul>
            {list.end(|count, t| (t.admin.events_shown)(count))}
        }
    };
    view! {
        <p class="small">{move || t().admin.events_lead}</p>
        {list.view(known)}
    }
}

#[component]
fn Entry(event: AuditEvent) -> impl IntoView {
    let t = use_texts();
    let i18n = use_i18n();
    let kind = event.kind.clone();
    // What a newer server writes down is shown by its name.
    let words = move || (t().admin.event)(&kind).map_or_else(|| kind.clone(), str::to_owned);
    let at = event.at.clone();
    let fact = move |name: fn(&Texts) -> &'static str, value: Option<String>| {
        value.map(|value| {
            view! {
                <span>
                    {move || name(t())} " " <code>{value}</code>
                </span>
            }
        })
    };
    view! {
        <li data-testid="event-item" data-kind=event.kind>
            <span class="name">{words}</span>
            <time class="meta" datetime=event.at>
                {move || time::from_rfc3339(&at, i18n.language())}
            </time>
            <span class="facts meta">
                {fact(|t| t.admin.event_user, event.user_id)}
                {fact(|t| t.admin.event_actor, event.actor_id)}
                {fact(|t| t.admin.event_ip, event.ip)}
            </span>
        </li>
    }
}
