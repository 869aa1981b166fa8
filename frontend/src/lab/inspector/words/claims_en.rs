//! English: claims and header parameters that one meets in the tokens of others,
//! and those of ours that mean something else there.

use crate::locales::ClaimText;

pub(super) fn claim(name: &str) -> Option<ClaimText> {
    let (name, meaning) = match name {
        "sub" => (
            "Subject",
            "Whom it speaks for. An id is better than a name.",
        ),
        "sid" => (
            "Session id",
            "The session at the issuer that it belongs to.",
        ),
        "auth_time" => ("Logged in", "When the user last proved who it is."),
        "role" => ("Role", "What kind of user it was when it was signed."),
        "roles" | "groups" => (
            "Roles or groups",
            "Those the user belonged to when it was signed.",
        ),
        "azp" => ("Authorized party", "The app that it was issued to."),
        "client_id" => ("Client", "The app that asked for it."),
        "nonce" => (
            "Nonce",
            "Ties it to one log-in, so that it cannot be used for another.",
        ),
        "acr" => ("Assurance", "How thoroughly the user was checked."),
        "amr" => ("Methods", "How: password, one-time code, fingerprint."),
        "at_hash" | "c_hash" => ("Hash", "Ties it to the token or code that came with it."),
        "name" => ("Full name", "Readable by whoever sees the token."),
        "given_name" | "family_name" => ("Part of the name", "Readable by whoever sees the token."),
        "preferred_username" => (
            "Username",
            "To be shown, not to be relied on: it can change.",
        ),
        "email" => ("E-mail", "Readable by whoever sees the token."),
        "email_verified" => (
            "E-mail checked",
            "Whether the issuer knows the address to be the user’s.",
        ),
        "phone_number" | "address" | "birthdate" | "gender" => (
            "Personal data",
            "Better asked for when it is needed: whoever sees the token reads it.",
        ),
        "picture" => ("Picture", "The address of one."),
        "locale" | "zoneinfo" => (
            "Language or place",
            "To show texts and times as the user reads them.",
        ),
        "updated_at" => (
            "Profile changed",
            "When what it says of the user last changed.",
        ),
        "cnf" => (
            "Confirmation",
            "The key that its sender has to hold: stolen, it is worth nothing.",
        ),
        "act" => ("Actor", "Who acts for the subject."),
        "may_act" => ("May act", "Who is allowed to."),
        "events" => ("Events", "What happened: a message between servers."),
        "entitlements" => ("Entitlements", "What the user may do."),
        "scp" => ("Scope", "Another spelling of scope."),
        "userId" | "user_id" | "uid" => ("User id", "What sub is for, by a name of its own."),
        "username" => (
            "Username",
            "Names can be given to someone else; sub holds an id.",
        ),
        "admin" => (
            "Administrator",
            "True when it was signed. It may not be true any more.",
        ),
        _ => return None,
    };
    Some(ClaimText { name, meaning })
}

pub(super) fn header_parameter(name: &str) -> Option<ClaimText> {
    let (name, meaning) = match name {
        "typ" => (
            "Type",
            "What kind of token it is. JWT says nothing more; at+jwt is an access token.",
        ),
        "cty" => ("Content type", "JWT if another token is inside."),
        "jwk" => (
            "Key",
            "The key to check it with, brought along. This server refuses it: a forger brings his own.",
        ),
        "jku" => (
            "Key set URL",
            "Where to fetch keys. This server refuses it and fetches nothing.",
        ),
        "x5u" => (
            "Certificate URL",
            "Where to fetch a certificate. This server refuses it and fetches nothing.",
        ),
        "x5c" => (
            "Certificate",
            "The signer’s, brought along. This server refuses it.",
        ),
        "x5t" | "x5t#S256" => ("Thumbprint", "Of the signer’s certificate."),
        "crit" => (
            "Critical",
            "Parameters that have to be understood. This server refuses it.",
        ),
        "b64" => (
            "Encoding",
            "Whether the payload is base64url at all. This server refuses it.",
        ),
        "zip" => (
            "Compression",
            "For encrypted tokens. This server refuses it.",
        ),
        "enc" => (
            "Encryption",
            "How the contents are encrypted. This server takes signed tokens only.",
        ),
        "epk" => (
            "Ephemeral key",
            "For agreeing on the key of an encrypted token.",
        ),
        "iv" | "tag" | "p2s" | "p2c" => ("Encryption", "Belongs to the way the key is encrypted."),
        _ => return None,
    };
    Some(ClaimText { name, meaning })
}
