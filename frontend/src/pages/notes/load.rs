//! Fetches the note that an address names.

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use shared::error::ErrorCode;
use shared::note::Note;

use crate::api::{self, ApiError};
use crate::auth_state::use_auth;

/// How far the note is.
#[derive(Clone, PartialEq)]
pub(super) enum Loaded {
    UnderWay,
    Here(Note),
    /// There is none, or it is somebody else's.
    Missing,
    Failed(ApiError),
}

/// Fetches the note with this id.
pub(super) fn load(id: String, loaded: RwSignal<Loaded>) {
    let auth = use_auth();
    loaded.set(Loaded::UnderWay);
    spawn_local_scoped_with_cancellation(async move {
        let found = api::notes::get(&auth.client(), &id).await;
        loaded.set(match found {
            Ok(note) => Loaded::Here(note),
            Err(error) if error.error_code() == Some(ErrorCode::NotFound) => Loaded::Missing,
            Err(error) => Loaded::Failed(error),
        });
    });
}
