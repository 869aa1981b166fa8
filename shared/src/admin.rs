//! What an admin sees and changes.

use serde::{Deserialize, Serialize};

use crate::claims::Role;
use crate::user::UserProfile;

/// A user, as an admin sees one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ManagedUser {
    /// What the user sees of themselves.
    #[serde(flatten)]
    pub profile: UserProfile,
    /// Whether they are kept from logging in.
    pub disabled: bool,
}

/// What an admin may change of a user. What is missing stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// What kind of user they become.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether they are kept from logging in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// A UUIDv7.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub id: String,
    /// When it happened (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = "date-time"))]
    pub at: String,
    /// What happened, such as `logged_in` or `refresh_token_reused`.
    pub kind: String,
    /// Whom it happened to, if it was a user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "uuid", nullable = false))]
    pub user_id: Option<String>,
    /// Who did it, if it was somebody else than that user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "uuid", nullable = false))]
    pub actor_id: Option<String>,
    /// The address that the request came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub ip: Option<String>,
}
