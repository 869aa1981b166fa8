//! What programs ask for: is it up, and by which keys to verify its tokens.

use shared::endpoint;
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Type};

use super::operation::Operation;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get(endpoint::HEALTHZ, "health")
            .says("Does the process live?", "It answers, so it does.")
            .answers_with(200, "It lives.", "application/json", status("ok"))
            .alone(),
        Operation::get(endpoint::READYZ, "readiness")
            .says(
                "Can it do its work?",
                "Whether the database answers as well.",
            )
            .answers_with(200, "It can.", "application/json", status("ready")),
        Operation::get(endpoint::JWKS, "list_keys")
            .says(
                "The public keys that verify our tokens",
                "A JWK Set (RFC 7517 §5). Of an HS256 key, which verifies with the same secret that \
                 it signs with, nothing is shown. Ask again after five minutes, or when a token \
                 names a key that is not here.",
            )
            .answers_with(200, "The keys.", "application/jwk-set+json", key_set())
            .alone(),
    ]
}

fn status(word: &str) -> ObjectBuilder {
    let word = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some([word]));
    ObjectBuilder::new()
        .property("status", word)
        .required("status")
}

fn key_set() -> ObjectBuilder {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let one_of = |words: &[&'static str]| text().enum_values(Some(words.iter().copied()));
    let mut key = ObjectBuilder::new()
        .description(Some("One public key (RFC 7517 §4)."))
        .property(
            "kid",
            text().description(Some("Its name, as in the header of a token.")),
        )
        .property("kty", one_of(&["RSA", "EC", "OKP"]))
        .property("alg", one_of(&["RS256", "ES256", "EdDSA"]))
        .property("use", one_of(&["sig"]))
        // A private member would be no part of the document.
        .additional_properties(Some(AdditionalProperties::FreeForm(false)));
    for member in ["crv", "x", "y", "n", "e"] {
        key = key.property(member, text());
    }
    for member in ["kid", "kty", "alg", "use"] {
        key = key.required(member);
    }
    ObjectBuilder::new()
        .property("keys", ArrayBuilder::new().items(key))
        .required("keys")
}
