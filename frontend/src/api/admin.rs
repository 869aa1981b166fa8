//! What admins do.

use shared::admin::{AuditEvent, ManagedUser, UserChange};
use shared::endpoint::{self, encode};
use shared::note::Page;

use super::ApiError;
use super::client::Client;
use super::transport::{Method, json};

/// How many users or events a page of a list has.
const PAGE_SIZE: u32 = 20;

/// The users whose name, shown name or address contains `query`, the newest
/// first, from after `cursor`.
pub(crate) async fn users(
    client: &Client,
    query: &str,
    cursor: Option<&str>,
) -> Result<Page<ManagedUser>, ApiError> {
    let mut path = first_page(endpoint::ADMIN_USERS, cursor);
    if !query.is_empty() {
        path.push_str("&query=");
        path.push_str(&encode(query));
    }
    client.send(Method::GET, &path, None).await?.decode()
}

/// Changes a user's standing.
pub(crate) async fn change_user(
    client: &Client,
    id: &str,
    change: &UserChange,
) -> Result<ManagedUser, ApiError> {
    client
        .send(Method::PATCH, &endpoint::admin_user(id), json(change))
        .await?
        .decode()
}

/// Ends all sessions of a user.
pub(crate) async fn end_sessions(client: &Client, id: &str) -> Result<(), ApiError> {
    client
        .send(Method::POST, &endpoint::admin_user_revoke(id), None)
        .await?;
    Ok(())
}

/// The audit log, the newest first, from after `cursor`.
pub(crate) async fn events(
    client: &Client,
    cursor: Option<&str>,
) -> Result<Page<AuditEvent>, ApiError> {
    let path = first_page(endpoint::ADMIN_EVENTS, cursor);
    client.send(Method::GET, &path, None).await?.decode()
}

fn first_page(path: &str, cursor: Option<&str>) -> String {
    match cursor {
        None => format!("{path}?limit={PAGE_SIZE}"),
        Some(cursor) => format!("{path}?limit={PAGE_SIZE}&cursor={}", encode(cursor)),
    }
}
