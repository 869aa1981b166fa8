//! The same calls as the other server saw them, preflights included: a browser shows
//! those to no script.

use leptos::prelude::*;
use shared::lab::sso::{OtherApi, SeenRequest};

use super::bench::Bench;
use super::use_words;

/// So many are shown.
const SHOWN: usize = 8;

#[component]
pub(super) fn SeenThere(bench: Bench, api: StoredValue<OtherApi>) -> impl IntoView {
    let t = use_words();
    let rows = move || {
        let seen = bench.seen.get()?;
        let rows = seen.into_iter().take(SHOWN).map(row);
        Some(rows.collect_view())
    };
    let origin = api.with_value(|api| api.origin.clone());
    view! {
        <section class="card" aria-labelledby="sso-seen">
            <h2 id="sso-seen">{move || t().seen} " " <code>{origin}</code></h2>
            <p>{move || t().seen_lead}</p>
            <div class="wide" tabindex="0" role="group" aria-labelledby="sso-seen">
                <table data-testid="sso-seen">
                    <thead>
                        <tr>
                            <th scope="col">{move || t().seen_request}</th>
                            <th scope="col">{"Origin"}</th>
                            <th scope="col">{move || t().seen_asks}</th>
                            <th scope="col">{"Authorization"}</th>
                            <th scope="col">{move || t().seen_answer}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="small">{move || t().seen_note}</p>
        </section>
    }
}

fn row(seen: SeenRequest) -> impl IntoView {
    let t = use_words();
    let method = seen.method.clone();
    let is_preflight = seen.asks_for_method.is_some();
    let asks = [seen.asks_for_method, seen.asks_for_headers];
    let asks: Vec<String> = asks.into_iter().flatten().collect();
    let has_token = seen.has_token;
    let token = move || {
        if has_token {
            t().with_token
        } else {
            t().without_token
        }
    };
    let allowed = seen.allowed_origin.map(|origin| {
        view! {
            <br />
            <span class="meta">"Access-Control-Allow-Origin: " {origin}</span>
        }
    });
    view! {
        <tr class:preflight=is_preflight data-method=method>
            <td translate="no">
                <code>{seen.method} " " {seen.path}</code>
            </td>
            <td translate="no">
                <code>{seen.origin}</code>
            </td>
            <td translate="no">
                <code>{asks.join(", ")}</code>
            </td>
            <td>{token}</td>
            <td>
                <b>{seen.status}</b>
                {allowed}
            </td>
        </tr>
    }
}
