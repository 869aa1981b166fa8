//! The exchange on show, word for word: what was sent, what came back, and where
//! the time went.

use std::sync::Arc;

use leptos::prelude::*;
use shared::endpoint;
use shared::lab::TRACE_HEADER;
use shared::unverified;

use super::caption::milliseconds;
use super::mark::{Action, Alteration, TokenPart};
use super::player::Player;
use super::stages::TimeBar;
use super::story::{Kind, Wanted};
use super::words::{EN, ZH};
use crate::components::{TokenView, indented};
use crate::lab::words::use_words;
use crate::locales::{Texts, use_texts};
use crate::wire_log::{Exchange, Response};

/// The headers that the lesson is about; the others are folded.
const TELLING: [&str; 6] = [
    "content-type",
    "cache-control",
    "www-authenticate",
    "retry-after",
    "server-timing",
    TRACE_HEADER,
];

#[component]
pub(super) fn Wire(player: Player) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let drawing = player.drawing;
    let exchange = Memo::new(move |_| drawing.with(|d| d.exchange.clone()));
    let has_answer = Memo::new(move |_| drawing.with(|d| d.has_answer()));
    // Each is made anew only when what it shows is another.
    let sent = Memo::new(move |_| {
        let exchange = exchange.get()?;
        let altered = match player.wanted(exchange.id) {
            Some(Wanted::By(Action::Altered(alteration))) => Some(alteration),
            _ => None,
        };
        Some((exchange.id, Hidden(exchange), altered))
    });
    let request = move || {
        sent.get()
            .map(|(_, Hidden(exchange), altered)| view! { <Request exchange altered /> })
    };
    let answer = move || {
        let exchange = exchange.get()?;
        Some(match has_answer.get() {
            true => view! { <Answer exchange /> }.into_any(),
            false => view! { <Waiting /> }.into_any(),
        })
    };
    let lead = move || match exchange.get() {
        Some(exchange) => (w().wire_of)(exchange.id),
        None => String::new(),
    };
    view! {
        <section class="card wire">
            <header class="card-head">
                <h2>{move || w().wire}</h2>
                <p class="meta">{lead}</p>
            </header>
            {move || exchange.get().is_none().then(|| view! { <p class="small">{w().wire_empty}</p> })}
            <div class="both">{request} {answer}</div>
        </section>
    }
}

/// Equal for the same exchange, also when its answer has come since.
#[derive(Clone)]
struct Hidden(Arc<Exchange>);

impl PartialEq for Hidden {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

#[component]
fn Waiting() -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="half">
            <h3>{move || t().call.answer}</h3>
            <p class="small">{move || t().call.waiting}</p>
        </div>
    }
}

#[component]
fn Request(exchange: Arc<Exchange>, altered: Option<Alteration>) -> impl IntoView {
    let t = use_texts();
    let w = use_words(&EN, &ZH);
    let request = &exchange.request;
    let line = format!("{} {}", request.method, request.path);
    let is_whole = RwSignal::new(altered.is_some());
    let has_token = exchange.token().is_some();
    let headers = request
        .headers
        .iter()
        .map(|(name, value)| {
            let token = (name == "Authorization")
                .then(|| value.strip_prefix("Bearer "))
                .flatten();
            let shown = match token {
                Some(token) => {
                    let (token, altered) = (token.to_owned(), altered.clone());
                    let shown = move || sent_token(&token, altered.as_ref(), is_whole.get());
                    view! {
                        "Bearer "
                        <span data-testid="sent-token">{shown}</span>
                    }
                    .into_any()
                }
                None => value.clone().into_any(),
            };
            view! {
                "\n"
                <span class="header-name">{name.clone()} ":"</span>
                " "
                {shown}
            }
        })
        .collect_view();
    // A log-in has no session yet that a cookie could be of.
    let brings_cookie = request.has_cookies && !has_token && Kind::of(&exchange) != Kind::LogIn;
    let cookie = brings_cookie.then(|| {
        view! {
            "\n"
            <span class="header-name">{"Cookie:"}</span>
            " … "
            <span class="note">{move || t().call.by_cookie}</span>
        }
    });
    let body = request.body.as_deref().map(|body| {
        view! {
            "\n\n"
            <span data-testid="sent-body">{indented(body)}</span>
        }
    });
    let toggle = has_token.then(|| {
        view! {
            <button
                type="button"
                class="link-button"
                data-testid="whole-token"
                aria-pressed=move || is_whole.get().to_string()
                on:click=move |_| is_whole.update(|whole| *whole = !*whole)
            >
                {move || if is_whole.get() { w().short_token } else { w().whole_token }}
            </button>
        }
    });
    let changed = altered.map(|alteration| {
        let text = move || {
            let part = (w().part)(alteration.part);
            (w().changed)(part, alteration.at + 1, alteration.was, alteration.is)
        };
        view! {
            <p class="changed" data-testid="alteration">
                {text}
            </p>
        }
    });
    view! {
        <div class="half" data-testid="request">
            <h3 class="spread">{move || t().call.request} {toggle}</h3>
            {changed}
            <pre translate="no">
                <b data-testid="request-line">{line}</b>
                {headers}
                {cookie}
                {body}
            </pre>
            <p class="small">{move || w().hidden_request}</p>
        </div>
    }
}

