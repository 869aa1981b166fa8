//! What a bad token costs: never more than a good one, or sending them would be a way
//! to keep the server busy.

use std::thread;
use std::time::Duration;

use super::Plan;
use super::crowd::{Crowd, by_turns, ratio};
use super::deployed;
use crate::Failure;
use crate::measure::report::Report;
use crate::measure::server::Folder;

const PART: &str = "refuse";

const ROUNDS: usize = 11;
const REQUESTS: usize = 10_000;

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    let folder = deployed::folder(&plan.program, "HS256")?;
    let expired = expired(plan, &folder)?;
    let server = deployed::start(&plan.program, &folder)?;
    let good = deployed::log_in(&server)?;
    let gone = deployed::log_in(&server)?;
    deployed::log_out(&server, &gone)?;
    for (what, token) in [
        ("no token", String::new()),
        ("no JSON Web Token", "garbage".repeat(60)),
        ("4 KB of nonsense", "a".repeat(4096)),
        ("a wrong signature", with_another_signature(&good)),
        ("an unknown key", with_another_header(&good)),
        ("an expired token", expired),
        ("a session that is over", gone),
    ] {
        let is_long = token.len() > good.len();
        let mut good = Crowd::new(&server, &good, 200)?;
        let mut bad = Crowd::new(&server, &token, 401)?;
        let [good, bad] = by_turns(&mut [&mut good, &mut bad], ROUNDS, REQUESTS)?;
        let times = ratio(bad, good);
        let what = format!("{what}, beside a good token");
        match is_long {
            // What it costs more is to read it, before anybody looks at it.
            true => report.told(PART, &what, format!("{times:.2} ×")),
            false => report.held_times(PART, &what, times, 1.0),
        }
    }
    server.kill()
}

/// A genuine token whose time is over: of a server that gives them a second.
fn expired(plan: &Plan, folder: &Folder) -> Result<String, Failure> {
    let server = deployed::start_with(&plan.program, folder, &[("JWT_ACCESS_TTL", "1s")])?;
    let token = deployed::log_in(&server)?;
    while deployed::me(&server, &token)?.status == 200 {
        thread::sleep(Duration::from_millis(50));
    }
    server.kill()?;
    Ok(token)
}

/// The same length, and another first character.
fn with_another_signature(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap_or_default();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    format!("{signed}.{first}{}", signature.get(1..).unwrap_or_default())
}

/// `{"typ":"at+jwt","alg":"HS256","kid":"nobody's"}` and the rest as it was.
fn with_another_header(token: &str) -> String {
    let (_, rest) = token.split_once('.').unwrap_or_default();
    format!("eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiIsImtpZCI6Im5vYm9keSdzIn0.{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_spoiled_where_they_should_be() {
        assert_eq!(with_another_signature("a.b.Ac"), "a.b.Bc");
        assert_eq!(with_another_signature("a.b.cc"), "a.b.Ac");
        assert!(with_another_header("a.b.c").ends_with(".b.c"));
    }
}
