//! Thirty-two clients who log in without pause: how much of what bcrypt alone does on
//! all cores is left of it, and how long everybody else waits meanwhile.
//!
//! By turns with bcrypt alone, so that whatever else the machine does is a burden to
//! both; and that one is as ready to wait as the server's hashing is.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Plan;
use crate::measure::client::Client;
use crate::measure::probe::{Probe, Question, Seen};
use crate::measure::report::{Report, Statuses};
use crate::measure::server::{Folder, Server, Settings};
use crate::measure::users::{self, ALICE, PASSWORD, log_in, try_log_in};
use crate::measure::{build, go_on};
use crate::{Failure, process};

const PART: &str = "logins";
const CLIENTS: usize = 32;
const TURNS: u32 = 4;
const TURN: u64 = 8;
const COST: &str = "12";

/// Of the log-ins that bcrypt alone would allow.
const SHARE: f64 = 0.85;
const WAIT: Duration = Duration::from_millis(10);

const SETTINGS: Settings<'_> = &[("APP_REGISTER_ATTEMPTS", "1000"), ("APP_BCRYPT_COST", COST)];

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    let bare = build("bare-bcrypt")?;
    let folder = Folder::new()?;
    users::make(&plan.program, &folder, &SETTINGS[..1], CLIENTS)?;
    let server = Server::start(&plan.program, folder.path(), SETTINGS)?;
    let question = Question {
        path: "/api/me",
        token: log_in(&mut Client::new(server.address), ALICE)?.access,
        every: Duration::from_millis(10),
        connections: 4,
    };
    // Their hashes are renewed by that, which costs another one.
    storm(&server, None)?;

    let (mut shares, mut alone, mut ours) = (Vec::new(), 0.0, 0.0);
    let mut statuses = Statuses::default();
    let mut seen = Seen::default();
    for _ in 0..TURNS {
        let bcrypt = bcrypt_alone(&bare)?;
        let probe = Probe::start(server.address, server.id(), &question);
        let (log_ins, answers) = storm(&server, Some(Duration::from_secs(TURN)))?;
        seen.add(probe.stop());
        statuses.add(&answers);
        shares.push(log_ins / bcrypt);
        alone += bcrypt / f64::from(TURNS);
        ours += log_ins / f64::from(TURNS);
    }
    server.kill()?;

    shares.sort_by(f64::total_cmp);
    let share = shares[shares.len() / 2];
    let what = format!("{CLIENTS} clients log in at cost {COST}, beside bcrypt alone on all cores");
    let measured = format!("{share:.2} ({ours:.1} beside {alone:.1} a second)");
    report.held(PART, &what, measured, "at least 0.85", share >= SHARE);
    let all_in = statuses.are_all_among(&[200]);
    report.held(PART, "answers to them", &statuses, "only 200", all_in);
    seen.judge(PART, report, WAIT);
    Ok(())
}

/// How often in a second bcrypt alone checks a password.
fn bcrypt_alone(program: &Path) -> Result<f64, Failure> {
    let program = program.to_string_lossy();
    let seconds = TURN.to_string();
    let says = process::output("nice", &["-n", "19", &program, COST, &seconds]);
    go_on()?;
    let rate = says.and_then(|says| says.trim().parse().ok());
    let rate = rate.ok_or_else(|| "`bare-bcrypt` does not say how fast it was.".to_owned());
    Ok(rate?)
}

/// All log in: once, or again and again for so long. How often in a second they did,
/// and what they were answered.
fn storm(server: &Server, lasts: Option<Duration>) -> Result<(f64, Statuses), Failure> {
    let answers = Mutex::new((Vec::new(), Statuses::default()));
    let until = Instant::now() + lasts.unwrap_or_default();
    thread::scope(|scope| {
        for number in 0..CLIENTS {
            let answers = &answers;
            scope.spawn(move || {
                let mut client = Client::new(server.address);
                let name = format!("user{number}");
                loop {
                    let answer = try_log_in(&mut client, &name, PASSWORD);
                    let status = answer.map_or(0, |answer| answer.status);
                    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
                    answers.0.push(Instant::now());
                    answers.1.count(status);
                    if Instant::now() >= until || go_on().is_err() {
                        return;
                    }
                }
            });
        }
    });
    go_on()?;
    let (mut times, statuses) = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    // After that there are fewer and fewer.
    times.retain(|time| *time < until);
    times.sort_unstable();
    Ok((rate(&times), statuses))
}

/// From the first to the last, so that it does not matter when the first began.
fn rate(times: &[Instant]) -> f64 {
    match times {
        [first, .., last] => (times.len() - 1) as f64 / last.duration_since(*first).as_secs_f64(),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_between_the_first_and_the_last() {
        let began = Instant::now();
        let times: Vec<_> = (4..=8)
            .map(|tenth| began + tenth * Duration::from_millis(100))
            .collect();
        assert!((rate(&times) - 10.0).abs() < 1e-9);
        assert_eq!(rate(&times[..1]), 0.0);
    }
}
