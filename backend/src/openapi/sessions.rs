//! One's own sessions.

use shared::endpoint;
use shared::session::SessionSummary;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::operation::Operation;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get(endpoint::SESSIONS, "list_sessions")
            .says("Where one is logged in", "The latest used first.")
            .signed_in()
            .answers_list::<SessionSummary>(200, "The sessions that are going on."),
        Operation::delete(endpoint::SESSIONS, "end_sessions")
            .says("Log out everywhere", "Ends all of one's own sessions.")
            .signed_in()
            .query(
                "keep_current",
                "Whether the one that asks goes on.",
                ObjectBuilder::new()
                    .schema_type(Type::Boolean)
                    .default(Some(false.into())),
            )
            .answers_nothing(204, "They are over."),
        Operation::delete(endpoint::SESSION, "end_session")
            .says("Log out elsewhere", "Ends one of one's own sessions.")
            .signed_in()
            .id("The session.")
            .answers_nothing(204, "It is over."),
    ]
}
