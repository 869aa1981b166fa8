//! The guided tour: from log-in to refusal and beyond, each stop with the lesson
//! that shows it and the code that does it.

mod code;
mod words;

use leptos::prelude::*;
use shared::lab::tour::{STOPS, Stop};

use super::words::use_words;
use crate::components::{A, use_title};
use code::Code;
use words::{EN, StopText, Words, ZH};

/// The address `/tour`.
#[component]
pub(crate) fn Tour() -> impl IntoView {
    let w = use_words(&EN, &ZH);
    use_title(move || w().title.to_owned());
    let stops = STOPS
        .iter()
        .enumerate()
        .map(|(index, stop)| view! { <TourStop index stop=*stop /> })
        .collect_view();
    view! {
        <section class="page tour">
            <div class="page-head">
                <h1 tabindex="-1">{move || w().title}</h1>
                <p class="lead">{move || w().lead}</p>
            </div>
            <ol class="stops">{stops}</ol>
        </section>
    }
}

#[component]
fn TourStop(index: usize, stop: Stop) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let text = move || text(w(), index);
    let class = match stop.step {
        Some(5) => "stop refused",
        Some(2 | 4) => "stop good",
        Some(_) => "stop out",
        None => "stop beyond",
    };
    let label = move || stop.step.map(|step| (w().step)(step));
    view! {
        <li class=class id=stop.id data-testid=format!("stop-{}", stop.id)>
            <span class="number" aria-hidden="true">
                {stop.step.map(|step| step.to_string())}
            </span>
            <div class="stop-body">
                <p class="meta">{label}</p>
                <h2>{move || text().title}</h2>
                <p>{move || text().what}</p>
                <p class="small">{move || text().why}</p>
                {move || {
                    let text = text();
                    view! {
                        <A href=text.href attr:class="see-it">
                            {text.see}
                        </A>
                    }
                }}
                <Code stop />
            </div>
        </li>
    }
}

fn text(words: &'static Words, index: usize) -> &'static StopText {
    &words.stops[index]
}
