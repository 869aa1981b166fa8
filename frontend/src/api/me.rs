//! Who the token says one is.

use shared::endpoint;
use shared::user::{ProfileChange, UserProfile};

use super::client::Client;
use super::errors::ApiError;
use super::transport::{Answer, Method, json};

/// One's own profile.
pub(crate) async fn get(client: &Client) -> Result<UserProfile, ApiError> {
    get_verbatim(client).await?.decode()
}

/// The same as it came, for showing what the server says.
pub(crate) async fn get_verbatim(client: &Client) -> Result<Answer, ApiError> {
    client.send(Method::GET, endpoint::ME, None).await
}

/// Changes the name to show or the address.
pub(crate) async fn change(
    client: &Client,
    change: &ProfileChange,
) -> Result<UserProfile, ApiError> {
    client
        .send(Method::PATCH, endpoint::ME, json(change))
        .await?
        .decode()
}

/// Deletes the account, with all that is in it.
pub(crate) async fn delete(client: &Client) -> Result<(), ApiError> {
    client.send(Method::DELETE, endpoint::ME, None).await?;
    Ok(())
}
