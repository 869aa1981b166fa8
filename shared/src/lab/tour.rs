//! The guided tour: its stops, in the order of the documented flow, and the code
//! of this repository that each of them is about.

use serde::{Deserialize, Serialize};

/// GET: the code of a stop; the pattern for the router.
pub const CODE: &str = "/api/lab/tour/{stop}";

/// The path of the code of one stop.
#[must_use]
pub fn code(stop: &str) -> String {
    format!("/api/lab/tour/{}", crate::endpoint::encode(stop))
}

/// A stop of the tour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// Its name in addresses.
    pub id: &'static str,
    /// Which of the five steps it belongs to, if to one.
    pub step: Option<u8>,
    /// The functions that do it, in the order in which they run.
    pub places: &'static [Place],
}

/// A function in a file of this repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The path from the top of the repository.
    pub file: &'static str,
    /// The name of the function.
    pub function: &'static str,
}

const fn at(file: &'static str, function: &'static str) -> Place {
    Place { file, function }
}

/// A function as it stands in the repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The path from the top of the repository.
    pub file: String,
    /// The name of the function.
    pub function: String,
    /// The line on which the excerpt begins, from 1.
    pub line: usize,
    /// The function with the comments above it.
    pub text: String,
}

/// All stops, in order.
#[rustfmt::skip] // a line for each place
pub const STOPS: [Stop; 12] = [
    Stop { id: "credentials", step: Some(1), places: &[
        at("frontend/src/api/auth.rs", "log_in"),
        at("backend/src/handlers/auth.rs", "log_in"),
    ] },
    Stop { id: "issue", step: Some(2), places: &[
        at("backend/src/handlers/credentials.rs", "check"),
        at("backend/src/auth/password.rs", "verify"),
        at("backend/src/auth/access_token.rs", "issue"),
    ] },
    Stop { id: "structure", step: Some(2), places: &[
        at("shared/src/unverified.rs", "decode"),
        at("backend/src/auth/access_token.rs", "sign"),
    ] },
    Stop { id: "store", step: Some(3), places: &[
        at("frontend/src/token_store.rs", "begin"),
        at("frontend/src/token_store.rs", "set"),
    ] },
    Stop { id: "attach", step: Some(3), places: &[
        at("frontend/src/api/client.rs", "send_until_settled"),
        at("frontend/src/api/transport.rs", "authorization"),
    ] },
    Stop { id: "check", step: Some(4), places: &[
        at("backend/src/extractors/current_user.rs", "authenticate"),
        at("backend/src/auth/access_token.rs", "verify"),
        at("backend/src/auth/access_token.rs", "check_alg"),
        at("backend/src/auth/access_token.rs", "check_signature"),
        at("backend/src/auth/access_token.rs", "check_exp"),
    ] },
    Stop { id: "refuse", step: Some(5), places: &[
        at("backend/src/error.rs", "error_response"),
        at("frontend/src/api/mending.rs", "after"),
    ] },
    Stop { id: "refresh", step: None, places: &[
        at("frontend/src/api/renewal.rs", "renew_alone"),
        at("backend/src/auth/rotation.rs", "judge"),
    ] },
    Stop { id: "revoke", step: None, places: &[
        at("backend/src/handlers/auth.rs", "log_out"),
        at("backend/src/auth/revocation.rs", "session_is_over"),
        at("backend/src/standing.rs", "look"),
    ] },
    Stop { id: "keys", step: None, places: &[
        at("backend/src/auth/keys/verifying.rs", "find"),
        at("backend/src/startup/keys.rs", "take"),
    ] },
    Stop { id: "step-up", step: None, places: &[
        at("backend/src/handlers/password.rs", "step_up"),
        at("backend/src/auth/link_token.rs", "issue"),
    ] },
    Stop { id: "cookies", step: None, places: &[
        at("backend/src/extractors/same_origin.rs", "check"),
        at("backend/src/web/page/policy.rs", "for_page"),
    ] },
];
