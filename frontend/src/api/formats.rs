//! One identity in several formats, for the lesson about them.

use shared::lab::formats::{FORMATS, Formats};

use super::client::Client;
use super::errors::ApiError;
use super::transport::Method;

/// Whoever is logged in, in every format that the server can sign.
pub(crate) async fn get(client: &Client) -> Result<Formats, ApiError> {
    client.send(Method::GET, FORMATS, None).await?.decode()
}
