//! One log-in for several APIs: what the lesson about it asks of our own server. The
//! calls to the other one are experiments.

use shared::endpoint::EXCHANGE;
use shared::lab::sso::{OTHER_APIS, OtherApi};
use shared::oauth::{ExchangeRequest, IssuedToken};

use super::client::Client;
use super::errors::ApiError;
use super::transport::{Method, json};

/// The APIs that there are.
pub(crate) async fn other_apis(client: &Client) -> Result<Vec<OtherApi>, ApiError> {
    client.send(Method::GET, OTHER_APIS, None).await?.decode()
}

/// A token for one of them, in the name of whoever is logged in.
pub(crate) async fn exchange(client: &Client, audience: &str) -> Result<IssuedToken, ApiError> {
    let body = json(&ExchangeRequest {
        audience: audience.to_owned(),
        scope: None,
    });
    client.send(Method::POST, EXCHANGE, body).await?.decode()
}
