//! What this page's server says of the token, check by check. The one thing
//! here that sends the token away.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use serde_json::Value;
use shared::endpoint;
use shared::lab::{self, TokenTrace, TraceRequest};

use super::super::check_list::CheckList;
use super::super::words::use_words;
use super::anatomy::Shape;
use super::bench::Bench;
use super::words::{EN, ZH};
use crate::api::ApiError;
use crate::api::experiment::{Experiment, Method};
use crate::components::{Message, Notice, Work};
use crate::later::Later;
use crate::locales::use_texts;

/// How long a person pauses who has finished typing.
const PAUSE: Duration = Duration::from_millis(300);

#[component]
pub(super) fn Server(bench: Bench) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let t = use_texts();
    let is_on = RwSignal::new(true);
    let trace = RwSignal::new(None::<Result<TokenTrace, ApiError>>);
    let is_old = RwSignal::new(false);
    let is_too_long = Memo::new(move |_| bench.anatomy().shape == Shape::TooLong);
    Effect::new(move || {
        let token = bench.token();
        if !is_on.get() || is_too_long.get() {
            trace.set(None);
            is_old.set(false);
            return;
        }
        is_old.set(true);
        // Whoever types on takes it away before it is sent.
        spawn_local_scoped_with_cancellation(async move {
            pause().await;
            let request = Experiment::new(Method::POST, lab::TRACE).json(&TraceRequest { token });
            trace.set(Some(request.fetch::<TokenTrace>().await));
            is_old.set(false);
        });
    });
    let failed = Signal::derive(move || {
        let error = trace.get()?.err();
        Message::of_failure(error, t())
    });
    let said = move || {
        let trace = trace.get()?.ok()?;
        let code = trace.code.map(|code| code.as_str());
        Some((w().server_said)(code))
    };
    let list = move || {
        let trace = trace.get()?.ok()?;
        Some(view! { <CheckList trace /> })
    };
    view! {
        <aside class="card server" aria-labelledby="server-title">
            <header class="card-head">
                <h2 id="server-title">{move || w().server}</h2>
                <label class="ask">
                    <input
                        type="checkbox"
                        role="switch"
                        data-testid="ask-server"
                        prop:checked=move || is_on.get()
                        on:change=move |event| is_on.set(event_target_checked(&event))
                    />
                    {move || w().ask_server}
                </label>
            </header>
            <p class="small">
                {move || {
                    match (is_on.get(), is_too_long.get()) {
                        (true, false) => w().server_lead,
                        (true, true) => w().server_too_long,
                        (false, _) => w().server_off,
                    }
                }}
            </p>
            <Notice message=failed />
            <p class="visually-hidden" role="status">
                {said}
            </p>
            <div class="trace" data-testid="trace" aria-busy=move || is_old.get().to_string()>
                {list}
            </div>
            {move || is_on.get().then(|| view! { <UseIt bench /> })}
        </aside>
    }
}

async fn pause() {
    let over = Later::new();
    let announce = over.clone();
    set_timeout(move || announce.set(()), PAUSE);
    over.get().await;
}

/// The token in a real request, with no consequence for the session here.
#[component]
fn UseIt(bench: Bench) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let work = Work::of_this();
    let answer = RwSignal::new(None::<(Option<u16>, String)>);
    Effect::new(move || {
        bench.token();
        answer.set(None);
    });
    let send = move |_| {
        let token = bench.token_untracked();
        work.begin(async move {
            let request = Experiment::new(Method::GET, endpoint::ME).bearer(&token);
            let exchange = request.send().await;
            // What was asked with another token is no answer any more.
            if bench.token_untracked() == token {
                let said = exchange.response().map(|response| {
                    let body: Value = serde_json::from_str(&response.body).unwrap_or_default();
                    let said = body.get("code").or(body.get("username"));
                    said.and_then(Value::as_str).unwrap_or_default().to_owned()
                });
                answer.set(Some((exchange.status(), said.unwrap_or_default())));
            }
        });
    };
    let shown = move || {
        let (status, said) = answer.get()?;
        let class = match status {
            Some(200..=299) => "status good",
            _ => "status bad",
        };
        let status = status.map_or_else(|| w().no_answer.to_owned(), |status| status.to_string());
        Some(view! {
            <code class=class data-testid="me-said" translate="no">
                {status} {" "} {said}
            </code>
        })
    };
    view! {
        <div class="use-it">
            <button type="button" class="button small" data-testid="use-it" on:click=send>
                {move || w().use_it}
            </button>
            <p role="status">{shown}</p>
        </div>
    }
}
