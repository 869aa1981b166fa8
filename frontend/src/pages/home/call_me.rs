//! Steps 3 to 5, made by hand: one real request with the token, and its answer.

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use shared::endpoint;

use crate::api::{self, Answer, ApiError};
use crate::auth_state::use_auth;
use crate::components::{Message, Notice, TokenView, Tone, indented};
use crate::locales::use_texts;

/// How far the request is.
#[derive(Clone, PartialEq)]
enum Exchange {
    NotYet,
    UnderWay { token: String },
    Over { token: String, outcome: Outcome },
}

/// What came of it, and in how many milliseconds.
#[derive(Clone, PartialEq)]
struct Outcome {
    result: Result<Answer, ApiError>,
    milliseconds: f64,
}

#[component]
pub(super) fn CallMe(#[prop(into)] token: Signal<String>) -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let exchange = RwSignal::new(Exchange::NotYet);
    let is_under_way =
        Memo::new(move |_| exchange.with(|e| matches!(e, Exchange::UnderWay { .. })));

    let call = move |_| {
        let token = token.get_untracked();
        exchange.set(Exchange::UnderWay {
            token: token.clone(),
        });
        spawn_local_scoped_with_cancellation(async move {
            let start = js_sys::Date::now();
            let result = api::me::get_verbatim(&auth.client()).await;
            let milliseconds = js_sys::Date::now() - start;
            exchange.set(Exchange::Over {
                token,
                outcome: Outcome {
                    result,
                    milliseconds,
                },
            });
        });
    };

    let shown = move || match exchange.get() {
        Exchange::NotYet => ().into_any(),
        Exchange::UnderWay { token } => view! {
            {request(token)}
            <h3>{move || t().call.answer}</h3>
            <p class="small">{move || t().call.waiting}</p>
        }
        .into_any(),
        Exchange::Over { token, outcome } => {
            view! { {request(token)} {answer(outcome)} }.into_any()
        }
    };

    view! {
        <article class="card call">
            <header class="card-head stacked">
                <h2>{move || t().call.title}</h2>
                <p class="small">{move || t().call.lead}</p>
            </header>
            <div class="actions">
                <button
                    type="button"
                    class="button primary"
                    data-testid="call-me"
                    // Not `disabled`, which would take the focus away.
                    aria-disabled=move || is_under_way.get().to_string()
                    on:click=move |event| {
                        if !is_under_way.get_untracked() {
                            call(event);
                        }
                    }
                >
                    {move || if is_under_way.get() { t().call.calling } else { t().call.button }}
                </button>
                <button
                    type="button"
                    class="button"
                    data-testid="log-out-home"
                    on:click=move |_| auth.log_out()
                >
                    {move || t().header.log_out}
                </button>
            </div>
            <div class="exchange" aria-live="polite">
                {shown}
            </div>
        </article>
    }
}

fn request(token: String) -> impl IntoView {
    let t = use_texts();
    let credentials = if token.is_empty() {
        // Nobody here knows its value.
        view! {
            {"\nCookie: …  "}
            <span class="meta">{move || t().call.by_cookie}</span>
        }
        .into_any()
    } else {
        view! {
            {"\nAuthorization: Bearer "}
            <TokenView token abbreviated=true />
        }
        .into_any()
    };
    view! {
        <h3>{move || t().call.request}</h3>
        <pre translate="no">
            <b>{format!("GET {}", endpoint::ME)}</b>
            {credentials}
            {"\nAccept: application/json\nX-Requested-With: tessera"}
        </pre>
    }
}

fn answer(outcome: Outcome) -> impl IntoView {
    let t = use_texts();
    let refused_first = match &outcome.result {
        Ok(answer) => answer.refused_first,
        Err(_) => None,
    };
    let (status, body, error) = match outcome.result {
        Ok(answer) => (Some(answer.status), indented(&answer.body), None),
        Err(ApiError::Problem(problem)) => {
            let body = serde_json::to_string_pretty(&problem).unwrap_or_default();
            let status = problem.status;
            (Some(status), body, Some(ApiError::Problem(problem)))
        }
        Err(error) => (None, String::new(), Some(error)),
    };
    let class = match status {
        Some(200..=299) => "status good",
        _ => "status bad",
    };
    let message = Signal::derive(move || {
        let mended = refused_first.map(|code| Message {
            explained: Some(code),
            ..Message::new(
                Tone::Neutral,
                code.as_str(),
                &(t().call.refused_first)(code.as_str()),
            )
        });
        error
            .as_ref()
            .map(|error| Message::from_error(error, t()))
            .or(mended)
    });
    let milliseconds = format!("{:.0} ms", outcome.milliseconds);
    view! {
        <h3 class="spread">
            {move || t().call.answer}
            <span class=class>
                {status
                    .map(|status| {
                        view! {
                            <span data-testid="me-status">{status}</span>
                            {" · "}
                        }
                    })}
                {milliseconds}
            </span>
        </h3>
        <Notice message />
        {(!body.is_empty())
            .then(|| {
                view! {
                    <pre data-testid="me-answer" translate="no">
                        {body}
                    </pre>
                }
            })}
    }
}
