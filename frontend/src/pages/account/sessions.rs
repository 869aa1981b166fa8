//! Where one is logged in, and ending it.

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use shared::error::ErrorCode;
use shared::session::SessionSummary;
use wasm_bindgen::JsCast;

use super::device::Device;
use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{Message, Notice, Obstacle, Skeleton, Tone, Work};
use crate::locales::{Texts, use_i18n, use_texts};
use crate::time;

/// What was done to the list.
#[derive(Clone, PartialEq)]
enum Outcome {
    Ended,
    OthersEnded,
    Failed(ApiError),
}

#[component]
pub(super) fn Sessions(
    /// Counts what makes another list.
    changes: RwSignal<u32>,
) -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let work = Work::of_this();
    let list = RwSignal::new(None::<Result<Vec<SessionSummary>, ApiError>>);
    let outcome = RwSignal::new(None::<Outcome>);
    let is_busy = RwSignal::new(false);
    Effect::new(move || {
        changes.track();
        spawn_local_scoped_with_cancellation(async move {
            list.set(Some(api::sessions::list(&auth.client()).await));
        });
    });

    // The one with this id, or all others.
    let end = StoredValue::new(move |id: Option<String>| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        outcome.set(None);
        work.begin(async move {
            let (result, done) = match &id {
                Some(id) => (api::sessions::end(&auth.client(), id).await, Outcome::Ended),
                None => (
                    api::sessions::end_others(&auth.client()).await,
                    Outcome::OthersEnded,
                ),
            };
            let is_over = |error: &ApiError| error.error_code() == Some(ErrorCode::NotFound);
            outcome.set(Some(match result {
                Ok(()) => done,
                // Somebody was quicker.
                Err(error) if is_over(&error) => done,
                Err(error) => Outcome::Failed(error),
            }));
            is_busy.set(false);
            changes.update(|count| *count += 1);
            // The button that was pressed goes away with its line.
            focus_title();
        });
    });
    let message = Signal::derive(move || match outcome.get()? {
        Outcome::Ended => Some(Message::new(
            Tone::Success,
            "session_ended",
            t().sessions.ended,
        )),
        Outcome::OthersEnded => Some(Message::new(
            Tone::Success,
            "other_sessions_ended",
            t().sessions.others_ended,
        )),
        Outcome::Failed(error) => Message::of_failure(Some(error), t()),
    });
    let shown = move || match list.get() {
        None => view! { <Skeleton lines=3 /> }.into_any(),
        Some(Err(error)) => {
            let retry = move || changes.update(|count| *count += 1);
            view! { <Obstacle error on_retry=retry /> }.into_any()
        }
        Some(Ok(mut sessions)) => {
            // One's own first, and then as they come: the latest used first.
            sessions.sort_by_key(|session| !session.current);
            let others = sessions.iter().filter(|session| !session.current).count();
            let rows = sessions
                .into_iter()
                .map(|session| {
                    let id = session.id.clone();
                    let end_this = move || end.with_value(|end| end(Some(id.clone())));
                    view! { <Row session on_end=end_this /> }
                })
                .collect_view();
            view! {
                <ul class="session-list">{rows}</ul>
                {(others > 0)
                    .then(|| {
                        view! {
                            <div class="actions">
                                <button
                                    type="button"
                                    class="button"
                                    data-testid="end-others"
                                    on:click=move |_| end.with_value(|end| end(None))
                                >
                                    {move || t().sessions.end_others}
                                </button>
                            </div>
                        }
                    })}
            }
            .into_any()
        }
    };
    view! {
        <section class="card part" aria-labelledby="sessions-title">
            <h2 id="sessions-title" tabindex="-1">
                {move || t().sessions.title}
            </h2>
            <p class="small">{move || t().sessions.lead}</p>
            <Notice message />
            {shown}
        </section>
    }
}

#[component]
fn Row(session: SessionSummary, on_end: impl Fn() + 'static) -> impl IntoView {
    let t = use_texts();
    let i18n = use_i18n();
    let device = Device::of(&session.user_agent);
    let name = move || describe(device, t());
    let last_used_at = session.last_used_at.clone();
    let last_used =
        move || (t().sessions.last_used)(&time::from_rfc3339(&last_used_at, i18n.language()));
    let created_at = session.created_at.clone();
    let began = move || (t().sessions.began)(&time::from_rfc3339(&created_at, i18n.language()));
    let action = if session.current {
        view! {
            <span class="badge" data-testid="current-session">
                {move || t().sessions.current}
            </span>
        }
        .into_any()
    } else {
        view! {
            <button
                type="button"
                class="button small"
                data-testid="end-session"
                aria-label=move || (t().sessions.end_which)(&name())
                on:click=move |_| on_end()
            >
                {move || t().sessions.end}
            </button>
        }
        .into_any()
    };
    view! {
        <li data-testid="session-item">
            <span class="device" title=session.user_agent>
                {name}
            </span>
            <span class="facts meta">
                <span>
                    <code>{session.ip}</code>
                </span>
                <time datetime=session.last_used_at>{last_used}</time>
                <time datetime=session.created_at>{began}</time>
            </span>
            {action}
        </li>
    }
}

fn describe(device: Device, t: &Texts) -> String {
    match (device.browser, device.system) {
        (Some(browser), Some(system)) => (t.sessions.device)(browser, system),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => t.sessions.unknown_device.to_owned(),
    }
}

fn focus_title() {
    let title = document().get_element_by_id("sessions-title");
    if let Some(title) = title.and_then(|title| title.dyn_into::<web_sys::HtmlElement>().ok()) {
        _ = title.focus();
    }
}
