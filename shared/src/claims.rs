//! The claims of an access token, by their registered names where there is one.

use serde::{Deserialize, Serialize};

/// What an access token says, after RFC 9068 §2.2. Every claim is required. Times
/// are whole seconds since 1970 UTC, a NumericDate (RFC 7519 §2).
///
/// No name, e-mail address or password is in it: the payload is encoded, not
/// encrypted, and whoever sees the token reads it. Anyone may decode these
/// claims; only the backend's `auth::access_token` decides whether to believe
/// them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// Issuer: who made the token, a URL (RFC 7519 §4.1.1).
    pub iss: String,
    /// Subject: the id of the user it speaks for (§4.1.2). An id, not a name:
    /// names can be given to someone else later.
    pub sub: String,
    /// Audience: the API that it is meant for (§4.1.3).
    pub aud: String,
    /// Expiration time (§4.1.4). At this second, the token is no longer valid.
    pub exp: i64,
    /// Not before: valid from this second on (§4.1.5).
    pub nbf: i64,
    /// Issued at: when it was signed (§4.1.6).
    pub iat: i64,
    /// JWT ID: names this one token in logs (§4.1.7).
    pub jti: String,
    /// Session id (registered by OpenID Connect): what log-out ends, whatever
    /// tokens were issued in it.
    pub sid: String,
    /// When the user last gave the password (OpenID Connect Core §2). Refreshing does
    /// not move it, so it tells how old a log-in is.
    pub auth_time: i64,
    /// What kind of user this was when the token was signed (private claim).
    pub role: Role,
    /// What the token may be used for: names with one space between them (RFC 6749
    /// §3.3, as a claim RFC 8693 §4.2), such as `notes:read notes:write`.
    pub scope: String,
}

/// What kind of user someone is, or that it is no user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Has notes of their own.
    User,
    /// Looks after users as well.
    Admin,
    /// Is no user, but a program that calls another one in its own name. Only ever
    /// said by a token: nobody is made one, so no request may name it.
    #[serde(skip_deserializing)]
    Service,
}

impl Role {
    /// The name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
            Self::Service => "service",
        }
    }

    /// The role that a token names.
    #[must_use]
    pub fn from_claim(name: &str) -> Option<Self> {
        match name {
            "service" => Some(Self::Service),
            name => Self::from_name(name),
        }
    }

    /// The role of users with this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "user" => Some(Self::User),
            "admin" => Some(Self::Admin),
            _ => None,
        }
    }

    /// The scope that a token for this role grants: names with a space between them.
    #[must_use]
    pub fn scope(self) -> &'static str {
        match self {
            Self::User => "notes:read notes:write",
            Self::Admin => "notes:read notes:write users:read users:write",
            // Each has its own, by its registration.
            Self::Service => "",
        }
    }
}

/// How a claim's name came to be (RFC 7519 §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimKind {
    /// Defined by RFC 7519 itself (§4.1).
    Registered,
    /// In IANA's registry, or a name that cannot collide, such as a URI (§4.2).
    Public,
    /// Agreed between those who issue and those who read it (§4.3).
    Private,
}

impl ClaimKind {
    /// The kind of the claim with this name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        /// From IANA's registry "JSON Web Token Claims", those one meets.
        const PUBLIC: [&str; 31] = [
            "acr",
            "act",
            "address",
            "amr",
            "at_hash",
            "auth_time",
            "azp",
            "birthdate",
            "c_hash",
            "client_id",
            "cnf",
            "email",
            "email_verified",
            "entitlements",
            "events",
            "family_name",
            "gender",
            "given_name",
            "groups",
            "locale",
            "may_act",
            "name",
            "nonce",
            "phone_number",
            "picture",
            "preferred_username",
            "roles",
            "scope",
            "sid",
            "updated_at",
            "zoneinfo",
        ];
        match name {
            "iss" | "sub" | "aud" | "exp" | "nbf" | "iat" | "jti" => Self::Registered,
            _ if PUBLIC.contains(&name) || name.contains("://") => Self::Public,
            _ => Self::Private,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_of_three_kinds() {
        for (name, kind) in [
            ("exp", ClaimKind::Registered),
            ("auth_time", ClaimKind::Public),
            ("https://example.com/is_root", ClaimKind::Public),
            ("role", ClaimKind::Private),
            ("userId", ClaimKind::Private),
        ] {
            assert_eq!(ClaimKind::of(name), kind, "{name}");
        }
    }
}
