//! Register, log in, renew, log out.

use serde_json::json;
use shared::auth::{LoginRequest, RefreshRequest, RegisterRequest, TokenResponse};
use shared::endpoint;
use shared::error::ErrorCode;
use shared::user::UserProfile;

use super::operation::{ACCESS_COOKIE, BEARER, Operation, REFRESH_COOKIE, SAME_ORIGIN};
use super::refusal;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::post(endpoint::REGISTER, "register")
            .says(
                "Make an account",
                "It is not logged in by this. There is no role to ask for.",
            )
            .body::<RegisterRequest>(json!({
                "username": "xiaoming",
                "password": "a sentence is easy to remember",
                "display_name": "王小明",
            }))
            .answers::<UserProfile>(201, "The account.")
            .refuses([ErrorCode::UsernameTaken, ErrorCode::RateLimited]),
        Operation::post(endpoint::LOGIN, "log_in")
            .says(
                "Log in: a password for a token",
                "Step 1 and 2 of the flow. By default the access token comes in the body, for the \
                 header `Authorization: Bearer …`, and the refresh token in an HttpOnly cookie. \
                 With `\"token_delivery\": \"cookie\"` both are in cookies; with `native`, for \
                 clients that are no browser, both are in the body.",
            )
            .body::<LoginRequest>(json!({ "username": "alice", "password": "wonderland" }))
            .answers::<TokenResponse>(200, "The tokens, in the way that was asked for.")
            .refuses([
                ErrorCode::CredentialsInvalid,
                ErrorCode::DeliveryNotAllowed,
                ErrorCode::RateLimited,
            ]),
        Operation::post(endpoint::REFRESH, "refresh")
            .says(
                "A new access token for the refresh token",
                "The refresh token comes in its cookie or, from a native client, in the body. It \
                 works once: a new one takes its place. If a spent one comes back, the session is \
                 ended, unless it is the last one and was spent a moment ago (an answer may be \
                 lost, and two tabs may ask at once).",
            )
            .authorized_by([&[REFRESH_COOKIE, SAME_ORIGIN][..], &[]])
            .optional_body::<RefreshRequest>(json!({}))
            .answers::<TokenResponse>(200, "New tokens, in the way of the log-in.")
            .refuses([
                ErrorCode::RefreshTokenInvalid,
                ErrorCode::RefreshTokenExpired,
                ErrorCode::RefreshTokenReused,
                ErrorCode::DeliveryNotAllowed,
                ErrorCode::CsrfRejected,
            ]),
        Operation::post(endpoint::LOGOUT, "log_out")
            .says(
                "End this session",
                "The one of the access token or, where that has expired, of the refresh token. \
                 Both are refused from now on.",
            )
            .authorized_by([
                &[BEARER][..],
                &[ACCESS_COOKIE, SAME_ORIGIN],
                &[REFRESH_COOKIE, SAME_ORIGIN],
                &[],
            ])
            .optional_body::<RefreshRequest>(json!({}))
            .answers_nothing(204, "It is over, and the cookies are emptied.")
            .refuses(refusal::OF_TOKENS)
            .refuses([
                ErrorCode::RefreshTokenInvalid,
                ErrorCode::DeliveryNotAllowed,
                ErrorCode::CsrfRejected,
            ]),
    ]
}
