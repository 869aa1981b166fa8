//! What a million requests leave behind in memory.

use super::Plan;
use super::crowd::Crowd;
use super::deployed;
use crate::Failure;
use crate::measure::report::{Report, megabytes};
use crate::measure::server::memory;

const PART: &str = "memory";

const REQUESTS: usize = 1_000_000;

const MOST: u64 = 60_000_000;

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    let folder = deployed::folder(&plan.program, "HS256")?;
    let server = deployed::start(&plan.program, &folder)?;
    let token = deployed::log_in(&server)?;
    Crowd::new(&server, &token, 200)?.time(REQUESTS)?;
    let after = memory(server.id());
    let what = "resident memory after a million requests";
    report.held(PART, what, megabytes(after), "< 60 MB", after < MOST);
    server.kill()
}
