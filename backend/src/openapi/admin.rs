//! What admins do.

use serde_json::json;
use shared::admin::{AuditEvent, ManagedUser, UserChange};
use shared::endpoint;
use shared::user::Email;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::operation::Operation;
use super::paged;
use crate::extractors::current_user::{USERS_READ, USERS_WRITE};

pub(super) fn operations() -> Vec<Operation> {
    let users = Operation::get(endpoint::ADMIN_USERS, "list_users")
        .says("All users", "The newest first.")
        .admin(USERS_READ)
        .query(
            "query",
            "Only those whose name, shown name or address contains it.",
            ObjectBuilder::new()
                .schema_type(Type::String)
                .max_length(Some(Email::MAX_CHARS))
                .pattern(Some(r"^[^\u0000-\u001f\u007f-\u009f]*$")),
        )
        .answers_page::<ManagedUser>(200, "A page of them.");
    let events = Operation::get(endpoint::ADMIN_EVENTS, "list_events")
        .says("The audit log", "The newest first.")
        .admin(USERS_READ)
        .answers_page::<AuditEvent>(200, "A page of it.");
    vec![
        paged(users),
        Operation::patch(endpoint::ADMIN_USER, "change_user")
            .says(
                "Change the role or the standing of a user",
                "At once: whoever is disabled is out. What is missing stays. Nobody changes \
                 themselves, so there is always an admin.",
            )
            .admin(USERS_WRITE)
            .recent()
            .id("The user.")
            .body::<UserChange>(json!({ "disabled": true }))
            .answers::<ManagedUser>(200, "The user as they are now."),
        Operation::post(endpoint::ADMIN_USER_REVOKE, "revoke_sessions")
            .says("End all sessions of a user", "")
            .admin(USERS_WRITE)
            .recent()
            .id("The user.")
            .answers_nothing(204, "They are over."),
        paged(events),
    ]
}
