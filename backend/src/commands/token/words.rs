//! What the members of a token mean, in a few words each.

/// The claims whose meaning is known, in the order in which they are shown.
const CLAIMS: [(&str, &str); 19] = [
    ("iss", "issuer: who made the token"),
    ("sub", "subject: the id of the user it speaks for"),
    ("aud", "audience: the API it is meant for"),
    ("exp", "expiration: from then on it is not valid"),
    ("nbf", "not before: until then it is not valid"),
    ("iat", "issued at: when it was signed"),
    ("jti", "token id: names this one token, in logs say"),
    ("sid", "session: what log-out ends"),
    ("auth_time", "when the user last gave the password"),
    ("role", "what kind of user this was when it was signed"),
    ("scope", "what the token may be used for"),
    ("azp", "the client that it was issued to"),
    ("client_id", "the client that asked for it"),
    (
        "name",
        "the user's name: readable by whoever sees the token",
    ),
    (
        "email",
        "the user's address: readable by whoever sees the token",
    ),
    (
        "admin",
        "whether the user is an admin, by this issuer's custom",
    ),
    ("username", "the user's name, by this issuer's custom"),
    (
        "userId",
        "the user's id, by this issuer's custom; `sub` is its registered name",
    ),
    ("nonce", "ties the token to one log-in request"),
];

/// What a claim means.
pub(super) fn claim(name: &str) -> Option<&'static str> {
    let known = CLAIMS.iter().find(|(known, _)| *known == name);
    known.map(|(_, meaning)| *meaning)
}

/// Where a claim is shown; those that are not known come last.
pub(super) fn place(name: &str) -> usize {
    let place = CLAIMS.iter().position(|(known, _)| *known == name);
    place.unwrap_or(CLAIMS.len())
}

/// Whether a claim is a moment, in seconds since 1970.
pub(super) fn is_time(name: &str) -> bool {
    matches!(name, "exp" | "nbf" | "iat" | "auth_time" | "updated_at")
}

/// What a member of the header means.
pub(super) fn header(name: &str) -> Option<&'static str> {
    Some(match name {
        "alg" => "algorithm of the signature; the key decides it, this may only agree",
        "kid" => "which key signed",
        "typ" => "what kind of token this is",
        "cty" => "what the payload is",
        "crit" => "members that must be understood; ours have none",
        "jwk" => "a key that the token brings along: never to be trusted",
        "jku" | "x5u" => "where to fetch a key, says the token: never to be followed",
        "x5c" | "x5t" | "x5t#S256" => "a certificate of the key",
        "b64" => "whether the payload is encoded; ours is",
        "zip" | "enc" => "of an encrypted token, which this is not",
        _ => return None,
    })
}

/// How a signature of this algorithm is made.
pub(super) fn formula(alg: &str) -> Option<String> {
    let hash = alg
        .get(2..)
        .filter(|hash| ["256", "384", "512"].contains(hash));
    let signed = "base64url(header) + \".\" + base64url(payload)";
    Some(match (alg.get(..2)?, hash, alg) {
        ("HS", Some(hash), _) => format!("HMAC-SHA{hash}(secret, {signed})"),
        ("RS", Some(hash), _) => format!("RSA-PKCS1-SHA{hash}(private key, {signed})"),
        ("PS", Some(hash), _) => format!("RSA-PSS-SHA{hash}(private key, {signed})"),
        ("ES", Some(hash), _) => format!("ECDSA-SHA{hash}(private key, {signed})"),
        (_, _, "ES256K") => format!("ECDSA-SHA256(private key, {signed})"),
        (_, _, "EdDSA" | "Ed25519") => format!("Ed25519(private key, {signed})"),
        _ => return None,
    })
}
