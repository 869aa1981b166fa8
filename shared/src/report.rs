//! What the resource server answers: another API than the one that logs in.

use serde::{Deserialize, Serialize};

use crate::claims::AccessClaims;

/// `GET /reports/summary` of the resource server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportSummary {
    /// What the token says. This server knows nothing else of the one who asks.
    pub caller: ReportCaller,
    /// Since when this server has run, RFC 3339.
    pub since: String,
    /// How many summaries it has given to users, this one included.
    pub given_to_users: u64,
    /// And to services.
    pub given_to_services: u64,
}

/// Who asked, by their token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportCaller {
    /// The id of a user or of a service.
    pub sub: String,
    /// `user`, `admin` or `service`.
    pub role: String,
    /// What the token may be used for here.
    pub scope: String,
    /// Whom the token is for: this server.
    pub aud: String,
    /// When it expires, in seconds since 1970.
    pub exp: i64,
}

impl From<AccessClaims> for ReportCaller {
    fn from(claims: AccessClaims) -> Self {
        Self {
            sub: claims.sub,
            role: claims.role.as_str().to_owned(),
            scope: claims.scope,
            aud: claims.aud,
            exp: claims.exp,
        }
    }
}
