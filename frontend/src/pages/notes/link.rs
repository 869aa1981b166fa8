//! Makes a link by which anybody may download a note for a while.

use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use shared::note::{LINK_MAX_SECONDS, LinkResponse};
use wasm_bindgen_futures::JsFuture;

use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{Message, Notice, Tone, Work};
use crate::locales::{use_i18n, use_texts};
use crate::time;

/// How many minutes can be chosen, up to the most that the server allows.
const MINUTES: [i64; 4] = [1, 5, 15, LINK_MAX_SECONDS / 60];

/// What is known about copying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copied {
    NotAsked,
    Yes,
    No,
}

#[component]
pub(super) fn MakeLink(note_id: String) -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let work = Work::of_this();
    let minutes = RwSignal::new(MINUTES[1]);
    let outcome = RwSignal::new(None::<Result<LinkResponse, ApiError>>);
    let copied = RwSignal::new(Copied::NotAsked);
    let is_busy = RwSignal::new(false);

    let copying = work.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        copied.set(Copied::NotAsked);
        let (id, seconds) = (note_id.clone(), minutes.get_untracked() * 60);
        work.begin(async move {
            outcome.set(Some(api::notes::link(&auth.client(), &id, seconds).await));
            is_busy.set(false);
        });
    };
    let address = NodeRef::<Input>::new();
    let copy = StoredValue::new(move || {
        let Some(field) = address.get_untracked() else {
            return;
        };
        // Selected in any case: then one can copy it by hand.
        field.select();
        copying.begin(async move {
            let result = write_to_clipboard(&field.value()).await;
            copied.set(if result { Copied::Yes } else { Copied::No });
        });
    });
    let failed = Signal::derive(move || {
        let error = outcome.get().and_then(Result::err);
        Message::of_failure(error, t())
    });
    let told = Signal::derive(move || match copied.get() {
        Copied::NotAsked => None,
        Copied::Yes => Some(Message::new(Tone::Success, "copied", t().link.copied)),
        Copied::No => Some(Message::new(
            Tone::Neutral,
            "not_copied",
            t().link.not_copied,
        )),
    });
    let options = MINUTES
        .into_iter()
        .map(|choice| {
            view! {
                <option value=choice.to_string() selected=move || minutes.get() == choice>
                    {move || (t().link.minutes)(choice)}
                </option>
            }
        })
        .collect_view();
    let made = move || {
        outcome.get().and_then(Result::ok).map(
            |link| view! { <Made link address on_copy=move || copy.with_value(|copy| copy()) /> },
        )
    };
    view! {
        <section class="card part make-link" aria-labelledby="link-title">
            <h2 id="link-title">{move || t().link.title}</h2>
            <p class="small">{move || t().link.lead}</p>
            <form class="duration" on:submit=submit>
                <label for="link-minutes">{move || t().link.duration}</label>
                <select
                    id="link-minutes"
                    name="link_minutes"
                    on:change=move |event| {
                        if let Ok(choice) = event_target_value(&event).parse() {
                            minutes.set(choice);
                        }
                    }
                >
                    {options}
                </select>
                <button
                    type="submit"
                    class="button"
                    data-testid="make-link"
                    aria-disabled=move || is_busy.get().to_string()
                >
                    {move || if is_busy.get() { t().link.making } else { t().link.make }}
                </button>
            </form>
            <Notice message=failed urgent=true />
            <div aria-live="polite">{made}</div>
            <Notice message=told />
        </section>
    }
}

#[component]
fn Made(
    link: LinkResponse,
    address: NodeRef<Input>,
    on_copy: impl Fn() + 'static,
) -> impl IntoView {
    let t = use_texts();
    let i18n = use_i18n();
    let until = move || (t().link.until)(&time::from_rfc3339(&link.expires_at, i18n.language()));
    view! {
        <div class="made">
            <input
                node_ref=address
                type="text"
                readonly=true
                data-testid="link-address"
                aria-label=move || t().link.address
                prop:value=link.url
            />
            <button type="button" class="button" data-testid="copy-link" on:click=move |_| on_copy()>
                {move || t().link.copy}
            </button>
            <p class="small">{until}</p>
        </div>
    }
}

/// Whether the browser let us: it asks its user, and has no clipboard for pages
/// that came by plain http from another computer.
async fn write_to_clipboard(text: &str) -> bool {
    let navigator = window().navigator();
    let has_clipboard = js_sys::Reflect::has(&navigator, &"clipboard".into()).unwrap_or(false)
        && window().is_secure_context();
    has_clipboard
        && JsFuture::from(navigator.clipboard().write_text(text))
            .await
            .is_ok()
}
