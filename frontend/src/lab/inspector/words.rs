//! The words of the inspector.

mod claims_en;
mod claims_zh;
mod en;
mod zh;

use shared::claims::ClaimKind;

use crate::lab::crypto::Family;
use crate::locales::ClaimText;

pub(super) use en::EN;
pub(super) use zh::ZH;

type Text = &'static str;

/// Structs whose fields are all visible in the inspector, without saying so on
/// each line.
macro_rules! words {
    ($(#[$doc:meta] $name:ident { $($(#[$field_doc:meta])* $field:ident: $of:ty,)+ })+) => {
        $(#[$doc] pub(in crate::lab::inspector) struct $name {
            $($(#[$field_doc])* pub(in crate::lab::inspector) $field: $of,)+
        })+
    };
}

words! {
    /// All of them in one language.
    Words {
        title: Text,
        lead: Text,

        token: Text,
        token_placeholder: Text,
        bytes: fn(usize) -> String,
        untidy: Text,
        tidy: Text,
        nested: Text,
        open_nested: Text,
        too_long: fn(usize) -> String,
        /// With the algorithm that the contents are encrypted with.
        encrypted: fn(&str) -> String,
        other_shape: fn(usize) -> String,
        content_changed: Text,
        signature_changed: Text,
        restore: Text,

        size_label: Text,
        /// What so many bytes mean.
        size: fn(usize) -> Text,
        biggest: fn(&str) -> String,

        examples: Text,
        own_token: Text,
        own_in_cookie: Text,
        log_in_for_own: Text,

        header: Text,
        header_lead: Text,
        payload: Text,
        payload_lead: Text,
        closed: Text,
        not_base64url: Text,
        not_text: fn(usize) -> String,
        not_canonical: Text,
        not_an_object: Text,
        /// Line and column.
        not_json: fn(usize, usize) -> String,

        parameter: Text,
        claim_column: Text,
        value: Text,
        meaning: Text,
        kind: fn(ClaimKind) -> Text,
        in_future: fn(&str) -> String,
        in_past: fn(&str) -> String,
        /// What holds for the tokens of everybody, not for ours alone.
        claim: fn(&str) -> Option<ClaimText>,
        header_parameter: fn(&str) -> Option<ClaimText>,
        own_claim: Text,
        unknown_parameter: Text,
        double: Text,

        signature: Text,
        secret: Text,
        private_key: Text,
        about: fn(Family) -> Text,
        alg_none: Text,
        alg_unknown: fn(&str) -> String,
        length: Text,
        /// Bytes and bits.
        bits: fn(usize, usize) -> String,
        bits_expected: fn(usize) -> String,
        in_hex: Text,

        key: Text,
        key_hint: Text,
        spelling: Text,
        as_text: Text,
        kind_secret: fn(usize) -> String,
        /// Whether it is public.
        kind_key: fn(bool) -> Text,
        kind_set: fn(usize) -> String,
        secret_not_base64url: Text,
        sign_again: Text,
        fetch_keys: Text,
        no_public_keys: Text,
        enter_key: Text,

        open: Text,
        fits: Text,
        fits_kid: fn(&str) -> String,
        does_not_fit: Text,
        /// The key's algorithm and the token's.
        other_alg: fn(&str, &str) -> String,
        no_such_key: fn(&str) -> String,
        no_keys: Text,
        key_rejected: Text,
        public_cannot_sign: Text,
        key_failed: Text,
        not_in_this_browser: Text,

        server: Text,
        ask_server: Text,
        server_lead: Text,
        server_off: Text,
        server_too_long: Text,
        /// The code of the refusal, or none.
        server_said: fn(Option<&str>) -> String,
        use_it: Text,
        no_answer: Text,
    }
}
