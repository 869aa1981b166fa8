//! English: what the claims and the header parameters of a token mean.

use crate::locales::ClaimText;

pub(super) fn claim(name: &str) -> Option<ClaimText> {
    let (name, meaning) = match name {
        "alg" => (
            "Algorithm",
            "How it was signed. The server compares it with what the key is for, and never just obeys it.",
        ),
        "kid" => ("Key id", "Which of its keys the server signed with."),
        "typ" => ("Type", "An access token, so nothing else can pass for one."),
        "iss" => ("Issuer", "Who made it."),
        "sub" => (
            "Subject",
            "Your user id. Not your name: names can be given to someone else.",
        ),
        "aud" => ("Audience", "The API that it is meant for."),
        "exp" => ("Expires", "From this second on it is refused."),
        "nbf" => ("Not before", "Refused until this second."),
        "iat" => ("Issued at", "When it was signed."),
        "jti" => ("Token id", "Names this one token, in logs."),
        "sid" => ("Session id", "What logging out ends."),
        "auth_time" => ("Logged in", "When you last gave the password."),
        "role" => ("Role", "What kind of user you were when it was signed."),
        "scope" => ("Scope", "What it may be used for."),
        _ => return None,
    };
    Some(ClaimText { name, meaning })
}
