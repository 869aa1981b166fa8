//! One's own notes.

use shared::endpoint;
use shared::note::{LinkRequest, LinkResponse, Note, NoteRequest, Page};

use super::client::Client;
use super::errors::ApiError;
use super::transport::{Method, json};

/// How many notes a page of the list has.
const PAGE_SIZE: u32 = 20;

/// The notes that follow `cursor`, the newest first.
pub(crate) async fn list(client: &Client, cursor: Option<&str>) -> Result<Page<Note>, ApiError> {
    client
        .send(Method::GET, &endpoint::notes(PAGE_SIZE, cursor), None)
        .await?
        .decode()
}

/// One note.
pub(crate) async fn get(client: &Client, id: &str) -> Result<Note, ApiError> {
    client
        .send(Method::GET, &endpoint::note(id), None)
        .await?
        .decode()
}

/// Makes a note.
pub(crate) async fn create(client: &Client, note: &NoteRequest) -> Result<Note, ApiError> {
    client
        .send(Method::POST, endpoint::NOTES, json(note))
        .await?
        .decode()
}

/// Replaces a note's title and text.
pub(crate) async fn replace(
    client: &Client,
    id: &str,
    note: &NoteRequest,
) -> Result<Note, ApiError> {
    client
        .send(Method::PUT, &endpoint::note(id), json(note))
        .await?
        .decode()
}

/// Deletes a note.
pub(crate) async fn delete(client: &Client, id: &str) -> Result<(), ApiError> {
    client
        .send(Method::DELETE, &endpoint::note(id), None)
        .await?;
    Ok(())
}

/// Makes a link by which anybody may download the note for `seconds`.
pub(crate) async fn link(
    client: &Client,
    id: &str,
    seconds: i64,
) -> Result<LinkResponse, ApiError> {
    let request = LinkRequest {
        expires_in: seconds,
    };
    client
        .send(Method::POST, &endpoint::note_links(id), json(&request))
        .await?
        .decode()
}
