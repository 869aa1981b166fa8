//! Sessions: what begins with a log-in, is kept going by refreshing, and ends.

use serde::{Deserialize, Serialize};

/// One of a user's own sessions, as the list of them shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionSummary {
    /// A UUIDv7, the `sid` of its tokens.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub id: String,
    /// When it began (RFC 3339, UTC, as all times here).
    #[cfg_attr(feature = "openapi", schema(format = "date-time"))]
    pub created_at: String,
    /// When a token was last issued in it.
    #[cfg_attr(feature = "openapi", schema(format = "date-time"))]
    pub last_used_at: String,
    /// When it ends, whatever happens.
    #[cfg_attr(feature = "openapi", schema(format = "date-time"))]
    pub expires_at: String,
    /// What the browser called itself at log-in; empty if it did not say.
    pub user_agent: String,
    /// The address that it logged in from.
    pub ip: String,
    /// Whether the request for this list belongs to it.
    pub current: bool,
}
