//! Notes, and links to them.

use serde_json::{Value, json};
use shared::endpoint;
use shared::error::ErrorCode;
use shared::note::{LinkRequest, LinkResponse, Note, NoteRequest};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::operation::Operation;
use super::{paged, refusal};
use crate::extractors::current_user::{NOTES_READ, NOTES_WRITE};

pub(super) fn operations() -> Vec<Operation> {
    let list = Operation::get(endpoint::NOTES, "list_notes")
        .says("One's own notes", "The newest first.")
        .signed_in()
        .scope(NOTES_READ)
        .answers_page::<Note>(200, "A page of them.");
    vec![
        paged(list),
        Operation::post(endpoint::NOTES, "create_note")
            .says("Make a note", "")
            .signed_in()
            .scope(NOTES_WRITE)
            .body::<NoteRequest>(note())
            .answers::<Note>(201, "The note.")
            .with_header("Location", "Its path."),
        Operation::get(endpoint::NOTE, "read_note")
            .says("Read a note", "Another user's is not there.")
            .signed_in()
            .scope(NOTES_READ)
            .id("The note.")
            .answers::<Note>(200, "The note."),
        Operation::put(endpoint::NOTE, "replace_note")
            .says("Replace title and body of a note", "")
            .signed_in()
            .scope(NOTES_WRITE)
            .id("The note.")
            .body::<NoteRequest>(note())
            .answers::<Note>(200, "The note as it is now."),
        Operation::delete(endpoint::NOTE, "delete_note")
            .says("Delete a note", "")
            .signed_in()
            .scope(NOTES_WRITE)
            .id("The note.")
            .answers_nothing(204, "It is gone."),
        Operation::post(endpoint::NOTE_LINKS, "create_link")
            .says(
                "Make a link to a note",
                "By which anybody may download it for a while.",
            )
            .signed_in()
            .scope(NOTES_READ)
            .id("The note.")
            .body::<LinkRequest>(json!({ "expires_in": 600 }))
            .answers::<LinkResponse>(201, "The link."),
        Operation::get(endpoint::LINK, "download_note")
            .says(
                "Download a note by its link",
                "The link's own token is all that it takes, and good for nothing else.",
            )
            .part(
                "token",
                "The token that the link ends in.",
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .min_length(Some(1)),
            )
            .answers_with(
                200,
                "The note as a file.",
                "text/plain",
                ObjectBuilder::new().schema_type(Type::String),
            )
            .with_header(
                "Content-Disposition",
                "`attachment`, and the title as its name.",
            )
            .refuses(refusal::of_links())
            .refuses([ErrorCode::NotFound]),
    ]
}

fn note() -> Value {
    json!({ "title": "Groceries", "body": "Rice, tea, ginger" })
}
