//! The storage theatre: a session moves from store to store, and a planted script
//! and a foreign page try what can be tried.

use serde::{Deserialize, Serialize};

use crate::auth::TokenDelivery;
use crate::error::ErrorCode;

/// POST [`SessionRequest`]: a throw-away session in the place of the one that
/// asks, which waits behind the scenes.
pub const SESSION: &str = "/api/lab/theatre/session";

/// POST: the throw-away session ends, and the one that waits goes on.
pub const CURTAIN: &str = "/api/lab/theatre/curtain";

/// The document that is put into the page, with `?act=` and an [`Act`].
pub const STAGE: &str = "/api/lab/theatre/stage";

/// The script that nobody wants in a page.
pub const PLANTED: &str = "/api/lab/theatre/planted.js";

/// The page of another site, with `?step=` and a number, and its script. It is
/// there under that site's address alone.
pub const FOREIGN: &str = "/api/lab/theatre/foreign";
/// See [`FOREIGN`].
pub const FOREIGN_SCRIPT: &str = "/api/lab/theatre/foreign.js";

/// The page of the lesson, where the foreign page leads back to.
pub const PAGE: &str = "/storage";

/// How both documents look.
pub const STYLE: &str = "/api/lab/theatre/stage.css";

/// POST: a new record, and the careless cookies. GET: the [`Forgeries`] since.
pub const FORGERIES: &str = "/api/lab/theatre/forgeries";

/// POST: takes what the product takes, by the product's own guard.
pub const CAREFUL: &str = "/api/lab/theatre/careful";

/// POST: does what whoever sends its cookie wants.
pub const CARELESS: &str = "/api/lab/theatre/careless";

/// A cookie that says of itself that any site may send it.
pub const CARELESS_COOKIE: &str = "lab_careless";

/// A cookie that says nothing of who may send it.
pub const PLAIN_COOKIE: &str = "lab_plain";

/// How the throw-away session's tokens are wanted.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionRequest {
    /// `bearer` or `cookie`.
    pub delivery: TokenDelivery,
}

/// What is done on the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The planted script looks for a token wherever a script can look.
    Read,
    /// It lies in wait for the page's next request.
    Catch,
    /// It acts as the user.
    Speak,
}

impl Act {
    /// The name in the query.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Catch => "catch",
            Self::Speak => "speak",
        }
    }
}

/// What comes from the stage, as JSON in a message. It was written by scripts,
/// so nothing in it is more than their word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "report", rename_all = "snake_case")]
pub enum Report {
    /// What was found by looking.
    Read {
        /// Tokens, the first place of each.
        found: Vec<Loot>,
        /// The names of the cookies that a script can see.
        cookies: Vec<String>,
        /// How much of the program's memory was searched, in bytes.
        searched: u64,
    },
    /// The page's `fetch` is the script's now.
    Waiting,
    /// The page has sent a request.
    Caught {
        /// Its path.
        path: String,
        /// The token in its header.
        loot: Option<Loot>,
    },
    /// Who the server took the script for.
    Spoken {
        /// The answer to `/api/me` on the cookies' word alone.
        by_cookie: u16,
        /// The answer to a refresh, if one was tried.
        refresh: Option<u16>,
        /// What the refresh brought.
        loot: Option<Loot>,
        /// The user's name.
        username: Option<String>,
    },
    /// The script could not do it.
    Failed {
        /// What the browser says.
        why: String,
    },
}

/// A token that the script has. It goes no further: its two ends are told, and
/// what the server says to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loot {
    /// Where it was.
    pub place: String,
    /// Its first characters.
    pub start: String,
    /// Its last ones.
    pub end: String,
    /// How long it is.
    pub length: u32,
    /// The answer to `/api/me` with this token and no cookie.
    pub status: u16,
}

/// What the server received since the record was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgeries {
    /// The other site.
    pub foreign: String,
    /// Our own, as the server knows it: the forms go there.
    pub own: String,
    /// In order.
    pub received: Vec<Forged>,
    /// How often the careless endpoint did what it was told.
    pub transfers: u32,
}

/// One forged request, as it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forged {
    /// The path.
    pub path: String,
    /// What the browser said of where it came from: `Sec-Fetch-Site`.
    #[serde(default)]
    pub site: Option<String>,
    /// The same in the older way: `Origin`.
    #[serde(default)]
    pub origin: Option<String>,
    /// The names of the cookies that came with it.
    pub cookies: Vec<String>,
    /// What the guard refused it with, if it did.
    #[serde(default)]
    pub refused: Option<ErrorCode>,
    /// What it would have been refused with, had the cookie come.
    #[serde(default)]
    pub second_line: Option<ErrorCode>,
}
