//! From the start of the process to its first answer, with a database that is there
//! already, and the memory of a server that nobody has asked for anything yet.

use std::thread;
use std::time::Duration;

use super::Plan;
use crate::Failure;
use crate::measure::go_on;
use crate::measure::report::{Report, megabytes, millis};
use crate::measure::server::{self, Folder, Server};

const PART: &str = "start";

/// How often it is started: the median counts.
const STARTS: usize = 21;

const START: Duration = Duration::from_millis(50);
const IDLE_MEMORY: u64 = 20_000_000;

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    let folder = Folder::new()?;
    // Makes the database, the keys and the demo users.
    Server::start(&plan.program, folder.path(), &[])?.kill()?;
    let mut starts = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..STARTS {
        go_on()?;
        let server = Server::start(&plan.program, folder.path(), &[])?;
        starts.push(server.took);
        // What starting needs and running does not is given back by then.
        thread::sleep(Duration::from_millis(300));
        memory.push(server::memory(server.id()));
        server.kill()?;
    }
    let start = median(&mut starts);
    let what = "start to first answer, existing database";
    report.held(PART, what, millis(start), "< 50 ms", start < START);
    let idle = median(&mut memory);
    let held = idle < IDLE_MEMORY;
    report.held(
        PART,
        "resident memory, idle",
        megabytes(idle),
        "< 20 MB",
        held,
    );
    Ok(())
}

fn median<T: Ord + Copy>(values: &mut [T]) -> T {
    values.sort_unstable();
    values[values.len() / 2]
}
