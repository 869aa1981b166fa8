//! The formats side by side: questions down, formats across.

use leptos::prelude::*;

use super::facts::{EN, ZH};
use super::specimen::Format;
use crate::lab::words::use_words;

/// The table. Where it is wider than the screen it scrolls by itself, by keys as
/// well, and its questions stay in sight.
#[component]
pub(super) fn Comparison() -> impl IntoView {
    let facts = use_words(&EN, &ZH);
    let heads = Format::ALL.map(|format| view! { <th scope="col">{format.name()}</th> });
    let rows = move || {
        facts()
            .rows
            .iter()
            .map(|(question, answers)| {
                let cells = answers.iter().map(|(short, more)| {
                    view! {
                        <td>
                            <b>{*short}</b>
                            <span>{*more}</span>
                        </td>
                    }
                });
                view! {
                    <tr>
                        <th scope="row">{*question}</th>
                        {cells.collect_view()}
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <section class="formats-facts" aria-labelledby="formats-facts">
            <h2 id="formats-facts">{move || facts().title}</h2>
            <p class="small">{move || facts().lead}</p>
            <div
                class="formats-table"
                role="region"
                tabindex="0"
                aria-labelledby="formats-facts"
                data-testid="formats-facts"
            >
                <table>
                    <thead>
                        <tr>
                            <td>{""}</td>
                            {heads.collect_view()}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}
