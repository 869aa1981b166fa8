//! Writes a new note, or changes one.

use leptos::prelude::*;

use super::link::MakeLink;
use super::load::{Loaded, load};
use super::note_form::NoteForm;
use crate::components::{A, Obstacle, Skeleton, use_title};
use crate::locales::use_texts;

/// The address `/notes/new`.
#[component]
pub(crate) fn NewNote() -> impl IntoView {
    let t = use_texts();
    use_title(move || t().editor.new_title.to_owned());
    view! {
        <section class="page medium">
            <Back />
            <h1 tabindex="-1">{move || t().editor.new_title}</h1>
            <NoteForm note=None />
        </section>
    }
}

/// The address `/notes/:id`.
#[component]
pub(crate) fn EditNote(id: String) -> impl IntoView {
    let t = use_texts();
    use_title(move || t().editor.edit_title.to_owned());
    let loaded = RwSignal::new(Loaded::UnderWay);
    // The request belongs to this page and not to what is shown in its place:
    // that goes away when a new attempt begins, and takes its requests along.
    let attempt = RwSignal::new(0_u32);
    Effect::new(move || {
        attempt.track();
        load(id.clone(), loaded);
    });

    let shown = move || match loaded.get() {
        Loaded::UnderWay => view! { <Skeleton lines=5 /> }.into_any(),
        Loaded::Here(note) => {
            let note_id = note.id.clone();
            view! {
                <h1 tabindex="-1">{move || t().editor.edit_title}</h1>
                <NoteForm note=Some(note) />
                <MakeLink note_id />
            }
            .into_any()
        }
        Loaded::Missing => view! {
            <h1 tabindex="-1">{move || t().editor.missing_title}</h1>
            <p class="lead" data-testid="note-missing">
                {move || t().editor.missing}
            </p>
        }
        .into_any(),
        Loaded::Failed(error) => view! {
            <h1 tabindex="-1">{move || t().editor.edit_title}</h1>
            <Obstacle error on_retry=move || attempt.update(|count| *count += 1) />
        }
        .into_any(),
    };
    view! {
        <section class="page medium">
            <Back />
            {shown}
        </section>
    }
}

#[component]
fn Back() -> impl IntoView {
    let t = use_texts();
    view! {
        <p class="back">
            <A href="/notes" exact=true>
                <span aria-hidden="true">{"← "}</span>
                {move || t().editor.back}
            </A>
        </p>
    }
}
