//! The code of a stop, fetched from the server when somebody wants to see it.

use leptos::prelude::*;
use shared::lab::tour::{self, Excerpt, Stop};

use super::super::words::use_words;
use super::words::{EN, ZH};
use crate::api::ApiError;
use crate::api::experiment::{Experiment, Method};
use crate::components::{Message, Notice, Work};
use crate::locales::use_texts;

/// How far the code is.
#[derive(Clone)]
enum State {
    Closed,
    Loading,
    Here(Vec<Excerpt>),
    Failed(ApiError),
}

#[component]
pub(super) fn Code(stop: Stop) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let t = use_texts();
    let state = RwSignal::new(State::Closed);
    let work = Work::of_this();
    let fetch = move || {
        if state.with_untracked(|state| matches!(state, State::Closed | State::Failed(_))) {
            state.set(State::Loading);
            work.begin(async move {
                let code = Experiment::new(Method::GET, &tour::code(stop.id));
                state.set(match code.fetch().await {
                    Ok(excerpts) => State::Here(excerpts),
                    Err(error) => State::Failed(error),
                });
            });
        }
    };
    let names = stop.places.iter().map(|place| {
        // `auth.rs` is there on both sides.
        let side = place.file.split('/').next().unwrap_or_default();
        let file = place.file.rsplit('/').next().unwrap_or_default();
        view! {
            <code>
                <span class={"side"}>{side} {" "}</span>
                {file}
                {" · "}
                {place.function}
            </code>
        }
    });
    let shown = move || match state.get() {
        State::Closed => ().into_any(),
        State::Loading => view! { <p class="small">{move || t().common.loading}</p> }.into_any(),
        State::Here(excerpts) => excerpts.into_iter().map(excerpt).collect_view().into_any(),
        State::Failed(error) => {
            let message = Signal::derive(move || Some(Message::from_error(&error, t())));
            view! { <Notice message /> }.into_any()
        }
    };
    view! {
        <details class="code" on:toggle=move |_| fetch()>
            <summary data-testid=format!("code-{}", stop.id)>
                <span>{move || w().code}</span>
                <span class="places" translate="no">
                    {names.collect_view()}
                </span>
            </summary>
            {shown}
        </details>
    }
}

/// One function, its comments in another tone.
fn excerpt(excerpt: Excerpt) -> impl IntoView {
    let place = format!("{}:{}", excerpt.file, excerpt.line);
    let lines = excerpt.text.lines().map(|line| {
        let class = match line.trim_start().starts_with("//") {
            true => "comment",
            false => "line",
        };
        view! {
            <span class=class>
                {line.to_owned()}
                {"\n"}
            </span>
        }
    });
    view! {
        <figure class="excerpt" translate="no">
            <figcaption>
                <code>{place}</code>
            </figcaption>
            <pre tabindex="0">{lines.collect_view()}</pre>
        </figure>
    }
}
