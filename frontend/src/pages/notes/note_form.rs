//! The form of a note: title, text, and the draft that is kept while typing.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use shared::note::{BODY_MAX_CHARS, Note, NoteRequest, TITLE_MAX_CHARS, check_body, check_title};

use super::{Change, LastChange};
use crate::api::{self, ApiError};
use crate::auth_state::use_auth;
use crate::components::{
    Confirm, FormField, Message, Notice, TextArea, TextLine, focus_first_invalid,
};
use crate::drafts::{Draft, DraftKey};
use crate::locales::use_texts;
use crate::router::use_router;

/// What the form waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Busy {
    No,
    Saving,
    Deleting,
}

/// What became of an earlier draft.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Restored {
    No,
    Yes,
    /// The note has been changed elsewhere since the draft was begun.
    Outdated,
}

#[component]
pub(super) fn NoteForm(
    /// The note as the server has it; none for a new one.
    note: Option<Note>,
) -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let id = note.as_ref().map(|note| note.id.clone());
    let based_on = note.as_ref().map(|note| note.updated_at.clone());
    let (saved_title, saved_body) = note.map(|note| (note.title, note.body)).unwrap_or_default();

    let user_id = auth.user_id_untracked().unwrap_or_default();
    let draft_key = StoredValue::new(DraftKey::new(&user_id, id.as_deref()));
    let draft = draft_key.get_value().load();
    let restored = RwSignal::new(match &draft {
        None => Restored::No,
        Some(draft) if draft.based_on == based_on => Restored::Yes,
        Some(_) => Restored::Outdated,
    });

    let draft_basis = draft.as_ref().map(|draft| draft.based_on.clone());
    let current = StoredValue::new(based_on.clone());
    let title = FormField::new("title", check_title);
    let body = FormField::new("body", check_body);
    let saved = StoredValue::new((saved_title, saved_body));
    match draft {
        Some(draft) => {
            title.value.set(draft.title);
            body.value.set(draft.body);
        }
        None => saved.with_value(|(saved_title, saved_body)| {
            title.value.set(saved_title.clone());
            body.value.set(saved_body.clone());
        }),
    }

    let is_changed = Memo::new(move |_| {
        saved.with_value(|(saved_title, saved_body)| {
            title.value.with(|text| text != saved_title)
                || body.value.with(|text| text != saved_body)
        })
    });
    // Once the note is saved or gone, there is nothing left to keep.
    let is_over = RwSignal::new(false);
    // A restored draft goes on from where it began: if the note was changed
    // meanwhile, that is still so after another reload.
    let basis = StoredValue::new(draft_basis.unwrap_or_else(|| based_on.clone()));
    Effect::new(move || {
        let draft = Draft {
            title: title.value.get(),
            body: body.value.get(),
            based_on: basis.get_value(),
        };
        if is_changed.get() && !is_over.get() {
            draft_key.get_value().save(&draft);
        } else {
            draft_key.get_value().discard();
        }
    });
    let discard = move |_| {
        basis.set_value(current.get_value());
        saved.with_value(|(saved_title, saved_body)| {
            title.edited(saved_title.clone());
            body.edited(saved_body.clone());
        });
        restored.set(Restored::No);
    };

    let busy = RwSignal::new(Busy::No);
    let failure = RwSignal::new(None::<ApiError>);
    let last_change = expect_context::<LastChange>().0;
    let router = use_router();
    // Stored, because each button needs it.
    let finish = StoredValue::new(move |change: Change| {
        is_over.set(true);
        draft_key.get_value().discard();
        last_change.set(Some(change));
        router.go("/notes");
    });
    let id = StoredValue::new(id);

    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() != Busy::No {
            return;
        }
        failure.set(None);
        title.submitted();
        body.submitted();
        if !title.is_valid() || !body.is_valid() {
            focus_first_invalid();
            return;
        }
        busy.set(Busy::Saving);
        let request = NoteRequest {
            title: title.value.get_untracked(),
            body: body.value.get_untracked(),
        };
        spawn_local_scoped_with_cancellation(async move {
            let client = auth.client();
            let outcome = match id.get_value() {
                Some(id) => api::notes::replace(&client, &id, &request).await,
                None => api::notes::create(&client, &request).await,
            };
            busy.set(Busy::No);
            match outcome {
                Ok(_) => finish.with_value(|finish| finish(Change::Saved)),
                Err(ApiError::Problem(problem))
                    if [title, body]
                        .map(|f| f.refused_by(&problem.errors))
                        .contains(&true) =>
                {
                    focus_first_invalid();
                }
                Err(error) => failure.set(Some(error)),
            }
        });
    };
    let delete = move || {
        let Some(id) = id.get_value().filter(|_| busy.get_untracked() == Busy::No) else {
            return;
        };
        failure.set(None);
        busy.set(Busy::Deleting);
        spawn_local_scoped_with_cancellation(async move {
            let outcome = api::notes::delete(&auth.client(), &id).await;
            busy.set(Busy::No);
            match outcome {
                Ok(()) => finish.with_value(|finish| finish(Change::Deleted)),
                Err(error) => failure.set(Some(error)),
            }
        });
    };

    let locked = Signal::derive(move || busy.get() != Busy::No);
    let failed = Signal::derive(move || failure.get().map(|e| Message::from_error(&e, t())));
    let is_asking = RwSignal::new(false);
    let restored_notice = move || {
        let text = move || match restored.get() {
            Restored::Outdated => t().editor.draft_outdated,
            Restored::Yes | Restored::No => t().editor.draft_restored,
        };
        (restored.get() != Restored::No).then(|| {
            view! {
                <div class="notice neutral spread" data-testid="draft-restored">
                    <span>{text}</span>
                    <button
                        type="button"
                        class="button small"
                        data-testid="discard-draft"
                        on:click=discard
                    >
                        {move || t().editor.discard}
                    </button>
                </div>
            }
        })
    };
    let delete_button = move || {
        id.with_value(Option::is_some).then(|| {
            view! {
                <button
                    type="button"
                    class="button quiet-danger"
                    data-testid="delete-note"
                    on:click=move |_| is_asking.set(true)
                >
                    {move || match busy.get() {
                        Busy::Deleting => t().editor.deleting,
                        _ => t().editor.delete,
                    }}
                </button>
            }
        })
    };
    view! {
        <div role="status">{restored_notice}</div>
        <form class="card note-form" novalidate on:submit=save>
            <Notice message=failed urgent=true />
            <TextLine
                field=title
                label=Signal::derive(move || t().editor.note_title)
                max=TITLE_MAX_CHARS
                locked
            />
            <TextArea
                field=body
                label=Signal::derive(move || t().editor.body)
                max=BODY_MAX_CHARS
                locked
            />
            <div class="actions">
                <button
                    type="submit"
                    class="button primary"
                    data-testid="save-note"
                    aria-disabled=move || (busy.get() != Busy::No).to_string()
                >
                    {move || match busy.get() {
                        Busy::Saving => t().editor.saving,
                        _ => t().editor.save,
                    }}
                </button>
                <span class="meta grow">
                    {move || is_changed.get().then(|| t().editor.draft_kept)}
                </span>
                {delete_button()}
            </div>
        </form>
        <Confirm
            is_open=is_asking
            title=Signal::derive(move || t().editor.confirm_title)
            body=Signal::derive(move || t().editor.confirm_body)
            confirm=Signal::derive(move || t().editor.delete)
            on_confirm=delete
        />
    }
}
