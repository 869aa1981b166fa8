//! Giving the password again, changing it, and having forgotten it.

use shared::auth::{
    PasswordChange, PasswordResetConfirmation, PasswordResetRequest, StepUpRequest, TokenResponse,
};
use shared::endpoint;

use super::ApiError;
use super::client::Client;
use super::transport::{Method, json};

/// The password once more, for a token that says so.
pub(crate) async fn step_up(
    client: &Client,
    request: &StepUpRequest,
) -> Result<TokenResponse, ApiError> {
    client
        .send_alone(Method::POST, endpoint::STEP_UP, json(request))
        .await?
        .decode()
}

/// Another password; every other session is over then.
pub(crate) async fn change(
    client: &Client,
    request: &PasswordChange,
) -> Result<TokenResponse, ApiError> {
    client
        .send_alone(Method::POST, endpoint::PASSWORD, json(request))
        .await?
        .decode()
}

/// Has a link sent, if there is such a user; the answer does not tell.
pub(crate) async fn request_reset(
    client: &Client,
    request: &PasswordResetRequest,
) -> Result<(), ApiError> {
    client
        .send_anonymous(Method::POST, endpoint::PASSWORD_RESET, json(request))
        .await?;
    Ok(())
}

/// Another password, by that link.
pub(crate) async fn confirm_reset(
    client: &Client,
    request: &PasswordResetConfirmation,
) -> Result<(), ApiError> {
    client
        .send_anonymous(
            Method::POST,
            endpoint::PASSWORD_RESET_CONFIRM,
            json(request),
        )
        .await?;
    Ok(())
}
