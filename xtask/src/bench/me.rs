//! What `GET /api/me` costs the processor: a token judged with every check, the answer
//! as JSON with every header, a line in the log and the figures. Beside it a server of
//! the same framework that answers with the same bytes and does nothing else.

use super::Plan;
use super::crowd::{Crowd, by_turns, micros, ratio};
use super::deployed;
use crate::Failure;
use crate::measure::report::Report;
use crate::measure::server::Server;

const PART: &str = "me";

const ROUNDS: usize = 11;
const REQUESTS: usize = 20_000;

const MOST: f64 = 1.7;

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    let bare = crate::measure::build("bare")?;
    // An HMAC costs next to nothing, so what is compared is all the rest.
    let folder = deployed::folder(&plan.program, "HS256")?;
    let server = deployed::start(&plan.program, &folder)?;
    let token = deployed::log_in(&server)?;
    let body = deployed::me(&server, &token)?.body;
    let bare = Server::bare(&bare, &body)?;
    let other = deployed::folder(&plan.program, "EdDSA")?;
    let other_server = deployed::start(&plan.program, &other)?;
    let other_token = deployed::log_in(&other_server)?;

    let mut ours = Crowd::new(&server, &token, 200)?;
    let mut theirs = Crowd::new(&bare, &token, 200)?;
    let mut pair = Crowd::new(&other_server, &other_token, 200)?;
    let crowds = &mut [&mut ours, &mut theirs, &mut pair];
    let [ours, theirs, pair] = by_turns(crowds, ROUNDS, REQUESTS)?;
    report.told(
        PART,
        "processor time of a request, bare actix-web",
        micros(theirs),
    );
    report.told(PART, "processor time of `GET /api/me`, HS256", micros(ours));
    let times = ratio(ours, theirs);
    let what = "`GET /api/me` with HS256 beside bare actix-web";
    report.held_times(PART, what, times, MOST);
    // A signature by a pair of keys costs what it costs, whatever stands around it.
    let what = "the same with EdDSA";
    report.told(PART, what, format!("{:.2} ×", ratio(pair, theirs)));
    for server in [server, bare, other_server] {
        server.kill()?;
    }
    Ok(())
}
