//! The decoded token, each entry with what it means.

use leptos::prelude::*;
use serde_json::{Map, Value};
use shared::unverified::UnverifiedToken;

use crate::locales::{Language, Texts, use_i18n, use_texts};
use crate::time;

/// The order to read them in: how it is signed; who, for what, until when. What
/// is not listed follows.
const ORDER: [&str; 14] = [
    "alg",
    "kid",
    "typ",
    "sub",
    "role",
    "scope",
    "exp",
    "iat",
    "nbf",
    "auth_time",
    "iss",
    "aud",
    "sid",
    "jti",
];

#[component]
pub(crate) fn Claims(token: UnverifiedToken) -> impl IntoView {
    let t = use_texts();
    view! {
        {part("part-header", |t| t.token.header, token.header)}
        {part("part-payload", |t| t.token.payload, token.claims)}
        <section class="claims part-signature">
            <h3>{move || t().token.signature}</h3>
            <p class="small">{move || t().token.signature_lead}</p>
        </section>
    }
}

fn part(
    class: &'static str,
    title: fn(&Texts) -> &'static str,
    entries: Map<String, Value>,
) -> impl IntoView {
    let t = use_texts();
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(name, _)| {
        ORDER
            .iter()
            .position(|known| known == name)
            .unwrap_or(ORDER.len())
    });
    let rows = entries
        .into_iter()
        .map(|(name, value)| row(name, value))
        .collect_view();
    view! {
        <section class=format!("claims {class}")>
            <h3>{move || title(t())}</h3>
            <dl>{rows}</dl>
        </section>
    }
}

fn row(name: String, value: Value) -> impl IntoView {
    let t = use_texts();
    let i18n = use_i18n();
    let raw = match &value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let readable = {
        let name = name.clone();
        move || readable(&name, &value, i18n.language())
    };
    let meaning = {
        let name = name.clone();
        move || {
            (t().claim)(&name).map(|claim| {
                view! {
                    <dd class="meaning">
                        <b>{claim.name}</b>
                        " "
                        {claim.meaning}
                    </dd>
                }
            })
        }
    };
    view! {
        <div class="claim">
            <dt translate="no">{name}</dt>
            <dd class="value" translate="no">
                {raw}
                {move || readable().map(|time| view! { <span class={"readable"}>{time}</span> })}
            </dd>
            {meaning}
        </div>
    }
}

/// The claims that are times, as people write them.
fn readable(name: &str, value: &Value, language: Language) -> Option<String> {
    matches!(name, "exp" | "iat" | "nbf" | "auth_time")
        .then(|| value.as_i64())
        .flatten()
        .and_then(|seconds| time::from_seconds(seconds, language))
}
