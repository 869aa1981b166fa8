//! Whom a lesson is shown to.

use leptos::prelude::*;

use crate::auth_state::{AuthState, use_auth};

/// Whom a lesson is shown to. By id alone: what a lesson has found belongs to one
/// user, and goes on when something else about that user changes.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Visitor {
    /// The server has not said yet.
    Unknown,
    /// Somebody who is not logged in.
    Nobody,
    /// The user with this id.
    User(String),
}

/// Who is here; another value for another user.
pub(super) fn use_visitor() -> Memo<Visitor> {
    let auth = use_auth();
    Memo::new(move |_| match auth.state() {
        AuthState::Unknown => Visitor::Unknown,
        AuthState::Anonymous => Visitor::Nobody,
        AuthState::SignedIn(user) => Visitor::User(user.id),
    })
}
