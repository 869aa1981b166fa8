//! What the trials of this lesson have in common: a title, a button that runs
//! them, one at a time, and what was measured so far.

use std::future::Future;

use leptos::prelude::*;

use super::hundred::Hundred;
use super::servers::Cell;
use super::timeline::Lane;
use crate::api::{ApiError, Client};
use crate::auth_state::use_auth;
use crate::components::{Message, Notice, Work};
use crate::locales::use_texts;

/// What was measured, for the table at the end as well; and what runs.
#[derive(Clone, Copy)]
pub(super) struct Bench {
    /// The name of the trial that runs: one at a time, or each would be measured
    /// with the other's noise.
    pub(super) running: RwSignal<Option<&'static str>>,
    pub(super) hundred: RwSignal<Option<Hundred>>,
    /// By question, then by server.
    pub(super) servers: RwSignal<Option<[[Cell; 2]; 3]>>,
    pub(super) ending: RwSignal<Vec<Lane>>,
    pub(super) strategies: RwSignal<Vec<Lane>>,
}

impl Bench {
    pub(super) fn empty() -> Self {
        Self {
            running: RwSignal::new(None),
            hundred: RwSignal::new(None),
            servers: RwSignal::new(None),
            ending: RwSignal::new(Vec::new()),
            strategies: RwSignal::new(Vec::new()),
        }
    }
}

/// A part of the page.
#[component]
pub(super) fn Trial<F, R>(
    name: &'static str,
    #[prop(into)] title: Signal<&'static str>,
    #[prop(into)] lead: Signal<&'static str>,
    #[prop(into)] button: Signal<&'static str>,
    bench: Bench,
    run: F,
    children: Children,
) -> impl IntoView
where
    F: Fn(Client) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<(), ApiError>> + 'static,
{
    let auth = use_auth();
    let t = use_texts();
    let trouble = RwSignal::new(None::<ApiError>);
    let message = Signal::derive(move || Message::of_failure(trouble.get(), t()));
    let work = Work::of_this();
    let begin = move |_| {
        if bench.running.get_untracked().is_some() {
            return;
        }
        bench.running.set(Some(name));
        trouble.set(None);
        let run = run.clone();
        work.begin(async move {
            trouble.set(run(auth.client()).await.err());
            bench.running.set(None);
        });
    };
    let is_busy = move || bench.running.get().is_some().to_string();
    view! {
        <section class="trial" aria-labelledby=name>
            <header>
                <div>
                    <h2 id=name>{title}</h2>
                    <p class="small">{lead}</p>
                </div>
                <button
                    type="button"
                    class="button primary"
                    data-testid=format!("run-{name}")
                    aria-disabled=is_busy
                    on:click=begin
                >
                    {button}
                </button>
            </header>
            <Notice message urgent=true />
            {children()}
        </section>
    }
}
