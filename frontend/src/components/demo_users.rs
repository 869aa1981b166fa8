//! The users that the server makes for trying it out in development.

use leptos::prelude::window;

/// A user whose password everybody knows.
pub(crate) struct DemoUser {
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
    pub(crate) is_admin: bool,
}

/// Both of them, as the backend makes them.
pub(crate) const DEMO_USERS: [DemoUser; 2] = [
    DemoUser {
        username: "john_doe",
        password: "password123",
        is_admin: true,
    },
    DemoUser {
        username: "alice",
        password: "wonderland",
        is_admin: false,
    },
];

/// Whether to mention them: on one's own computer only. The server refuses to
/// have them in production, and there is no use in offering passwords that do
/// not work.
pub(crate) fn has_demo_users() -> bool {
    let host = window().location().hostname().unwrap_or_default();
    matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
}
