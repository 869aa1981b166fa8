//! The list of one's own notes.

mod editor;
mod load;
mod note_form;

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use leptos_router::components::A;
use shared::note::Note;

use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{Message, Notice, Obstacle, Skeleton, Tone, use_title};
use crate::locales::{use_i18n, use_texts};
use crate::time;

pub(crate) use editor::{EditNote, NewNote};

/// What the editor did before it led back to the list.
#[derive(Clone, Copy)]
pub(crate) struct LastChange(RwSignal<Option<Change>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Saved,
    Deleted,
}

impl LastChange {
    pub(crate) fn none_yet() -> Self {
        Self(RwSignal::new(None))
    }
}

/// The list, as far as it is here.
#[derive(Clone, Copy)]
struct List {
    notes: RwSignal<Vec<Note>>,
    next_cursor: RwSignal<Option<String>>,
    /// Whether the first page has come; before, "no notes" would be a guess.
    is_known: RwSignal<bool>,
    is_loading: RwSignal<bool>,
    failure: RwSignal<Option<ApiError>>,
}

impl List {
    fn new() -> Self {
        Self {
            notes: RwSignal::new(Vec::new()),
            next_cursor: RwSignal::new(None),
            is_known: RwSignal::new(false),
            is_loading: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Loads the page that follows those that are here.
    fn load_next(self) {
        if self.is_loading.get_untracked() {
            return;
        }
        let auth = use_auth();
        self.is_loading.set(true);
        self.failure.set(None);
        spawn_local_scoped_with_cancellation(async move {
            let cursor = self.next_cursor.get_untracked();
            match api::notes::list(&auth.client(), cursor.as_deref()).await {
                Ok(page) => {
                    self.notes.update(|notes| notes.extend(page.items));
                    self.next_cursor.set(page.next_cursor);
                    // Said once: what is on show stays when more comes.
                    if !self.is_known.get_untracked() {
                        self.is_known.set(true);
                    }
                }
                Err(error) => self.failure.set(Some(error)),
            }
            self.is_loading.set(false);
        });
    }
}

/// The address `/notes`.
#[component]
pub(crate) fn Notes() -> impl IntoView {
    let t = use_texts();
    use_title(move || t().notes.title.to_owned());
    let list = List::new();
    // The request belongs to this page and not to what is shown in its place:
    // that goes away when a new attempt begins, and takes its requests along.
    let attempt = RwSignal::new(0_u32);
    Effect::new(move || {
        attempt.track();
        untrack(|| list.load_next());
    });

    // Said once: who comes back to this page later has changed nothing.
    let last_change = expect_context::<LastChange>().0;
    let change = last_change.get_untracked();
    last_change.set(None);
    let changed = Signal::derive(move || {
        change.map(|change| match change {
            Change::Saved => Message::new(Tone::Success, "note_saved", t().notes.saved),
            Change::Deleted => Message::new(Tone::Success, "note_deleted", t().notes.deleted),
        })
    });

    view! {
        <section class="page medium">
            <div class="page-head spread">
                <div>
                    <h1 tabindex="-1">{move || t().notes.title}</h1>
                    <p class="lead">{move || t().notes.lead}</p>
                </div>
                <A href="/notes/new" attr:class="button primary" attr:data-testid="new-note">
                    {move || t().notes.new}
                </A>
            </div>
            <Notice message=changed />
            {move || {
                if list.is_known.get() {
                    view! { <Known list /> }.into_any()
                } else {
                    match list.failure.get() {
                        Some(error) => {
                            let retry = move || attempt.update(|count| *count += 1);
                            view! { <Obstacle error on_retry=retry /> }.into_any()
                        }
                        None => view! { <Skeleton lines=6 /> }.into_any(),
                    }
                }
            }}
        </section>
    }
}

/// The list once its beginning is known.
#[component]
fn Known(list: List) -> impl IntoView {
    let t = use_texts();
    let is_empty = Memo::new(move |_| list.notes.with(Vec::is_empty));
    let failed = Signal::derive(move || list.failure.get().map(|e| Message::from_error(&e, t())));
    let count = move || (t().notes.shown)(list.notes.with(Vec::len));
    let more = move || {
        list.next_cursor.with(Option::is_some).then(|| {
            view! {
                <button
                    type="button"
                    class="button"
                    data-testid="load-more"
                    aria-disabled=move || list.is_loading.get().to_string()
                    on:click=move |_| list.load_next()
                >
                    {move || {
                        if list.is_loading.get() {
                            t().notes.loading_more
                        } else {
                            t().notes.load_more
                        }
                    }}
                </button>
            }
        })
    };
    move || {
        if is_empty.get() {
            return view! {
                <div class="empty" data-testid="notes-empty">
                    <h2>{move || t().notes.empty}</h2>
                    <p class="small">{move || t().notes.empty_lead}</p>
                </div>
            }
            .into_any();
        }
        view! {
            <ul class="note-list" data-testid="note-list">
                <For
                    each=move || list.notes.get()
                    key=|note| note.id.clone()
                    children=move |note| view! { <Item note /> }
                />
            </ul>
            <Notice message=failed urgent=true />
            <div class="list-end">
                {more} <span class="meta" role="status">
                    {count}
                </span>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Item(note: Note) -> impl IntoView {
    let t = use_texts();
    let i18n = use_i18n();
    let updated_at = note.updated_at.clone();
    let changed = move || (t().notes.changed)(&time::from_rfc3339(&updated_at, i18n.language()));
    let beginning: String = note.body.chars().take(200).collect();
    view! {
        <li data-testid="note-item">
            <A href=format!("/notes/{}", shared::endpoint::encode(&note.id))>
                <span class="note-title">{note.title}</span>
                <span class="note-body">{beginning}</span>
                <time class="meta" datetime=note.updated_at>
                    {changed}
                </time>
            </A>
        </li>
    }
}
