//! Two processes on one SQLite file, both writing: nothing is lost, hardly anybody
//! is sent away, and what ends at one is over at the other.

use std::thread;
use std::time::{Duration, Instant};

use super::Plan;
use super::ledger::Ledger;
use crate::Failure;
use crate::measure::client::Client;
use crate::measure::go_on;
use crate::measure::report::{Report, millis};
use crate::measure::server::{self, Folder, Server};
use crate::measure::users::{ALICE, JOHN, log_in};

const PART: &str = "two processes";
const LASTS: Duration = Duration::from_secs(10);
const WRITERS: u32 = 8;

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    let folder = Folder::new()?;
    let first = Server::start(&plan.program, folder.path(), &[])?;
    let second = Server::start(&plan.program, folder.path(), &[])?;
    let alice = log_in(&mut Client::new(first.address), ALICE)?;
    let ledger = Ledger::default();
    let until = Instant::now() + LASTS;
    thread::scope(|scope| {
        for (name, address) in [("first", first.address), ("second", second.address)] {
            for writer in 0..WRITERS {
                let (ledger, token) = (&ledger, &alice.access);
                scope.spawn(move || {
                    let mut client = Client::new(address);
                    for number in 0.. {
                        if Instant::now() > until || go_on().is_err() {
                            return;
                        }
                        let title = format!("{name}.{writer}.{number}");
                        if ledger.write(&mut client, token, &title).is_err() {
                            ledger.count(0);
                        }
                    }
                });
            }
        }
    });
    go_on()?;
    let statuses = ledger.statuses();
    // SQLite has no queue: whoever looks at the right moment has the lock. Between
    // sixteen that never pause, one has no luck for two seconds now and then, and is
    // asked to come back.
    let sent_away = statuses.0.get(&503).copied().unwrap_or_default();
    report.held(
        PART,
        &format!(
            "answers to {} writers in {} s",
            2 * WRITERS,
            LASTS.as_secs()
        ),
        &statuses,
        "only 201, and 503 for fewer than 1 in 500",
        statuses.are_all_among(&[201, 503]) && sent_away * 500 < statuses.total(),
    );
    let lost = ledger.lost(&mut Client::new(second.address), &alice.access)?;
    report.held(
        PART,
        "lost of those",
        lost,
        "0",
        lost == 0 && ledger.len() > 0,
    );

    let waited = until_over(&first, &second)?;
    report.held(
        PART,
        "a log-out at one is refused at the other after",
        waited.map_or_else(|| "never".to_owned(), millis),
        "< 2 s",
        waited.is_some_and(|waited| waited < Duration::from_secs(2)),
    );
    first.kill()?;
    second.kill()?;
    let whole = server::check(&plan.program, folder.path());
    let said = whole.clone().err().unwrap_or_else(|| "ok".to_owned());
    report.held(
        PART,
        "the database, once both were killed",
        said,
        "ok",
        whole.is_ok(),
    );
    Ok(())
}

/// Logs out at one, and asks the other until it knows.
fn until_over(first: &Server, second: &Server) -> Result<Option<Duration>, Failure> {
    let mut there = Client::new(first.address);
    let mut here = Client::new(second.address);
    let john = log_in(&mut there, JOHN)?;
    let status = |client: &mut Client| {
        let answer = client.get("/api/me", &john.access);
        answer.map_or(0, |answer| answer.status)
    };
    if status(&mut here) != 200 {
        let sentence = "A token of one process is not taken by the other.";
        return Err(Failure::Said(sentence.to_owned()));
    }
    let out = there.post("/api/auth/logout", &john.access, "");
    if !out.is_ok_and(|answer| answer.status == 204) {
        return Err(Failure::Said("The log-out was refused.".to_owned()));
    }
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(10) {
        if status(&mut here) == 401 {
            return Ok(Some(since.elapsed()));
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(None)
}