/// The token as it was sent, with the character that was changed marked.
fn sent_token(token: &str, altered: Option<&Alteration>, is_whole: bool) -> AnyView {
    let token = token.to_owned();
    if !is_whole {
        return view! { <TokenView token abbreviated=true /> }.into_any();
    }
    let (Some(altered), Some(parts)) = (altered, unverified::split(&token)) else {
        return view! { <TokenView token /> }.into_any();
    };
    let part = |part: TokenPart, class: &'static str, start: usize, text: &str| {
        if part != altered.part {
            return view! { <span class=class>{text.to_owned()}</span> }.into_any();
        }
        let (before, rest) = text.split_at(altered.at - start);
        let after = rest[1..].to_owned();
        view! {
            <span class=class>
                {before.to_owned()} <mark>{altered.is}</mark> {after}
            </span>
        }
        .into_any()
    };
    let payload_at = parts.header.len() + 1;
    let signature_at = payload_at + parts.payload.len() + 1;
    view! {
        {part(TokenPart::Header, "part-header", 0, parts.header)}
        "."
        {part(TokenPart::Payload, "part-payload", payload_at, parts.payload)}
        "."
        {part(TokenPart::Signature, "part-signature", signature_at, parts.signature)}
    }
    .into_any()
}

#[component]
fn Answer(exchange: Arc<Exchange>) -> impl IntoView {
    let t = use_texts();
    let took = milliseconds(&exchange);
    let test_id = match &*exchange.request.path {
        endpoint::ME => "me-answer",
        _ => "answer-body",
    };
    let response = exchange.response().cloned();
    let class = match exchange.status() {
        Some(200..=299) => "status good",
        _ => "status bad",
    };
    let status = exchange.status().map(|status| {
        view! {
            <span data-testid="answer-status">{status}</span>
            {" · "}
        }
    });
    let nothing = match &exchange.end {
        Some(end) => end.response.as_ref().err().copied(),
        None => None,
    };
    let bar = response
        .is_some()
        .then(|| view! { <TimeBar exchange=Arc::clone(&exchange) /> });
    view! {
        <div class="half" data-testid="answer">
            <h3 class="spread">{move || t().call.answer} <span class=class>{status} {took}</span></h3>
            {nothing.map(|name| view! { <p class="small">{move || why_nothing(name, t())}</p> })}
            {bar}
            {response.map(|response| view! { <Text response test_id /> })}
        </div>
    }
}

/// Headers and body.
#[component]
fn Text(response: Response, test_id: &'static str) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let header = |(name, value): &(String, String)| {
        let value = match name == TRACE_HEADER {
            true => {
                let bytes = value.len();
                view! { <span class="note">{move || (w().trace_header)(bytes)}</span> }.into_any()
            }
            false => value.clone().into_any(),
        };
        view! {
            <span class="header-name">{name.clone()} ":"</span>
            " "
            {value}
            "\n"
        }
    };
    let (telling, others): (Vec<_>, Vec<_>) =
        (response.headers.iter()).partition(|(name, _)| TELLING.contains(&name.as_str()));
    let count = others.len();
    let telling = telling.into_iter().map(header).collect_view();
    let others = others.into_iter().map(header).collect_view();
    let body = match response.body.is_empty() {
        true => view! { <p class="small">{move || w().no_body}</p> }.into_any(),
        false => view! {
            <pre data-testid=test_id translate="no">
                {indented(&response.body)}
            </pre>
        }
        .into_any(),
    };
    view! {
        <pre translate="no">{telling}</pre>
        <details class="others">
            <summary>{move || (w().all_headers)(count)}</summary>
            <pre translate="no">{others}</pre>
            <p class="small">{move || w().hidden_answer}</p>
        </details>
        {body}
    }
}

fn why_nothing(name: &'static str, t: &'static Texts) -> &'static str {
    match name {
        "offline" => t.connection.offline,
        "timeout" => t.connection.timeout,
        "aborted" => t.connection.aborted,
        _ => t.connection.unreachable,
    }
}
