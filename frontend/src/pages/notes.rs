//! The list of one's own notes.

mod editor;
mod link;
mod load;
mod note_form;

use leptos::prelude::*;
use shared::note::Note;

use super::paged::Paged;
use crate::api;
use crate::auth_state::use_auth;
use crate::components::{A, Message, Notice, Tone, use_title};
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

/// The address `/notes`.
#[component]
pub(crate) fn Notes() -> impl IntoView {
    let t = use_texts();
    use_title(move || t().notes.title.to_owned());
    let auth = use_auth();
    let list = Paged::new(move |cursor: Option<String>| async move {
        api::notes::list(&auth.client(), cursor.as_deref()).await
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
            {list.view(move || view! { <Known list /> })}
        </section>
    }
}

/// The list once its beginning is known.
#[component]
fn Known(list: Paged<Note>) -> impl IntoView {
    let t = use_texts();
    let is_empty = Memo::new(move |_| list.items.with(Vec::is_empty));
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
                    each=move || list.items.get()
                    key=|note| note.id.clone()
                    children=move |note| view! { <Item note /> }
                />
            </ul>
            {list.end(|count, t| (t.notes.shown)(count))}
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
