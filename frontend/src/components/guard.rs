//! Shows its children to people whom the server knows, and to nobody else.
//!
//! It is a courtesy, not a protection: what is protected is protected on the
//! server. It spares people a page that could only fail.

use leptos::prelude::*;

use super::states::{Obstacle, Skeleton};
use crate::auth_state::{AuthState, Farewell, use_auth};
use crate::locales::use_texts;
use crate::return_to;
use crate::router::use_router;

/// A function that leads to the log-in page, and from there back to here.
pub(crate) fn leave_for_login() -> impl Fn() + Clone {
    let router = use_router();
    move || {
        let here = router.address_untracked().as_href();
        // In place of this page: "back" must not lead to where one is sent
        // away from again.
        router.replace(&return_to::leading_back(return_to::LOGIN_PATH, &here));
    }
}

/// For the pages that log people in: leads on to where they wanted to go as
/// soon as somebody is logged in, in this tab or another, or was all along.
pub(crate) fn leave_when_signed_in() {
    let auth = use_auth();
    let router = use_router();
    Effect::new(move || {
        if auth.user().is_some() {
            let search = router.address_untracked().search;
            router.replace(&return_to::from_query(&search));
        }
    });
}

/// The guard. Made anew when another user logs in, so that nothing of the
/// former one stays.
#[component]
pub(crate) fn Guard(children: ChildrenFn) -> impl IntoView {
    let auth = use_auth();
    let leave = leave_for_login();
    let router = use_router();
    Effect::new(move |was_here: Option<bool>| {
        let state = auth.state();
        if state == AuthState::Anonymous {
            match auth.farewell_untracked() {
                // Whoever logs out here has finished with this page; whoever
                // comes back to it later wants to see it.
                Some(
                    Farewell::LoggedOut | Farewell::LoggedOutUntold | Farewell::AccountDeleted,
                ) if was_here == Some(true) => router.replace("/"),
                _ => leave(),
            }
        }
        state != AuthState::Anonymous
    });

    let user_id = Memo::new(move |_| auth.user().map(|user| user.id));
    move || match user_id.get() {
        Some(_) => children().into_any(),
        None => view! { <Waiting /> }.into_any(),
    }
}

/// What is shown until the server has said who is here.
#[component]
pub(crate) fn Waiting() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    move || match auth.obstacle() {
        None => view! {
            <section class="page narrow">
                <Skeleton />
            </section>
        }
        .into_any(),
        Some(error) => view! {
            <section class="page narrow">
                <h1 tabindex="-1">{move || t().connection.unknown_title}</h1>
                <p class="lead">{move || t().connection.unknown_lead}</p>
                <Obstacle error on_retry=move || auth.check()>
                    <button type="button" class="button quiet" on:click=move |_| auth.log_out()>
                        {move || t().header.log_out}
                    </button>
                </Obstacle>
            </section>
        }
        .into_any(),
    }
}
