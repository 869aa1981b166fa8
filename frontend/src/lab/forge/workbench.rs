//! One attack: what it counts on, the button, the token, and both verdicts.

use std::sync::Arc;

use leptos::prelude::*;

use super::Trials;
use super::anatomy::Anatomy;
use super::attacks::{Attack, Id};
use super::bench::{Bench, Snag};
use super::guess::Guess;
use super::trial::{self, Outcome, Trial};
use super::verdicts::{CarelessWord, ServersWord};
use super::words::{EN, ZH};
use crate::components::{Message, Notice, Tone, Work};
use crate::lab::check_list::CheckList;
use crate::lab::words::use_words;
use crate::locales::use_texts;

#[component]
pub(super) fn Workbench(
    trials: Trials,
    chosen: RwSignal<&'static Attack>,
    bench: Bench,
    is_busy: RwSignal<bool>,
) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let work = Work::of_this();
    let trial = Memo::new(move |_| trials.of(chosen.get()));
    let text = move || (w().attack)(chosen.get().id);
    let try_it = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let (attack, trial) = (chosen.get_untracked(), trial.get_untracked());
        work.begin(async move {
            trial::run(attack, bench, trial).await;
            is_busy.set(false);
        });
    };
    let label = move || match trial.get().get() {
        Trial::NotYet => w().try_it,
        Trial::UnderWay => w().trying,
        Trial::Failed(_) | Trial::Over(_) => w().try_again,
    };
    let result = move || match trial.get().get() {
        Trial::NotYet | Trial::UnderWay => ().into_any(),
        Trial::Failed(snag) => view! { <Failure snag /> }.into_any(),
        Trial::Over(outcome) => view! { <Result attack=chosen.get() outcome /> }.into_any(),
    };
    view! {
        <article class="card workbench" id="workbench">
            <h2 data-testid="forge-attack">{move || text().name}</h2>
            <p class="story">{move || text().story}</p>
            <p class="actions">
                <button
                    type="button"
                    class="button primary"
                    data-testid="forge-it"
                    aria-disabled=move || is_busy.get().to_string()
                    on:click=try_it
                >
                    {label}
                </button>
            </p>
            {move || {
                (chosen.get().id == Id::WeakSecret)
                    .then(|| view! { <Progress guess=bench.guess /> })
            }}
            <div class="result" aria-live="polite">
                {result}
            </div>
        </article>
    }
}

/// How far the guessing is.
#[component]
fn Progress(guess: Guess) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let is_running = move || guess.state().is_some_and(|state| !state.is_over);
    move || {
        guess.state().map(|state| {
            let found = state.found.clone().map(|secret| {
                let seconds = state.milliseconds / 1000.0;
                view! {
                    <p class="found">
                        {move || w().found} " " <code data-testid="guessed">{secret}</code> " · "
                        <span class={"meta"}>{move || (w().found_after)(state.tried, seconds)}</span>
                    </p>
                }
            });
            let (tried, total, pace) = (state.tried, state.total, state.pace());
            view! {
                <div class="guess" data-testid="guess">
                    <progress
                        max=total.to_string()
                        value=tried.to_string()
                        aria-label=move || (w().guessing)(tried, total)
                    ></progress>
                    <p class="spread">
                        <span class={"meta"}>
                            {move || (w().guessing)(tried, total)} " · " {move || (w().pace)(pace)}
                        </span>
                        {is_running()
                            .then(|| {
                                view! {
                                    <button
                                        type="button"
                                        class="button small"
                                        data-testid="stop-guessing"
                                        on:click=move |_| guess.stop()
                                    >
                                        {move || w().stop}
                                    </button>
                                }
                            })}
                    </p>
                    {found}
                </div>
            }
        })
    }
}

/// Why there is no token.
#[component]
fn Failure(snag: Snag) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let t = use_texts();
    let message = Signal::derive(move || match &snag {
        Snag::Api(error) => Message::of_failure(Some(error.clone()), t()),
        Snag::Crypto(_) => Some(Message::new(Tone::Error, "no_crypto", w().no_crypto)),
        Snag::Stopped => Some(Message::new(Tone::Neutral, "stopped", w().stopped)),
        Snag::Unexpected => Some(Message::new(Tone::Error, "no_token", w().no_token)),
    });
    view! { <Notice message /> }
}

/// What the two said to the token, the token itself, and the checks that it went
/// through.
#[component]
fn Result(attack: &'static Attack, outcome: Arc<Outcome>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let forged = outcome.forged.clone();
    let trace = outcome.exchange.response().and_then(|r| r.trace.clone());
    let checks = trace.map(|trace| {
        view! {
            <h3>{move || w().checks}</h3>
            <CheckList trace />
        }
    });
    view! {
        <div class="verdicts">
            <ServersWord outcome=outcome.clone() />
            <CarelessWord attack outcome />
        </div>
        <Anatomy forged />
        {checks}
    }
}
