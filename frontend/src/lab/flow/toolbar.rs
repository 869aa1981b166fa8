//! The buttons, and how the last one came out.

use leptos::prelude::*;

use super::actions::{Actions, Outcome};
use super::mark::TokenPart;
use super::words::{EN, ZH};
use crate::api::ApiError;
use crate::auth_state::use_auth;
use crate::components::{A, DEMO_USERS, Message, Notice, Tone, has_demo_users, place};
use crate::lab::words::use_words;
use crate::locales::use_texts;
use crate::token_store::StoreKind;

#[component]
pub(super) fn Toolbar(actions: Actions) -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let w = use_words(&EN, &ZH);
    let is_signed_in = Memo::new(move |_| auth.user().is_some());
    let way_in = {
        let actions = actions.clone();
        move || (!is_signed_in.get()).then(|| view! { <WayIn actions=actions.clone() /> })
    };
    let hint = move || {
        let in_cookie = auth.token().is_none() && is_signed_in.get();
        match (is_signed_in.get(), in_cookie) {
            (false, _) => Some(w().needs_log_in),
            (true, true) => Some(w().unreadable),
            (true, false) => None,
        }
    };
    view! {
        <section class="flow-actions">
            {way_in}
            <div class="trials-head">
                <h2>{move || t().call.title}</h2>
                <p class="small" id="flow-hint">
                    {move || hint().unwrap_or(t().call.lead)}
                </p>
                <Told outcome=actions.outcome />
            </div>
            <Trials actions=actions.clone() is_signed_in />
            <Complaint outcome=actions.outcome />
        </section>
    }
}

/// To log in as a demo user, here and at once.
#[component]
fn WayIn(actions: Actions) -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let w = use_words(&EN, &ZH);
    let store = RwSignal::new(auth.tokens().chosen());
    // Where there are demo users, the header's two links are enough for the others.
    if !has_demo_users() {
        return view! {
            <div class="actions way-in">
                <A href="/login" attr:class="button">
                    {move || t().home.log_in}
                </A>
                <A href="/register" attr:class="button">
                    {move || t().home.register}
                </A>
            </div>
        }
        .into_any();
    }
    let users = {
        let buttons = DEMO_USERS.iter().map(|user| {
            let actions = actions.clone();
            let role = move || match user.is_admin {
                true => t().login.demo_admin,
                false => t().login.demo_user,
            };
            view! {
                <button
                    type="button"
                    class="button primary"
                    data-testid=format!("log-in-{}", user.username)
                    on:click=move |_| actions.log_in(user, store.get_untracked())
                >
                    {move || (w().log_in_as)(user.username)}
                    <span class="role">{role}</span>
                </button>
            }
        });
        let places = StoreKind::ALL.map(|kind| {
            view! {
                <option value=kind.name() selected=move || store.get() == kind>
                    {move || place(kind, t())}
                </option>
            }
        });
        view! {
            <span class="lead-in">{move || t().home.demo_hint}</span>
            {buttons.collect_view()}
            <label class="choice">
                <span>{move || w().keep_in}</span>
                <select
                    data-testid="flow-store"
                    on:change=move |event| {
                        if let Some(kind) = StoreKind::from_name(&event_target_value(&event)) {
                            store.set(kind);
                        }
                    }
                >
                    {places}
                </select>
            </label>
        }
    };
    view! { <div class="actions way-in">{users}</div> }.into_any()
}

