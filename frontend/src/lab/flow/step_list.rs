//! The five steps as a list: for phones, and for screen readers everywhere.

use leptos::prelude::*;

use super::caption;
use super::picture::{Picture, light_class};
use super::story::Light;
use super::words::{EN, ZH};
use crate::components::place;
use crate::lab::words::use_words;
use crate::locales::use_texts;

/// The same as the picture shows.
#[component]
pub(super) fn StepList(picture: Picture) -> impl IntoView {
    let t = use_texts();
    let w = use_words(&EN, &ZH);
    let items = [1, 2, 3, 4, 5].map(|step| {
        let way = match step {
            1 | 3 => "out",
            2 | 4 => "good",
            _ => "bad",
        };
        let class = move || format!("{way} {}", light_class(picture.light(step)));
        let caption = Memo::new(move |_| picture.caption(step, (t(), w())));
        // What happens on one side alone stands at the arrow before it.
        let then = Memo::new(move |_| match step {
            2 => picture.place().map(|kind| (w().kept)(place(kind, t()))),
            3 => {
                let part = picture.checked();
                (part.light != Light::Waiting).then(|| caption::of_checks(&part, w()).title)
            }
            _ => None,
        });
        view! {
            <li class=class on:click=move |_| picture.look(step)>
                <span class="number" aria-hidden="true">
                    {step}
                </span>
                <span class="title">{move || caption.get().title}</span>
                <code>{move || caption.get().more}</code>
                {move || then.get().map(|then| view! { <span class={"then"}>{then}</span> })}
            </li>
        }
    });
    view! {
        <ol class="flow-steps" aria-label=move || t().flow.label>
            {items}
        </ol>
    }
}
