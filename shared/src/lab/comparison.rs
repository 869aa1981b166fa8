//! Session beside token: what the two are asked, and what they answer.

use serde::{Deserialize, Serialize};

use crate::claims::Role;

/// POST: opens a classic session for whoever is logged in; its id goes into a
/// cookie.
pub const CLASSIC_LOGIN: &str = "/api/lab/classic/login";
/// GET [`WhoAmI`]: looked up by the cookie, in a table in the database.
pub const CLASSIC_ME: &str = "/api/lab/classic/me";
/// GET [`WhoAmI`]: looked up by the same cookie, in the memory of this server.
pub const CLASSIC_OWN: &str = "/api/lab/classic/own";
/// POST: deletes the session's row.
pub const CLASSIC_LOGOUT: &str = "/api/lab/classic/logout";

/// POST: a [`LabToken`] for whoever is logged in, in a session of its own.
pub const TOKEN_LOGIN: &str = "/api/lab/token/login";
/// GET [`WhoAmI`]: read from the verified token alone.
pub const TOKEN_ME: &str = "/api/lab/token/me";
/// POST: ends the token's session.
pub const TOKEN_LOGOUT: &str = "/api/lab/token/logout";

/// POST [`SecondServer`]: starts a second server, for whoever is logged in.
pub const SECOND: &str = "/api/lab/second";
/// GET [`SecondAnswer`]: one of the three questions, passed on to the second server
/// once it runs; the pattern for the router.
pub const PASSED_ON: &str = "/api/lab/second/{question}";

/// POST: a [`Run`] with a user to be disabled, for whoever is logged in.
pub const RUNS: &str = "/api/lab/revocation/runs";
/// DELETE: the run is over, and its user with it; the pattern for the router.
pub const RUN: &str = "/api/lab/revocation/runs/{id}";
/// POST: disables the user of the run.
pub const RUN_DISABLE: &str = "/api/lab/revocation/runs/{id}/disable";
/// POST: another short-lived [`LabToken`] for the user of the run.
pub const RUN_REFRESH: &str = "/api/lab/revocation/runs/{id}/refresh";
/// GET [`WhoAmI`] by one [`Strategy`]; the pattern for the router.
pub const STRATEGY_ME: &str = "/api/lab/revocation/{strategy}/me";

/// How long the tokens live that are not refreshed, in seconds: they stand for
/// fifteen minutes.
pub const LONG_SECONDS: u64 = 8;
/// How long those live that are, in seconds.
pub const SHORT_SECONDS: u64 = 2;

/// Who asks, as the server knows it by what came with the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhoAmI {
    /// The user's id.
    pub user_id: String,
    /// What kind of user.
    pub role: Role,
    /// How many bytes the header was that told it, as the server received it:
    /// name, value, and the end of the line.
    pub credential_bytes: usize,
}

/// A token that opens this lesson and nothing else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LabToken {
    /// The token, with an audience of its own.
    pub access_token: String,
}

/// What the second server is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// [`CLASSIC_OWN`].
    Own,
    /// [`CLASSIC_ME`].
    Classic,
    /// [`TOKEN_ME`].
    Token,
}

impl Question {
    /// The path that answers it, on either server.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Own => CLASSIC_OWN,
            Self::Classic => CLASSIC_ME,
            Self::Token => TOKEN_ME,
        }
    }

    /// The path on the first server that passes it on to the second.
    #[must_use]
    pub fn passed_on(self) -> &'static str {
        match self {
            Self::Own => "/api/lab/second/own",
            Self::Classic => "/api/lab/second/classic",
            Self::Token => "/api/lab/second/token",
        }
    }
}

/// The second server, which runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondServer {
    /// Where it listens.
    pub address: String,
}

/// What the second server answered, word for word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondAnswer {
    /// Where it listens.
    pub address: String,
    /// The status of its answer.
    pub status: u16,
    /// Its `Server-Timing`.
    pub server_timing: String,
    /// Its body.
    pub body: String,
}

/// How a server comes to refuse a token whose user was disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strategy {
    /// Not at all: the token expires by itself.
    Expiry,
    /// The same with tokens that live shortly; the next one is not given out.
    Short,
    /// A list of the sessions that ended, as the real endpoints keep it.
    List,
}

impl Strategy {
    /// All of them, from the longest wait to the shortest.
    pub const ALL: [Self; 3] = [Self::Expiry, Self::Short, Self::List];

    /// Where a token is shown to it.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Expiry => "/api/lab/revocation/expiry/me",
            Self::Short => "/api/lab/revocation/short/me",
            Self::List => "/api/lab/revocation/list/me",
        }
    }

    /// How many seconds its tokens live.
    #[must_use]
    pub fn lifetime(self) -> u64 {
        match self {
            Self::Expiry | Self::List => LONG_SECONDS,
            Self::Short => SHORT_SECONDS,
        }
    }
}

/// A user made to be disabled, and a token of theirs for each strategy.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    /// What the run is called; nobody else knows it.
    pub id: String,
    /// The name of the user, who is deleted with the run.
    pub username: String,
    /// For [`Strategy::Expiry`].
    pub expiry: String,
    /// For [`Strategy::Short`].
    pub short: String,
    /// For [`Strategy::List`].
    pub list: String,
}

impl Run {
    /// The token for a strategy.
    #[must_use]
    pub fn token(&self, strategy: Strategy) -> &str {
        match strategy {
            Strategy::Expiry => &self.expiry,
            Strategy::Short => &self.short,
            Strategy::List => &self.list,
        }
    }

    /// The path that ends the run.
    #[must_use]
    pub fn path(&self) -> String {
        RUN.replace("{id}", &self.id)
    }

    /// The path that disables its user.
    #[must_use]
    pub fn disable_path(&self) -> String {
        RUN_DISABLE.replace("{id}", &self.id)
    }

    /// The path that gives another short-lived token.
    #[must_use]
    pub fn refresh_path(&self) -> String {
        RUN_REFRESH.replace("{id}", &self.id)
    }
}
