//! The two tokens of one log-in, side by side.

use leptos::prelude::*;
use serde_json::{Map, Value};
use shared::lab::sso::OtherApi;
use shared::unverified;

use super::bench::Bench;
use super::use_words;
use crate::components::{Obstacle, Work};

/// What tells them apart, and what they have in common.
const ROWS: [&str; 9] = [
    "aud", "scope", "exp", "alg", "kid", "sub", "sid", "role", "iss",
];

#[component]
pub(super) fn TwoTokens(bench: Bench, api: StoredValue<OtherApi>) -> impl IntoView {
    let t = use_words();
    let work = StoredValue::new(Work::of_this());
    let get = move || work.with_value(|work| work.begin(bench.exchange(api.get_value())));
    let obstacle = move || {
        let error = bench.error.get()?;
        Some(view! { <Obstacle error on_retry=get /> })
    };
    let own = Memo::new(move |_| bench.own_token().as_deref().and_then(members));
    let other = Memo::new(move |_| {
        let issued = bench.token.get()?;
        members(&issued.access_token)
    });
    let rows = ROWS.map(|name| {
        let cell = move |token: Memo<Option<Map<String, Value>>>| {
            let text = move || token.with(|all| all.as_ref().map(|all| shown(name, all)));
            view! {
                <td translate="no">
                    <code>{move || text().unwrap_or_else(|| "…".to_owned())}</code>
                </td>
            }
        };
        let differ = move || {
            let (own, other) = (own.get()?, other.get()?);
            (own.get(name) != other.get(name)).then_some("differs")
        };
        view! {
            <tr class=differ data-testid=format!("sso-claim-{name}")>
                <th scope="row">
                    <code>{name}</code>
                </th>
                {cell(own)}
                {cell(other)}
            </tr>
        }
    });
    view! {
        <section class="card" aria-labelledby="sso-tokens">
            <h2 id="sso-tokens">{move || t().tokens}</h2>
            <p>{move || t().tokens_lead}</p>
            <p class="actions">
                <button
                    type="button"
                    class="button primary"
                    data-testid="sso-exchange"
                    aria-disabled=move || bench.is_busy.get().to_string()
                    on:click=move |_| {
                        if !bench.is_busy.get_untracked() {
                            get();
                        }
                    }
                >
                    {move || t().get_token}
                </button>
            </p>
            {obstacle}
            <div class="wide" tabindex="0" role="group" aria-labelledby="sso-tokens">
                <table>
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="col">{move || t().own_token}</th>
                            <th scope="col">{move || t().other_token}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().collect_view()}</tbody>
                </table>
            </div>
            <p class="small">
                {move || match bench.own_token() {
                    Some(_) => t().tokens_note,
                    None => t().in_cookie,
                }}
            </p>
        </section>
    }
}

/// Header and claims in one, for showing.
fn members(token: &str) -> Option<Map<String, Value>> {
    let decoded = unverified::decode(token)?;
    let mut all = decoded.header;
    all.extend(decoded.claims);
    Some(all)
}

fn shown(name: &str, all: &Map<String, Value>) -> String {
    match (name, all.get(name)) {
        ("exp", Some(exp)) => {
            let seconds = |value: Option<&Value>| value.and_then(Value::as_i64).unwrap_or_default();
            format!("iat + {} s", seconds(Some(exp)) - seconds(all.get("iat")))
        }
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(other)) => other.to_string(),
        (_, None) => String::new(),
    }
}
