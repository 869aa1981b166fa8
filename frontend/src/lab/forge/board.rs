//! All attacks on one board, each with what came of it.

use leptos::prelude::*;
use shared::lab::forge::CarelessVerdict;

use super::Trials;
use super::attacks::{self, Attack, FAMILIES, Family};
use super::bench::Bench;
use super::trial::{self, Trial};
use super::words::{EN, ZH};
use crate::components::Work;
use crate::lab::words::use_words;

#[component]
pub(super) fn Board(
    trials: Trials,
    chosen: RwSignal<&'static Attack>,
    bench: Bench,
    is_busy: RwSignal<bool>,
) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let bodies = FAMILIES
        .iter()
        .map(|(family, attacks)| group(*family, attacks, trials, chosen))
        .collect_view();
    view! {
        <div class="board">
            <TryAll trials bench is_busy />
            <table>
                <thead>
                    <tr>
                        <th scope="col">{move || w().column_attack}</th>
                        <th scope="col">{move || w().column_server}</th>
                        <th scope="col">{move || w().column_careless}</th>
                    </tr>
                </thead>
                {bodies}
            </table>
        </div>
    }
}

fn group(
    family: Family,
    attacks: &'static [Attack],
    trials: Trials,
    chosen: RwSignal<&'static Attack>,
) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let rows = attacks
        .iter()
        .map(|attack| row(attack, trials.of(attack), chosen))
        .collect_view();
    view! {
        <tbody>
            <tr class="family">
                <th scope="rowgroup" colspan="3">
                    {move || (w().family)(family)}
                </th>
            </tr>
            {rows}
        </tbody>
    }
}

fn row(
    attack: &'static Attack,
    trial: RwSignal<Trial>,
    chosen: RwSignal<&'static Attack>,
) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let id = attack.id;
    let is_chosen = move || chosen.get().id == id;
    let choose = move |_| {
        chosen.set(attack);
        reveal_workbench();
    };
    let server = move || match trial.get() {
        Trial::NotYet => ().into_any(),
        Trial::UnderWay => view! { <span class={"meta"}>"…"</span> }.into_any(),
        Trial::Failed(_) => view! { <span class={"meta"}>"–"</span> }.into_any(),
        Trial::Over(outcome) => {
            let class = match outcome.is_refused() && outcome.is_as_expected() {
                true => "refused",
                false => "let-in",
            };
            let code = outcome.code().unwrap_or_else(|| "200".to_owned());
            view! { <code class=class>{code}</code> }.into_any()
        }
    };
    let careless = move || match trial.get() {
        Trial::Over(outcome) => short(&outcome.careless).into_any(),
        _ => ().into_any(),
    };
    view! {
        <tr class:chosen=is_chosen data-testid="forge-row" data-attack=id.as_str()>
            <th scope="row">
                <button
                    type="button"
                    data-testid=format!("choose-{}", id.as_str())
                    aria-pressed=move || is_chosen().to_string()
                    on:click=choose
                >
                    {move || (w().attack)(id).name}
                </button>
            </th>
            <td>{server}</td>
            <td>{careless}</td>
        </tr>
    }
}

fn short(verdict: &CarelessVerdict) -> impl IntoView + use<> {
    let w = use_words(&EN, &ZH);
    let accepted = verdict.accepted;
    let class = if accepted { "let-in" } else { "held" };
    view! {
        <span class=class>{move || if accepted { w().falls } else { w().holds }}</span>
    }
}

/// The bench begins at its top with another attack; where the board stands above
/// it, as narrow as in `forge.css`, one has to be taken there.
fn reveal_workbench() {
    const NARROW: f64 = 960.0;
    let Some(bench) = document().get_element_by_id("workbench") else {
        return;
    };
    bench.set_scroll_top(0);
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    if width.is_some_and(|width| width <= NARROW) {
        bench.scroll_into_view();
    }
}

/// Tries one after the other, and counts.
#[component]
fn TryAll(trials: Trials, bench: Bench, is_busy: RwSignal<bool>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let work = Work::of_this();
    let count = attacks::all().count();
    // How many are done, while it goes on.
    let done = RwSignal::new(None::<usize>);
    let try_all = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        work.begin(async move {
            for attack in attacks::all() {
                trials.of(attack).set(Trial::NotYet);
            }
            for (place, attack) in attacks::all().enumerate() {
                done.set(Some(place));
                trial::run(attack, bench, trials.of(attack)).await;
            }
            done.set(None);
            is_busy.set(false);
        });
    };
    let summary = move || {
        let outcomes = attacks::all().filter_map(|attack| match trials.of(attack).get() {
            Trial::Over(outcome) => Some((outcome.is_refused(), outcome.careless.accepted)),
            _ => None,
        });
        let outcomes: Vec<_> = outcomes.collect();
        let refused = outcomes.iter().filter(|(refused, _)| *refused).count();
        let believed = outcomes.iter().filter(|(_, believed)| *believed).count();
        (outcomes.len() == count).then(|| (w().summary)(count, refused, believed))
    };
    view! {
        <div class="try-all">
            <button
                type="button"
                class="button"
                data-testid="try-all"
                aria-disabled=move || is_busy.get().to_string()
                on:click=try_all
            >
                {move || w().try_all}
            </button>
            {move || {
                done.get()
                    .map(|done| {
                        view! {
                            <progress
                                max=count.to_string()
                                value=done.to_string()
                                aria-label=w().try_all
                            ></progress>
                            <span class="meta">{(w().trying_all)(done, count)}</span>
                        }
                    })
            }}
            <p role="status" data-testid="forge-summary">
                {summary}
            </p>
        </div>
    }
}
