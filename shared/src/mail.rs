//! Mail that the server has written, for looking at it in development.

use serde::{Deserialize, Serialize};

/// A message in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxMail {
    /// A UUIDv7.
    pub id: String,
    /// When it was written (RFC 3339, UTC).
    pub at: String,
    /// Whom it is to.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// Its text.
    pub text: String,
}
