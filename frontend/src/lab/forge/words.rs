//! What the forge says.

mod en;
mod zh;

use shared::lab::forge::{CarelessRefusal, Mistake};

use super::attacks::{Family, Id};
use super::bench::Signature;

pub(super) use en::EN;
pub(super) use zh::ZH;

/// In one language.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,

    // Nobody is logged in.
    pub(super) needs_user: &'static str,
    pub(super) log_in_as: fn(&str) -> String,
    pub(super) log_in: &'static str,

    // The board.
    pub(super) try_all: &'static str,
    pub(super) trying_all: fn(usize, usize) -> String,
    pub(super) attack: fn(Id) -> AttackText,
    pub(super) family: fn(Family) -> &'static str,
    pub(super) column_attack: &'static str,
    pub(super) column_server: &'static str,
    pub(super) column_careless: &'static str,
    pub(super) falls: &'static str,
    pub(super) holds: &'static str,
    /// How many were tried, refused by the server, and believed by the careless
    /// one.
    pub(super) summary: fn(usize, usize, usize) -> String,

    // One attack.
    pub(super) try_it: &'static str,
    pub(super) try_again: &'static str,
    pub(super) trying: &'static str,
    pub(super) token: &'static str,
    pub(super) header: &'static str,
    pub(super) payload: &'static str,
    pub(super) changed: &'static str,
    pub(super) taken_out: &'static str,
    pub(super) signature: fn(Signature) -> &'static str,
    pub(super) other_session: &'static str,
    pub(super) servers_key: &'static str,
    pub(super) colleagues_key: fn(&str) -> String,
    pub(super) checks: &'static str,

    // The verdicts.
    pub(super) server: &'static str,
    pub(super) server_let_in: &'static str,
    pub(super) caught_by: fn(usize, usize) -> String,
    pub(super) no_answer: &'static str,
    pub(super) unexpected: &'static str,
    pub(super) counted: &'static str,
    pub(super) aftermath: &'static str,
    pub(super) careless: &'static str,
    pub(super) other_verdict: &'static str,
    pub(super) lets_in: &'static str,
    pub(super) lets_in_as: fn(&str) -> String,
    pub(super) refuses: &'static str,
    pub(super) mistake: fn(Mistake) -> &'static str,
    pub(super) refusal: fn(CarelessRefusal) -> &'static str,

    // The guessing.
    pub(super) guessing: fn(usize, usize) -> String,
    pub(super) pace: fn(usize) -> String,
    pub(super) stop: &'static str,
    pub(super) stopped: &'static str,
    pub(super) found: &'static str,
    pub(super) found_after: fn(usize, f64) -> String,

    // What went wrong.
    pub(super) no_crypto: &'static str,
    pub(super) no_token: &'static str,
}

/// What is said about one attack.
pub(super) struct AttackText {
    pub(super) name: &'static str,
    /// What is done, and what it counts on.
    pub(super) story: &'static str,
    /// What the careless verifier makes of it, and why.
    pub(super) careless: &'static str,
}
