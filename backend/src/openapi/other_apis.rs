//! Tokens for other APIs.

use serde_json::json;
use shared::endpoint;
use shared::error::ErrorCode;
use shared::oauth::{ExchangeRequest, IssuedToken};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::operation::{BASIC, Operation};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::post(endpoint::EXCHANGE, "exchange")
            .says(
                "A token for another API, for who is logged in here",
                "Single sign-on in one request. The token has that API's `aud`, so this one \
                 refuses it, and lives for five minutes at the most.",
            )
            .signed_in()
            .body::<ExchangeRequest>(json!({ "audience": "reports-api" }))
            .answers::<IssuedToken>(200, "The token.")
            .refuses([ErrorCode::Forbidden])
            .alone(),
        Operation::post(endpoint::OAUTH_TOKEN, "issue_token")
            .says(
                "A token for a service",
                "The client credentials grant (RFC 6749 §4.4) for a program that calls another \
                 one in its own name. Its id and secret come by `Authorization: Basic`, never in \
                 the body. A refusal has OAuth's own word in `error`.",
            )
            .authorized_by([&[BASIC][..]])
            .form(
                grant(),
                json!({ "grant_type": "client_credentials", "scope": "reports:read" }),
            )
            .answers::<IssuedToken>(200, "The token.")
            .refuses([ErrorCode::CredentialsInvalid, ErrorCode::RateLimited]),
    ]
}

fn grant() -> ObjectBuilder {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    ObjectBuilder::new()
        .property(
            "grant_type",
            text().enum_values(Some(["client_credentials"])),
        )
        .required("grant_type")
        .property(
            "scope",
            text().description(Some("For less than all that the service may do.")),
        )
}
