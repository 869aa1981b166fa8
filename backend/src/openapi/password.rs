//! Giving the password again, changing it, and having forgotten it.

use serde_json::json;
use shared::auth::{
    PasswordChange, PasswordResetConfirmation, PasswordResetRequest, StepUpRequest, TokenResponse,
};
use shared::endpoint;
use shared::error::ErrorCode;

use super::operation::Operation;
use super::refusal;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::post(endpoint::STEP_UP, "step_up")
            .says(
                "The password once more",
                "For a token with a new `auth_time` (RFC 9470), which opens what cannot be undone.",
            )
            .signed_in()
            .body::<StepUpRequest>(json!({ "password": "wonderland" }))
            .answers::<TokenResponse>(200, "The token.")
            .refuses([ErrorCode::CredentialsInvalid, ErrorCode::RateLimited]),
        Operation::post(endpoint::PASSWORD, "change_password")
            .says(
                "Another password",
                "Ends every session of the user and begins a new one for this client.",
            )
            .signed_in()
            .body::<PasswordChange>(json!({
                "current_password": "wonderland",
                "new_password": "through the looking-glass",
            }))
            .answers::<TokenResponse>(200, "The tokens of the new session.")
            .refuses([ErrorCode::CredentialsInvalid, ErrorCode::RateLimited]),
        Operation::post(endpoint::PASSWORD_RESET, "request_password_reset")
            .says(
                "A link by mail for a forgotten password",
                "The answer is the same whether there is such a user or not.",
            )
            .body::<PasswordResetRequest>(json!({ "username": "alice" }))
            .answers_nothing(202, "If there is such a user, a mail is on its way.")
            .refuses([ErrorCode::RateLimited]),
        Operation::post(endpoint::PASSWORD_RESET_CONFIRM, "confirm_password_reset")
            .says(
                "Another password, by that link",
                "The link works once and for 30 minutes. Every session of the user is ended.",
            )
            .body::<PasswordResetConfirmation>(json!({
                "token": "the part of the link behind its #",
                "new_password": "through the looking-glass",
            }))
            .answers_nothing(204, "The password is set.")
            .refuses(refusal::of_links()),
    ]
}
