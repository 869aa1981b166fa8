//! Making an account, logging in, logging out.

use shared::auth::{LoginRequest, RegisterRequest, TokenResponse};
use shared::endpoint;
use shared::user::UserProfile;

use super::ApiError;
use super::client::Client;
use super::transport::{Method, json};

/// Makes an account.
pub(crate) async fn register(
    client: &Client,
    request: &RegisterRequest,
) -> Result<UserProfile, ApiError> {
    client
        .send_anonymous(Method::POST, endpoint::REGISTER, json(request))
        .await?
        .decode()
}

/// Steps 1 and 2 of the flow: user name and password for a token.
pub(crate) async fn log_in(
    client: &Client,
    request: &LoginRequest,
) -> Result<TokenResponse, ApiError> {
    client
        .send_anonymous(Method::POST, endpoint::LOGIN, json(request))
        .await?
        .decode()
}

/// Ends the session of `token`, or that of the cookies, on the server.
pub(crate) async fn log_out(client: &Client, token: Option<&str>) -> Result<(), ApiError> {
    client
        .send_with(token, Method::POST, endpoint::LOGOUT)
        .await?;
    Ok(())
}
