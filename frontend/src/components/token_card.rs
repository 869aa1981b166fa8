//! The access token of whoever is logged in: its text, its time, its place, and
//! what it says.

use leptos::prelude::*;
use shared::unverified;

use super::claims::Claims;
use super::expiry::Expiry;
use super::token_view::TokenView;
use crate::auth_state::use_auth;
use crate::locales::{Texts, use_texts};
use crate::token_store::StoreKind;

/// The token in its colours, how long it is good for, and where it is kept.
#[component]
pub(crate) fn TokenCard(token: String) -> impl IntoView {
    let t = use_texts();
    let store = use_auth().tokens();
    let size = token.len();
    let times = unverified::decode(&token).and_then(|token| {
        let seconds = |name| token.claims.get(name).and_then(serde_json::Value::as_i64);
        Some((seconds("iat")?, seconds("exp")?))
    });
    let label = move |class: &'static str, name: fn(&Texts) -> &'static str| {
        view! { <li class=class>{move || name(t())}</li> }
    };
    let kind = store.kind();
    let is_blocked = store.is_blocked();
    view! {
        <article class="card">
            <header class="card-head">
                <h2>{move || t().token.title}</h2>
                <p class="meta">
                    {move || (t().token.size)(size)} " · " {move || place(kind, t())}
                </p>
            </header>
            <p class="token" data-testid="token" translate="no">
                <TokenView token=token.clone() />
            </p>
            <ul class="legend" aria-hidden="true">
                {label("part-header", |t| t.token.header)}
                {label("part-payload", |t| t.token.payload)}
                {label("part-signature", |t| t.token.signature)}
            </ul>
            {times
                .map(|(issued_at, expires_at)| view! { <Expiry issued_at expires_at /> })}
            <p class="small" data-testid="token-place">
                {move || explanation(kind, is_blocked, t())}
            </p>
        </article>
    }
}

/// In the place of the token, where no script can read it.
#[component]
pub(crate) fn CookieCard() -> impl IntoView {
    let t = use_texts();
    view! {
        <article class="card" data-testid="token-in-cookie">
            <header class="card-head">
                <h2>{move || t().token.title}</h2>
                <p class="meta">{move || t().token.in_cookie}</p>
            </header>
            <p data-testid="token-place">{move || t().token.kept_cookie}</p>
            <p class="small after">{move || t().token.no_token}</p>
        </article>
    }
}

/// What the token says, to anybody who has it.
#[component]
pub(crate) fn Contents(token: String) -> impl IntoView {
    let t = use_texts();
    let shown = match unverified::decode(&token) {
        Some(token) => view! {
            <header class="card-head stacked">
                <h2>{move || t().token.contents}</h2>
                <p class="small">{move || t().token.contents_lead}</p>
            </header>
            <Claims token />
        }
        .into_any(),
        None => view! { <p>{move || t().token.unreadable}</p> }.into_any(),
    };
    view! { <article class="card">{shown}</article> }
}

/// The place by the name that the developer tools have for it.
pub(crate) fn place(kind: StoreKind, t: &Texts) -> &'static str {
    match kind {
        StoreKind::Local => "localStorage",
        StoreKind::Session => "sessionStorage",
        StoreKind::Memory => t.token.in_memory,
        StoreKind::Cookie => t.token.in_cookie,
    }
}

fn explanation(kind: StoreKind, is_blocked: bool, t: &Texts) -> &'static str {
    match kind {
        _ if is_blocked => t.token.kept_blocked,
        StoreKind::Local => t.token.kept_local,
        StoreKind::Session => t.token.kept_session,
        StoreKind::Memory => t.token.kept_memory,
        StoreKind::Cookie => t.token.kept_cookie,
    }
}
