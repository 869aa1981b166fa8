//! Four calls: each token at each server, and none.

use leptos::prelude::*;
use shared::endpoint;
use shared::error::ErrorCode;
use shared::lab::sso::OtherApi;

use super::bench::{Bench, Outcome, Trial};
use super::use_words;
use crate::components::{Work, indented};
use crate::locales::use_texts;

#[component]
pub(super) fn Calls(bench: Bench, api: StoredValue<OtherApi>) -> impl IntoView {
    let t = use_words();
    let texts = use_texts();
    let work = StoredValue::new(Work::of_this());
    let rows = Trial::ALL.iter().enumerate().map(|(place, &trial)| {
        let run = move |_| {
            if !bench.is_busy.get_untracked() {
                work.with_value(|work| work.begin(bench.call(trial, api.get_value())));
            }
        };
        let address = match trial {
            Trial::Back => endpoint::ME.to_owned(),
            _ => api.with_value(|api| format!("{}{}", api.origin, endpoint::REPORT_SUMMARY)),
        };
        let outcome = Memo::new(move |_| bench.outcomes.with(|all| all[place].clone()));
        let verdict = move || match outcome.get() {
            None => view! { <span class="meta">{t().not_yet}</span> }.into_any(),
            Some(Outcome::Nothing) => view! {
                <b class="verdict bad">{t().no_answer}</b>
                <span class="meta">{t().no_answer_hint}</span>
            }
            .into_any(),
            Some(Outcome::Answered(status, body)) => view! {
                <b class="verdict good">{status}</b>
                <pre translate="no">{indented(&body)}</pre>
            }
            .into_any(),
            Some(Outcome::Refused(status, code)) => {
                let known = ErrorCode::from_name(&code);
                let title = move || known.map(|code| (texts().error)(code).title);
                view! {
                    <b class="verdict bad">{status}</b>
                    <code>{code}</code>
                    <span class="meta">{title}</span>
                }
                .into_any()
            }
        };
        let name = trial.name();
        view! {
            <li data-testid=format!("sso-call-{name}")>
                <button
                    type="button"
                    class="button"
                    data-testid=format!("sso-run-{name}")
                    aria-disabled=move || bench.is_busy.get().to_string()
                    on:click=run
                >
                    {move || (t().trial)(trial)}
                </button>
                <code class="address" translate="no">
                    "GET "
                    {address}
                </code>
                <div class="outcome" data-testid=format!("sso-outcome-{name}") aria-live="polite">
                    {verdict}
                </div>
            </li>
        }
    });
    view! {
        <section class="card" aria-labelledby="sso-calls">
            <h2 id="sso-calls">{move || t().calls}</h2>
            <p>{move || t().calls_lead}</p>
            <ul class="calls">{rows.collect_view()}</ul>
            <p class="small">{move || t().calls_note}</p>
        </section>
    }
}
