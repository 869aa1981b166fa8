//! A million sessions that ended early, whose tokens may still live: each request asks
//! whether its own is among them.

use super::Plan;
use super::crowd::{Crowd, by_turns, ratio};
use super::deployed;
use crate::measure::report::{Report, megabytes, millis};
use crate::measure::server::{Folder, memory};
use crate::needs::{self, SQLITE};
use crate::{Failure, process};

const PART: &str = "revoked";

const ROUNDS: usize = 15;
const REQUESTS: usize = 10_000;

const MOST: f64 = 1.05;

/// A million rows that ended two to twelve minutes ago: their tokens live for fifteen,
/// and the server, which looks back two minutes at most, does not read them again.
const MILLION: &str = "
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
    INSERT INTO sessions (id, user_id, created_at, expires_at, revoked_at)
    SELECT lower(printf('%s-%s-7%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)),
               substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2),
               hex(randomblob(6)))),
           (SELECT id FROM users), 0, now + 1000000000, now - 130000 - i * 6 / 10
    FROM n, (SELECT CAST(strftime('%s', 'now') AS INTEGER) * 1000 AS now);";

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    needs::install_missing(&[&SQLITE])?;
    let without = deployed::folder(&plan.program, "HS256")?;
    let without = deployed::start(&plan.program, &without)?;
    let with = deployed::folder(&plan.program, "HS256")?;
    insert_million(&with)?;
    let with = deployed::start(&plan.program, &with)?;
    report.told(PART, "start with a million of them", millis(with.took));
    let more = memory(with.id()).saturating_sub(memory(without.id()));
    report.told(PART, "memory that they take", megabytes(more));

    let mut few = Crowd::new(&without, &deployed::log_in(&without)?, 200)?;
    let mut many = Crowd::new(&with, &deployed::log_in(&with)?, 200)?;
    let [few, many] = by_turns(&mut [&mut few, &mut many], ROUNDS, REQUESTS)?;
    let times = ratio(many, few);
    let what = "`GET /api/me` with a million ended sessions, beside none";
    report.held_times(PART, what, times, MOST);
    without.kill()?;
    with.kill()
}

fn insert_million(folder: &Folder) -> Result<(), Failure> {
    let mut sqlite = process::command("sqlite3");
    sqlite.arg(folder.path().join("data/app.db")).arg(MILLION);
    match process::run(&mut sqlite)? {
        true => Ok(()),
        false => Err(Failure::Said(
            "A million rows could not be written.".to_owned(),
        )),
    }
}
