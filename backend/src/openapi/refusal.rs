//! The refusals of an operation: one answer for each status, which names the codes
//! that it can have.

use std::collections::BTreeMap;

use serde_json::json;
use shared::error::{ErrorCode, Problem};
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, Type};
use utoipa::openapi::{Header, Ref, Response, ResponseBuilder, Schema};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::operation::Named;
use crate::error::detail;

/// What the check of a token can say.
pub(super) const OF_TOKENS: [ErrorCode; 13] = [
    ErrorCode::TokenMissing,
    ErrorCode::TokenMalformed,
    ErrorCode::TokenHeaderRejected,
    ErrorCode::TokenTypeRejected,
    ErrorCode::TokenKeyUnknown,
    ErrorCode::TokenAlgorithmRejected,
    ErrorCode::TokenSignatureInvalid,
    ErrorCode::TokenExpired,
    ErrorCode::TokenNotYetValid,
    ErrorCode::TokenIssuerRejected,
    ErrorCode::TokenAudienceRejected,
    ErrorCode::TokenClaimsRejected,
    ErrorCode::TokenRevoked,
];

/// What the check of a link's token can say: it is always there, and names no
/// audience.
pub(super) fn of_links() -> impl Iterator<Item = ErrorCode> {
    let not_of_links = [ErrorCode::TokenMissing, ErrorCode::TokenAudienceRejected];
    let codes = OF_TOKENS.into_iter();
    codes.filter(move |code| !not_of_links.contains(code))
}

/// Codes in the order of [`ErrorCode::ALL`], each once, under their statuses.
pub(super) fn by_status(codes: &[ErrorCode]) -> BTreeMap<u16, Vec<ErrorCode>> {
    let mut by_status: BTreeMap<u16, Vec<ErrorCode>> = BTreeMap::new();
    for &code in ErrorCode::ALL.iter().filter(|code| codes.contains(code)) {
        by_status.entry(code.status()).or_default().push(code);
    }
    by_status
}

/// The answer with this status and one of these codes.
pub(super) fn response(status: u16, codes: &[ErrorCode]) -> Response {
    let lines: Vec<String> = codes
        .iter()
        .map(|code| format!("- `{code}`: {}", detail(*code)))
        .collect();
    // Any problem, narrowed to the codes that this operation gives.
    let code = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(codes.iter().map(|code| code.as_str())));
    let schema = AllOfBuilder::new()
        .item(Ref::from_schema_name(Problem::name()))
        .item(ObjectBuilder::new().property("code", code));
    let content = ContentBuilder::new()
        .schema(Some(Schema::AllOf(schema.build())))
        .example(codes.first().map(|code| example(*code)));
    let mut response = ResponseBuilder::new()
        .description(lines.join("\n"))
        .content("application/problem+json", content.build());
    if let Some((name, description)) = header(status) {
        let mut header = Header::new(ObjectBuilder::new().schema_type(Type::String).build());
        header.description = Some(description.to_owned());
        response = response.header(name, header);
    }
    response.build()
}

/// The header that a refusal with this status has.
fn header(status: u16) -> Option<(&'static str, &'static str)> {
    match status {
        401 => Some((
            "WWW-Authenticate",
            "`Bearer` (for a service `Basic`), and for a token that was refused the reason (RFC 6750 §3); for \
             `step_up_required` also the `max_age` that is asked for (RFC 9470 §3).",
        )),
        429 | 503 => Some(("Retry-After", "Seconds after which to try again.")),
        _ => None,
    }
}

fn example(code: ErrorCode) -> serde_json::Value {
    let errors = match code {
        ErrorCode::ValidationFailed => json!([
            { "field": "title", "code": "required", "detail": "must not be empty" }
        ]),
        _ => serde_json::Value::Null,
    };
    let mut example = json!({
        "type": format!("http://localhost:8080/errors/{code}"),
        "title": code.title(),
        "status": code.status(),
        "detail": detail(code),
        "code": code,
        "request_id": "019aa6a5-3c1e-7d31-8f0e-2b6a4a1c9d55",
    });
    if !errors.is_null() {
        example["errors"] = errors;
    }
    example
}

/// What all these answers name.
pub(super) fn schemas() -> Vec<Named> {
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    schemas
}