/// What can be tried with a token, and without.
#[component]
fn Trials(actions: Actions, is_signed_in: Memo<bool>) -> impl IntoView {
    let t = use_texts();
    let w = use_words(&EN, &ZH);
    let part = RwSignal::new(TokenPart::Signature);
    let outcome = actions.outcome;
    let is_busy = Memo::new(move |_| outcome.get() == Outcome::UnderWay);
    // Not `disabled`, which would take the focus away.
    let button = move |id: &'static str,
                       class: &'static str,
                       label: Signal<&'static str>,
                       needs_token: bool,
                       act: Box<dyn Fn()>| {
        let is_closed = move || is_busy.get() || (needs_token && !is_signed_in.get());
        let is_missing = move || needs_token && !is_signed_in.get();
        view! {
            <button
                type="button"
                class=class
                class:missing=is_missing
                data-testid=id
                aria-disabled=move || is_closed().to_string()
                aria-describedby=move || is_missing().then_some("flow-hint")
                on:click=move |_| {
                    if !untrack(is_closed) {
                        act();
                    }
                }
            >
                {label}
            </button>
        }
    };
    let acts = |act: fn(&Actions)| -> Box<dyn Fn()> {
        let actions = actions.clone();
        Box::new(move || act(&actions))
    };
    let alter = {
        let actions = actions.clone();
        Box::new(move || actions.call_with_altered(part.get_untracked()))
    };
    let calling = Signal::derive(move || match is_busy.get() {
        true => t().call.calling,
        false => t().call.button,
    });
    let main = move || match is_signed_in.get() {
        true => "button primary call-button",
        false => "button call-button",
    };
    let call = acts(Actions::call);
    let parts = TokenPart::ALL.map(|choice| {
        view! { <option value=choice.name()>{move || (w().part)(choice)}</option> }
    });
    view! {
        <div class="actions trials">
            <button
                type="button"
                class=main
                class:missing=move || !is_signed_in.get()
                data-testid="call-me"
                aria-disabled=move || (is_busy.get() || !is_signed_in.get()).to_string()
                aria-describedby=move || (!is_signed_in.get()).then_some("flow-hint")
                on:click=move |_| {
                    if !is_busy.get_untracked() && is_signed_in.get_untracked() {
                        call();
                    }
                }
            >
                {calling}
            </button>
            {button(
                "call-without",
                "button",
                Signal::derive(move || w().without_token),
                false,
                acts(Actions::call_without_token),
            )}
            {button(
                "call-expired",
                "button",
                Signal::derive(move || w().expired),
                true,
                acts(Actions::call_with_expired),
            )}
            <span class="joined">
                {button(
                    "call-altered",
                    "button",
                    Signal::derive(move || w().altered),
                    true,
                    alter,
                )}
                <select
                    class="beside"
                    data-testid="altered-part"
                    aria-label=move || w().altered_in
                    on:change=move |event| {
                        if let Some(chosen) = TokenPart::from_name(&event_target_value(&event)) {
                            part.set(chosen);
                        }
                    }
                >
                    {parts}
                </select>
            </span>
            {button(
                "refresh",
                "button",
                Signal::derive(move || w().refresh),
                true,
                acts(Actions::refresh),
            )}
            {button(
                "log-out-home",
                "button",
                Signal::derive(move || t().header.log_out),
                true,
                acts(Actions::log_out),
            )}
        </div>
    }
}

/// How it came out, in a word: the picture tells the rest.
#[component]
fn Told(outcome: RwSignal<Outcome>) -> impl IntoView {
    let t = use_texts();
    let told = move || {
        let status = match outcome.get() {
            Outcome::Called(status, _) => status,
            Outcome::Failed(ApiError::Problem(problem)) => problem.status,
            _ => return None,
        };
        let class = match status {
            200..=299 => "status good",
            _ => "status bad",
        };
        Some(view! {
            {move || t().call.answer}
            " "
            <span class=class data-testid="me-status">
                {status}
            </span>
        })
    };
    view! {
        <p class="told" role="status">
            {told}
        </p>
    }
}

/// What went wrong, or was mended, and what can be done.
#[component]
fn Complaint(outcome: RwSignal<Outcome>) -> impl IntoView {
    let t = use_texts();
    let message = Signal::derive(move || match outcome.get() {
        Outcome::Failed(error) => Message::of_failure(Some(error), t()),
        Outcome::Called(_, Some(code)) => Some(Message {
            explained: Some(code),
            ..Message::new(
                Tone::Neutral,
                code.as_str(),
                &(t().call.refused_first)(code.as_str()),
            )
        }),
        _ => None,
    });
    view! { <Notice message /> }
}
