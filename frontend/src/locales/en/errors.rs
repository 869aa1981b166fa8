//! English: what each error code means.

use shared::error::ErrorCode;

use crate::locales::ErrorText;

pub(super) fn error(code: ErrorCode) -> ErrorText {
    use ErrorCode as E;
    let (title, what, remedy) = match code {
        E::MalformedRequest => (
            "Malformed request",
            "The server could not read the request: it is not the JSON that belongs here.",
            "Reload the page. If you wrote the request yourself, compare it with the API description.",
        ),
        E::DeliveryNotAllowed => (
            "Token delivery not allowed",
            "The tokens were asked for in a way that this client may not have.",
            "Leave out token_delivery, or use bearer or cookie: in a browser, a refresh token never comes in the body.",
        ),
        E::TokenMissing => (
            "Token missing",
            "The request came without an access token.",
            "Log in first, and send the token as Authorization: Bearer.",
        ),
        E::TokenMalformed => (
            "Token malformed",
            "What was sent is not a token: a token has three base64url parts with dots between them, and comes once.",
            "Log in again to get a whole one. If you copied it, check that nothing was cut off or added.",
        ),
        E::TokenHeaderRejected => (
            "Token header rejected",
            "The token's header has something in it that the server does not accept, such as a key of its own.",
            "Log in again. A token that this server issued has no such header.",
        ),
        E::TokenTypeRejected => (
            "Token type rejected",
            "It is a token of another kind, such as one from a link, and no access token.",
            "Use the access token that logging in gave you.",
        ),
        E::TokenKeyUnknown => (
            "Token key unknown",
            "The token says that it was signed with a key which the server does not have.",
            "Log in again. The keys may have been replaced, or the token comes from another server.",
        ),
        E::TokenAlgorithmRejected => (
            "Token algorithm rejected",
            "The token's algorithm is not the one of its key. Attackers change it to make a server check less.",
            "Log in again to get an unaltered token.",
        ),
        E::TokenSignatureInvalid => (
            "Token signature invalid",
            "The signature does not fit the token: it was altered, or somebody else signed it.",
            "Log in again. A changed token cannot be mended.",
        ),
        E::TokenExpired => (
            "Token expired",
            "The token's time is over.",
            "Log in again to get a new one.",
        ),
        E::TokenNotYetValid => (
            "Token not yet valid",
            "The token is not valid yet.",
            "Try again in a moment. If it stays so, the clocks of two servers differ.",
        ),
        E::TokenIssuerRejected => (
            "Token issuer rejected",
            "The token was issued by another server.",
            "Log in here to get a token from this one.",
        ),
        E::TokenAudienceRejected => (
            "Token audience rejected",
            "The token is meant for another API.",
            "Log in here to get a token for this one.",
        ),
        E::TokenClaimsRejected => (
            "Token claims rejected",
            "A claim in the token is missing, of the wrong type or out of its bounds.",
            "Log in again. A token that this server issued has every claim.",
        ),
        E::TokenRevoked => (
            "Token revoked",
            "The token is no longer good, though it has not expired: its session was ended, or your role, your password or your account was changed, or the link was used.",
            "Log in again. If your account was disabled, ask an admin.",
        ),
        E::CredentialsInvalid => (
            "Credentials invalid",
            "User name or password is wrong.",
            "Check both. The server does not say which, so that nobody can find out who has an account.",
        ),
        E::RefreshTokenInvalid => (
            "Refresh token invalid",
            "The session cannot go on: there is no refresh token, or it is not good here.",
            "Log in again.",
        ),
        E::RefreshTokenExpired => (
            "Refresh token expired",
            "The session's time is over.",
            "Log in again.",
        ),
        E::RefreshTokenReused => (
            "Refresh token reused",
            "A refresh token was used a second time. Somebody may have a copy, so the session was ended.",
            "Log in again. If you did nothing unusual, change your password.",
        ),
        E::StepUpRequired => (
            "Step-up required",
            "This needs a password that was given a short while ago.",
            "Give your password again.",
        ),
        E::Forbidden => (
            "Forbidden",
            "The server knows who you are, but you may not do this.",
            "Log in as somebody who may, or ask an admin.",
        ),
        E::CsrfRejected => (
            "Cross-site request rejected",
            "A change was asked for by a cookie, and not by this app's own page.",
            "Do it again from the page itself.",
        ),
        E::NotFound => (
            "Not found",
            "There is nothing at this address, or it belongs to somebody else.",
            "Check the address. It may have been deleted.",
        ),
        E::MethodNotAllowed => (
            "Method not allowed",
            "The address is right, but not for this method.",
            "The answer's Allow header names the methods that work.",
        ),
        E::RequestTimeout => (
            "Request timeout",
            "The request took too long to arrive.",
            "Check the connection and send it again.",
        ),
        E::UsernameTaken => (
            "User name taken",
            "Somebody has this user name.",
            "Choose another one.",
        ),
        E::BodyTooLarge => (
            "Body too large",
            "The request is larger than 64 KiB.",
            "Send less at a time.",
        ),
        E::UnsupportedMediaType => (
            "Unsupported media type",
            "The request's body is not marked as JSON.",
            "Send it with Content-Type: application/json.",
        ),
        E::ValidationFailed => (
            "Validation failed",
            "At least one field breaks a rule.",
            "Mend the fields that are marked and send them again.",
        ),
        E::HeadersTooLarge => (
            "Headers too large",
            "The request came with more than 64 headers, or with more than 16 KiB of them.",
            "Delete this site's cookies, and leave out headers that are not needed.",
        ),
        E::RateLimited => (
            "Rate limited",
            "There were too many attempts in a short time.",
            "Wait a minute, then try again.",
        ),
        E::Internal => (
            "Internal error",
            "Something went wrong in the server. It is not your fault, and it has been logged.",
            "Try again. If it happens again, report the request id.",
        ),
        E::Overloaded => (
            "Overloaded",
            "The server has too much to do just now.",
            "Try again in a few seconds.",
        ),
    };
    ErrorText {
        title,
        what,
        remedy,
    }
}
