//! English.

use shared::claims::ClaimKind;

use super::{Words, claims_en};
use crate::lab::crypto::Family;

pub(in crate::lab::inspector) static EN: Words = Words {
    title: "Inspector",
    lead: "Take any token apart, change it, and see what breaks. Reading it needs no key: a token is encoded, not encrypted.",

    token: "Token",
    token_placeholder: "Paste a token here",
    bytes: |count| match count {
        1 => "1 byte".to_owned(),
        count => format!("{count} bytes"),
    },
    untidy: "White space, quotes or “Bearer” came along with it. None of that belongs to a token.",
    tidy: "Clean up",
    nested: "Another token stands in the place of the claims: this one is nested.",
    open_nested: "Inspect the inner one",
    too_long: |bytes| {
        format!(
            "{} KB are more than this page takes apart, and more than any server takes.",
            bytes / 1024
        )
    },
    encrypted: |enc| {
        format!(
            "Five parts: an encrypted token (JWE). Only its header can be read; the rest is an encrypted key, an initialization vector, the claims encrypted with {enc}, and a tag. This server takes signed tokens only."
        )
    },
    other_shape: |count| match count {
        1 => "A token has two dots in it, and this has none.".to_owned(),
        count => {
            format!("A signed token has three parts, an encrypted one five. This has {count}.")
        }
    },
    content_changed: "The content was changed. The signature is still the one over what stood here before.",
    signature_changed: "The signature was changed. Header and payload are as they were.",
    restore: "Undo",

    size_label: "Size of the token",
    size: |bytes| match bytes {
        ..=1024 => "Under 1 KB, as a token should be: it goes along with every request.",
        1025..=4096 => {
            "More than 1 KB, and it goes along with every request. An id will do where a name or a list stands."
        }
        4097..=8192 => "This server refuses more than 4096 bytes before it looks at anything else.",
        _ => {
            "Too much for the header of many servers, which end at 8 KB. This one refuses more than 4096 bytes."
        }
    },
    biggest: |names| format!(" The biggest: {names}."),

    examples: "Examples",
    own_token: "My own token",
    own_in_cookie: "Your own token is in an HttpOnly cookie. No script can read it, and this page is one.",
    log_in_for_own: "Log in for a token of your own",

    header: "Header",
    header_lead: "How it is signed. Nobody has checked it when it is read: it may say anything.",
    payload: "Payload",
    payload_lead: "What it claims. Registered names are those of RFC 7519, public ones stand in IANA’s registry or are a URI, private ones were agreed upon.",
    closed: "Nothing here can be read.",
    not_base64url: "This part is no base64url.",
    not_text: |bytes| match bytes {
        1 => "This part is one byte that is no text.".to_owned(),
        bytes => format!("This part is {bytes} bytes that are no text."),
    },
    not_canonical: "It can be read, but it is not the one right spelling in base64url: padding, another alphabet or stray bits. The server refuses it.",
    not_an_object: "This is JSON, but no object.",
    not_json: |line, column| format!("No JSON yet: line {line}, column {column}."),

    parameter: "Parameter",
    claim_column: "Claim",
    value: "Value",
    meaning: "Meaning",
    kind: |kind| match kind {
        ClaimKind::Registered => "registered",
        ClaimKind::Public => "public",
        ClaimKind::Private => "private",
    },
    in_future: |duration| format!("in {duration}"),
    in_past: |duration| format!("{duration} ago"),
    claim: claims_en::claim,
    header_parameter: claims_en::header_parameter,
    own_claim: "A name between those who issue the token and those who read it.",
    unknown_parameter: "Not among those that are commonly met. This server refuses what it does not know.",
    double: "There twice: two readers could take two different ones. Refused.",

    signature: "Signature",
    secret: "secret",
    private_key: "private key",
    about: |family| match family {
        Family::Hmac => {
            "One secret makes it and checks it. Whoever can check such a token could have made it."
        }
        Family::RsaPkcs1 => {
            "The private key makes it. Anybody may have the public key, which checks it and cannot sign."
        }
        Family::RsaPss => {
            "As with RS256, with newer padding that draws random bytes: each signature is another one."
        }
        Family::Ecdsa => {
            "Two numbers, r and s, one after the other. A random number goes in, so each signature is another one."
        }
        Family::Ed25519 => {
            "Nothing random goes in: the same bytes always get the same signature. The hash, SHA-512, is inside."
        }
    },
    alg_none: "The header says that nobody signed this. Anybody could have written it, and no key has a say.",
    alg_unknown: |alg| match alg {
        "" => "The header does not say how it was signed.".to_owned(),
        alg => format!("“{alg}” is no way of signing that this page knows."),
    },
    length: "Length",
    bits: |bytes, bits| match bytes {
        0 => "Nothing: there is no signature.".to_owned(),
        bytes => format!("{bytes} bytes, {bits} bits"),
    },
    bits_expected: |bits| format!("it should be {bits} bits"),
    in_hex: "In hex",

    key: "Key",
    key_hint: "A secret, a JWK or JWK Set, or PEM. It stays in this page: the browser itself computes with it, and no request contains it.",
    spelling: "How the secret is written",
    as_text: "text",
    kind_secret: |bytes| match bytes {
        1 => "Secret · 1 byte".to_owned(),
        bytes => format!("Secret · {bytes} bytes"),
    },
    kind_key: |is_public| {
        if is_public {
            "public"
        } else {
            "secret or private"
        }
    },
    kind_set: |keys| format!("JWK Set · {keys} keys"),
    secret_not_base64url: "This secret is no base64url.",
    sign_again: "Sign again",
    fetch_keys: "The server’s public keys",
    no_public_keys: "The server shows no keys. It signs with HS256, whose one key is a secret: whoever had it could make tokens.",
    enter_key: "Signing needs a key and a token of three parts.",

    open: "Not checked: there is no key.",
    fits: "The signature fits this key.",
    fits_kid: |kid| format!("The signature fits the key {kid}."),
    does_not_fit: "The signature does not fit this key.",
    other_alg: |key, token| {
        format!(
            "This key is for {key}, and the token says {token}. The key decides, not the token."
        )
    },
    no_such_key: |kid| match kid {
        "" => "There is no key for a token without kid.".to_owned(),
        kid => format!("None of these keys has the kid {kid}."),
    },
    no_keys: "This set has no keys.",
    key_rejected: "The key cannot be read, or is of another kind than alg needs. PEM has to be PUBLIC KEY (SPKI) or PRIVATE KEY (PKCS #8).",
    public_cannot_sign: "This is the public key. It checks; only the private one signs.",
    key_failed: "The browser took the key and failed all the same.",
    not_in_this_browser: "This browser cannot compute that.",

    server: "What the server says",
    ask_server: "Ask the server",
    server_lead: "The token goes to this page’s own server, which judges it as it judges every request. It is the one thing here that is sent; a key never is.",
    server_off: "Nothing leaves this page.",
    server_too_long: "Not sent: the server reads no more than 4096 bytes of it anyway.",
    server_said: |code| match code {
        None => "The server accepts it.".to_owned(),
        Some(code) => format!("The server refuses it: {code}."),
    },
    use_it: "Send it to /api/me",
    no_answer: "no answer",
};
