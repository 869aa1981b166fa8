//! The mail that a server in development has written.

use shared::endpoint;
use shared::mail::OutboxMail;

use super::ApiError;
use super::client::Client;
use super::transport::Method;

/// The newest first; `not_found` anywhere but in development.
pub(crate) async fn list(client: &Client) -> Result<Vec<OutboxMail>, ApiError> {
    client
        .send_anonymous(Method::GET, endpoint::OUTBOX, None)
        .await?
        .decode()
}
