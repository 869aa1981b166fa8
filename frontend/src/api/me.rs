//! Who the token says one is.

use shared::endpoint;
use shared::user::UserProfile;

use super::client::{Answer, Client, Method};
use super::errors::ApiError;

/// One's own profile.
pub(crate) async fn get(client: &Client) -> Result<UserProfile, ApiError> {
    get_verbatim(client).await?.decode()
}

/// The same as it came, for showing what the server says.
pub(crate) async fn get_verbatim(client: &Client) -> Result<Answer, ApiError> {
    client.send(Method::GET, endpoint::ME, None).await
}
