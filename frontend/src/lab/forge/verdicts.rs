//! What the real server said, and beside it what the careless verifier would have.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;
use shared::error::ErrorCode;
use shared::trace::{CheckReport, Verdict};

use super::attacks::Attack;
use super::bench::Door;
use super::trial::Outcome;
use super::words::{EN, ZH};
use crate::lab::words::use_words;
use crate::locales::use_texts;
use crate::wire_log::Exchange;

/// The status and the code, and what they mean.
#[component]
pub(super) fn ServersWord(outcome: Arc<Outcome>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let t = use_texts();
    let refusal = status_and_code(&outcome.exchange);
    let code = outcome.code().and_then(|code| ErrorCode::from_name(&code));
    let is_refused = outcome.is_refused();
    let sentence = move || match (code, is_refused) {
        (Some(code), _) => (t().error)(code).what,
        (None, true) => "",
        (None, false) => w().server_let_in,
    };
    let trace = outcome.exchange.response().and_then(|r| r.trace.as_ref());
    let caught = trace.and_then(|trace| {
        let is_failed = |report: &CheckReport| report.verdict == Verdict::Failed;
        let place = trace.checks.iter().position(is_failed)?;
        let (name, count) = (trace.checks[place].check.as_str(), trace.checks.len());
        Some(view! {
            <p data-testid="caught-by">
                {move || (w().caught_by)(place + 1, count)} " " <code>{name}</code>
            </p>
        })
    });
    let counted = (outcome.forged.door == Door::Refresh && is_refused)
        .then(|| view! { <p>{move || w().counted}</p> });
    let aftermath = outcome.aftermath.as_ref().map(|exchange| {
        let said = status_and_code(exchange);
        view! {
            <p>{move || w().aftermath}</p>
            <p class="said" data-testid="aftermath">{said}</p>
        }
    });
    let expected = (!outcome.is_as_expected()).then(|| {
        let code = outcome.expected.code;
        view! {
            <p class="notice error" data-testid="forge-unexpected">
                {move || w().unexpected} " " <code>{code.as_str()}</code>
            </p>
        }
    });
    view! {
        <section class="verdict" data-testid="server-verdict">
            <h3>{move || w().server}</h3>
            <p class="said" data-testid="server-code">
                {refusal}
            </p>
            <p>{sentence}</p>
            {caught}
            {expected}
            {counted}
            {aftermath}
        </section>
    }
}

fn status_and_code(exchange: &Exchange) -> impl IntoView + use<> {
    let w = use_words(&EN, &ZH);
    let Some(response) = exchange.response() else {
        return view! { <span>{move || w().no_answer}</span> }.into_any();
    };
    let class = match response.status {
        401 => "refused",
        _ => "let-in",
    };
    let (status, code) = (response.status, response.code());
    view! {
        <b class=class>{status}</b>
        " "
        <code>{code}</code>
    }
    .into_any()
}

/// Whether it would have let the bearer in, by which mistakes, and why.
#[component]
pub(super) fn CarelessWord(attack: &'static Attack, outcome: Arc<Outcome>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let verdict = outcome.careless.clone();
    let accepted = verdict.accepted;
    let role = verdict.claims.as_ref().and_then(|claims| {
        let role = claims.get("role").and_then(Value::as_str);
        role.map(str::to_owned)
    });
    let said = move || match (accepted, &role) {
        (true, Some(role)) => (w().lets_in_as)(role),
        (true, None) => w().lets_in.to_owned(),
        (false, _) => w().refuses.to_owned(),
    };
    let class = match accepted {
        true => "said let-in",
        false => "said held",
    };
    let why = match accepted == attack.convinces {
        true => view! { <p>{move || (w().attack)(attack.id).careless}</p> }.into_any(),
        false => view! {
            <p class="notice error" data-testid="forge-unexpected">
                {move || w().other_verdict}
            </p>
        }
        .into_any(),
    };
    let mistakes = verdict.mistakes.into_iter().map(|mistake| {
        view! { <li>{move || (w().mistake)(mistake)}</li> }
    });
    let reason = verdict
        .reason
        .map(|reason| view! { <p>{move || (w().refusal)(reason)}</p> });
    view! {
        <section
            class="verdict"
            class:believed=accepted
            data-testid="careless-verdict"
            data-accepted=accepted.to_string()
        >
            <h3>{move || w().careless}</h3>
            <p class=class data-testid="careless-said">
                {said}
            </p>
            <ul class="mistakes">{mistakes.collect_view()}</ul>
            {reason}
            {why}
        </section>
    }
}
