//! What the forge needs of the server in the user's own name: tokens that are
//! wrong on purpose, and sessions to be spent.

use shared::auth::TokenResponse;
use shared::lab::forge::{
    CARELESS_TOKEN, Flaw, FlawedTokenRequest, THROWAWAY_SESSION, TOKENS, TokenToTry,
};

use super::client::Client;
use super::errors::ApiError;
use super::transport::{Method, json};

/// A token that the real key signed, wrong in this way.
pub(crate) async fn flawed_token(client: &Client, kind: Flaw) -> Result<String, ApiError> {
    let body = json(&FlawedTokenRequest { kind });
    let answer = client.send(Method::POST, TOKENS, body).await?;
    answer.decode::<TokenToTry>().map(|made| made.token)
}

/// A token that the careless colleague signed.
pub(crate) async fn colleagues_token(client: &Client) -> Result<String, ApiError> {
    let answer = client.send(Method::POST, CARELESS_TOKEN, None).await?;
    answer.decode::<TokenToTry>().map(|made| made.token)
}

/// One more session of the same user, with both of its tokens in the open.
pub(crate) async fn throwaway_session(client: &Client) -> Result<TokenResponse, ApiError> {
    let answer = client.send(Method::POST, THROWAWAY_SESSION, None).await?;
    answer.decode()
}
