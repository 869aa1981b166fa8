//! The table: a store a row, an attack a column.

use leptos::prelude::*;

use super::findings::{Column, store_name};
use super::play::Theatre;
use super::telling::{Told, tell_in_table};
use super::words::{EN, ZH};
use crate::components::Work;
use crate::lab::words::use_words;
use crate::token_store::StoreKind;

/// The table, with a button in each row for those who may play.
#[component]
pub(super) fn Table(
    theatre: Theatre,
    #[prop(into)] may_play: Signal<bool>,
    work: Work,
) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let heads = Column::ALL.into_iter().enumerate().map(|(index, _)| {
        view! { <th scope="col">{move || w().columns[index]}</th> }
    });
    let rows = (0..StoreKind::ALL.len()).map(|row| {
        let work = work.clone();
        let is_on = move || theatre.on.get().is_some_and(|(on, _)| on == row);
        let name = move || store_name(StoreKind::ALL[row], w().memory);
        let cells = Column::ALL.into_iter().enumerate().map(|(index, column)| {
            view! { <Cell theatre row index column /> }
        });
        view! {
            <tr class:on=is_on data-testid=format!("row-{}", StoreKind::ALL[row].name())>
                <th scope="row">
                    <span class="name" translate="no">
                        {name}
                    </span>
                    <span class="small">{move || w().stores[row]}</span>
                    {move || {
                        let work = work.clone();
                        may_play
                            .get()
                            .then(|| {
                                view! {
                                    <button
                                        type="button"
                                        class="button small"
                                        data-testid=format!("play-{}", StoreKind::ALL[row].name())
                                        aria-label=move || format!("{} {}", w().play_one, name())
                                        aria-disabled=move || theatre.is_running().to_string()
                                        on:click=move |_| {
                                            if !theatre.is_idle() {
                                                return;
                                            }
                                            work.begin(theatre.begin(vec![row]));
                                        }
                                    >
                                        {move || w().play_one}
                                    </button>
                                }
                            })
                    }}
                </th>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <table class="scenes" data-testid="scenes">
            <thead>
                <tr>
                    <th scope="col">{move || w().store}</th>
                    {heads.collect_view()}
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Cell(theatre: Theatre, row: usize, index: usize, column: Column) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let told = Memo::new(move |_| {
        theatre
            .play
            .with(|play| tell_in_table(column, row, &play.rows, w()))
    });
    let is_on = move || theatre.on.get() == Some((row, column));
    let name = format!("{}-{}", StoreKind::ALL[row].name(), column.name());
    let content = move || match told.get() {
        Some(told) => says(told).into_any(),
        None => view! {
            <span class="not-yet" aria-label=move || w().not_yet>
                {if is_on() { "…" } else { "–" }}
            </span>
        }
        .into_any(),
    };
    view! {
        <td
            class:on=is_on
            data-testid=name
            data-outcome=move || told.with(|told| told.as_ref().map(|told| told.outcome.name()))
        >
            <span class="column" aria-hidden="true">
                {move || w().columns[index]}
            </span>
            {content}
        </td>
    }
}

fn says(told: Told) -> impl IntoView {
    // A line breaks between words alone: `cross-site` is one, and a status stays
    // with its arrow.
    let words = |line: String| {
        let word = |word: &str| view! { <span>{word.to_owned()}</span> " " };
        line.replace("→ ", "→\u{a0}")
            .split(' ')
            .map(word)
            .collect_view()
    };
    let evidence = told
        .evidence
        .into_iter()
        .map(|line| view! { <li>{words(line)}</li> });
    view! {
        <div class=told.outcome.class()>
            <strong>{told.headline}</strong>
            <ul translate="no">{evidence.collect_view()}</ul>
            {(!told.why.is_empty()).then(|| view! { <p>{told.why}</p> })}
        </div>
    }
}
