//! The live flow, the first page: the five steps between browser and server,
//! drawn from what really went over the wire.
//!
//! Everything starts with a request: [`actions`] sends it, the API client writes
//! it into the wire log, [`player`] decides how much of it is on show, and
//! [`story`] what that means for each part of the picture.

mod actions;
mod caption;
mod controls;
mod detail;
mod diagram;
mod judged;
mod mark;
mod picture;
mod player;
mod stages;
mod step_list;
mod story;
mod toolbar;
mod words;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::quiz::{Lesson, Quiz};
use super::words::use_words;
use crate::auth_state::{Auth, AuthState, Farewell, use_auth};
use crate::components::{
    Contents, CookieCard, Late, Message, Notice, TokenCard, Waiting, chunk, leave_for_login,
    use_title,
};
use crate::locales::use_texts;
use crate::token_store::StoreKind;
use actions::Actions;
use controls::{Announced, Controls, Recorded};
use detail::Wire;
use diagram::Diagram;
use judged::Judged;
use picture::Picture;
use player::Player;
use step_list::StepList;
use toolbar::Toolbar;
use words::{EN, ZH};

/// The address `/`.
#[component]
pub(crate) fn Flow() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    use_title(move || t().home.title.to_owned());

    // This page needs no token but uses one, so it sees refusals as well.
    let leave = leave_for_login();
    Effect::new(move || {
        if matches!(auth.farewell(), Some(Farewell::Refused(_))) {
            leave();
        }
    });

    // Whoever comes and goes, the picture stays.
    let is_known = Memo::new(move |_| auth.state() != AuthState::Unknown);
    move || match is_known.get() {
        false => view! { <Waiting /> }.into_any(),
        true => view! { <Stage /> }.into_any(),
    }
}

#[component]
fn Stage() -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let player = Player::start();
    let actions = Actions::of_this(player);
    let picture = Picture::of(player);
    step_by_keys(player);
    view! {
        <section class="page flow-page">
            <Head />
            <Toolbar actions />
            <div class="flow-columns">
                <div class="flow-main">
                    <section class="card stage" aria-label=move || w().diagram>
                        <Diagram picture />
                        <StepList picture />
                        <Announced player picture />
                        <Controls player />
                        <Recorded player />
                    </section>
                    <Wire player />
                </div>
                <div class="flow-side">
                    <Judged player />
                    <Token />
                </div>
            </div>
            <Quiz lesson=Lesson::FLOW />
        </section>
    }
}

/// Who is here, and how the last session ended.
#[component]
fn Head() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let name = Memo::new(move |_| auth.user().map(|user| user.display_name));
    let farewell = Signal::derive(move || {
        let farewell = auth.farewell().filter(|_| name.with(Option::is_none));
        farewell.map(|farewell| Message::from_farewell(farewell, t()))
    });
    let title = move || match name.get() {
        Some(name) => (t().home.hello)(&name),
        None => t().home.hero.to_owned(),
    };
    let lead = move || match (name.get(), is_in_cookie(auth)) {
        (None, _) => t().home.lead,
        (Some(_), false) => t().home.hello_lead,
        (Some(_), true) => t().home.hello_in_cookie,
    };
    view! {
        <div class="page-head">
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{lead}</p>
        </div>
        <Notice message=farewell />
    }
}

/// The token of whoever is here, and what it says. Who is not logged in does not
/// have to wait for the code that reads tokens.
#[component]
fn Token() -> impl IntoView {
    let auth = use_auth();
    let is_signed_in = Memo::new(move |_| auth.user().is_some());
    let here = || view! { <Late chunk=chunk!(token, view! { <TokenHere /> }) /> };
    move || is_signed_in.get().then(here)
}

#[component]
fn TokenHere() -> impl IntoView {
    let auth = use_auth();
    let w = use_words(&EN, &ZH);
    let in_cookie = Memo::new(move |_| is_in_cookie(auth));
    let token = Memo::new(move |_| auth.token().unwrap_or_default());
    move || match in_cookie.get() {
        true => view! { <CookieCard /> }.into_any(),
        false => view! {
            <TokenCard token=token.get() />
            <details class="contents">
                <summary>{move || w().contents}</summary>
                <Contents token=token.get() />
            </details>
        }
        .into_any(),
    }
}

fn is_in_cookie(auth: Auth) -> bool {
    auth.token().is_none() && auth.tokens().chosen() == StoreKind::Cookie
}

/// The arrow keys step through the picture, unless they are needed elsewhere.
fn step_by_keys(player: Player) {
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let is_modified = event.ctrl_key() || event.alt_key() || event.meta_key();
        let is_taken = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|element| {
                element
                    .closest("input, select, textarea, dialog")
                    .ok()
                    .flatten()
                    .is_some()
            });
        if is_modified || is_taken {
            return;
        }
        match event.key().as_str() {
            "ArrowRight" => player.next(),
            "ArrowLeft" => player.back(),
            _ => {}
        }
    });
    on_cleanup(move || listener.remove());
}
