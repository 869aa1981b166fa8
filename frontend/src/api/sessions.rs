//! One's own sessions.

use shared::endpoint;
use shared::session::SessionSummary;

use super::ApiError;
use super::client::Client;
use super::transport::Method;

/// Those that are going on, the latest used first.
pub(crate) async fn list(client: &Client) -> Result<Vec<SessionSummary>, ApiError> {
    client
        .send(Method::GET, endpoint::SESSIONS, None)
        .await?
        .decode()
}

/// Ends one of them.
pub(crate) async fn end(client: &Client, id: &str) -> Result<(), ApiError> {
    client
        .send(Method::DELETE, &endpoint::session(id), None)
        .await?;
    Ok(())
}

/// Ends all but the one that asks.
pub(crate) async fn end_others(client: &Client) -> Result<(), ApiError> {
    let path = format!("{}?keep_current=true", endpoint::SESSIONS);
    client.send(Method::DELETE, &path, None).await?;
    Ok(())
}
