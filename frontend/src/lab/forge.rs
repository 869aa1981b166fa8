//! The forge: attacks on the token, made with one click, sent to the real server,
//! and held up to a verifier that falls for most of them.

mod anatomy;
mod attacks;
mod bench;
mod board;
mod guess;
mod trial;
mod verdicts;
mod words;
mod workbench;

use std::collections::HashMap;

use leptos::prelude::*;

use self::attacks::{Attack, Id};
use self::bench::Bench;
use self::board::Board;
use self::guess::Guess;
use self::trial::Trial;
use self::words::{EN, ZH};
use self::workbench::Workbench;
use super::quiz::{Lesson, Quiz};
use super::words::use_words;
use crate::api::ApiError;
use crate::auth_state::{AuthState, use_auth};
use crate::components::{A, DEMO_USERS, Message, Notice, Waiting, Work, has_demo_users, use_title};
use crate::locales::use_texts;
use crate::return_to;
use crate::router::use_router;

/// The address `/forge`.
pub(super) const PATH: &str = "/forge";

/// The page.
#[component]
pub(super) fn Forge() -> impl IntoView {
    let auth = use_auth();
    let w = use_words(&EN, &ZH);
    use_title(move || w().title.to_owned());

    // Made anew for another user: what was tried was tried in the former's name.
    let user_id = Memo::new(move |_| match auth.state() {
        AuthState::Unknown => None,
        AuthState::Anonymous => Some(None),
        AuthState::SignedIn(user) => Some(Some(user.id)),
    });
    move || match user_id.get() {
        None => view! { <Waiting /> }.into_any(),
        Some(None) => view! { <Outside /> }.into_any(),
        Some(Some(_)) => view! { <Inside /> }.into_any(),
    }
}

/// For those who are not logged in: what this is, and the way in.
#[component]
fn Outside() -> impl IntoView {
    let auth = use_auth();
    let w = use_words(&EN, &ZH);
    let t = use_texts();
    let work = Work::of_this();
    let failure = RwSignal::new(None::<ApiError>);
    let buttons = has_demo_users().then(|| {
        // Who is no admin has more to forge.
        let buttons = DEMO_USERS.iter().rev().map(|user| {
            let work = work.clone();
            let log_in = move |_| {
                failure.set(None);
                work.begin(async move {
                    let store = auth.tokens().chosen();
                    let (name, password) = (user.username.to_owned(), user.password.to_owned());
                    if let Err(error) = auth.log_in(name, password, store).await {
                        failure.set(Some(error));
                    }
                });
            };
            view! {
                <button
                    type="button"
                    class="button"
                    class:primary=!user.is_admin
                    data-testid=format!("forge-as-{}", user.username)
                    on:click=log_in
                >
                    {move || (w().log_in_as)(user.username)}
                </button>
            }
        });
        buttons.collect_view()
    });
    let message = Signal::derive(move || Message::of_failure(failure.get(), t()));
    view! {
        <section class="page forge medium">
            <div class="page-head">
                <h1 tabindex="-1">{move || w().title}</h1>
                <p class="lead">{move || w().lead}</p>
            </div>
            <p>{move || w().needs_user}</p>
            <Notice message urgent=true />
            <p class="actions">
                {buttons}
                <A href=return_to::leading_back(return_to::LOGIN_PATH, PATH) attr:class="button">
                    {move || w().log_in}
                </A>
            </p>
        </section>
    }
}

/// Every attack with how far it is.
#[derive(Clone, Copy)]
struct Trials(StoredValue<HashMap<Id, RwSignal<Trial>>>);

impl Trials {
    fn new() -> Self {
        let trials = attacks::all().map(|attack| (attack.id, RwSignal::new(Trial::NotYet)));
        Self(StoredValue::new(trials.collect()))
    }

    fn of(self, attack: &Attack) -> RwSignal<Trial> {
        self.0.with_value(|trials| trials[&attack.id])
    }
}

/// The board with all attacks, and the bench for one of them.
#[component]
fn Inside() -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let bench = Bench {
        auth: use_auth(),
        guess: Guess::new(),
    };
    let trials = Trials::new();
    let hash = use_router().address_untracked().hash;
    let named = attacks::all().find(|attack| hash.strip_prefix('#') == Some(attack.id.as_str()));
    let first = named.or_else(|| attacks::all().next());
    let chosen: RwSignal<&'static Attack> = RwSignal::new(first.expect("there are attacks"));
    // One at a time: they share the colleague's secret and the forger's site.
    let is_busy = RwSignal::new(false);
    view! {
        <section class="page forge">
            <div class="page-head">
                <h1 tabindex="-1">{move || w().title}</h1>
                <p class="lead">{move || w().lead}</p>
            </div>
            <div class="forge-columns">
                <Board trials chosen bench is_busy />
                <Workbench trials chosen bench is_busy />
            </div>
            <Quiz lesson=Lesson::FORGE />
        </section>
    }
}
