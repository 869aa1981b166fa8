//! Five hundred who log in at once, again and again: a password costs a quarter
//! of a second of a core, so nearly all have to be sent away, at once and with
//! the right word, while everybody else is served as always.

use std::sync::{Barrier, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{HEALTHZ, Plan};
use crate::Failure;
use crate::measure::client::Client;
use crate::measure::go_on;
use crate::measure::probe::{Probe, Question};
use crate::measure::report::{Report, Statuses, megabytes, millis};
use crate::measure::server::{self, Folder, Server, Settings};
use crate::measure::users::{self, ALICE, PASSWORD, log_in, try_log_in};

const PART: &str = "log-in storm";
const CLIENTS: usize = 500;
const ACCOUNTS: usize = 40;

/// All come from one address; that one may guess wrong as often as it likes, so
/// that it is the server's strength that is measured, not its limits.
const SETTINGS: Settings<'_> = &[
    ("APP_REGISTER_ATTEMPTS", "1000"),
    ("APP_LOGIN_ATTEMPTS_PER_ADDRESS", "1000000"),
];

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    let folder = Folder::new()?;
    users::make(&plan.program, &folder, SETTINGS, ACCOUNTS)?;
    let server = Server::start(&plan.program, folder.path(), SETTINGS)?;
    let mut client = Client::new(server.address);
    log_in(&mut client, ALICE)?;

    let before = server::memory(server.id());
    let probe = Probe::start(server.address, server.id(), &Question::healthz());
    let statuses = storm(&server, plan.options.storm);
    let seen = probe.stop();
    go_on()?;

    report.held(
        PART,
        &format!(
            "answers to {CLIENTS} at once, for {} s",
            plan.options.storm.as_secs()
        ),
        &statuses,
        "only 200, 401, 429, 503",
        statuses.are_all_among(&[200, 401, 429, 503]) && statuses.0.contains_key(&200),
    );
    seen.judge(PART, report, HEALTHZ);
    let growth = seen.memory.saturating_sub(before);
    report.held(
        PART,
        "memory at its most",
        format!("{}, from {}", megabytes(seen.memory), megabytes(before)),
        "grows by < 100 MB",
        growth < 100_000_000,
    );
    // Those who wait in the queue are gone by the time it is empty.
    let asked = Instant::now();
    let mut waited = None;
    while waited.is_none() && asked.elapsed() < Duration::from_secs(30) {
        let began = Instant::now();
        if log_in(&mut client, ALICE).is_ok() {
            waited = Some(began.elapsed());
        }
    }
    let said = waited.map_or_else(|| "does not work".to_owned(), millis);
    report.held(PART, "a log-in afterwards", said, "works", waited.is_some());
    server.kill()
}

fn storm(server: &Server, lasts: Duration) -> Statuses {
    let statuses = Mutex::new(Statuses::default());
    let all_at_once = Barrier::new(CLIENTS);
    thread::scope(|scope| {
        for number in 0..CLIENTS {
            let (statuses, all_at_once) = (&statuses, &all_at_once);
            let one = move || {
                let mut client = Client::new(server.address);
                let mut own = Statuses::default();
                all_at_once.wait();
                let until = Instant::now() + lasts;
                while Instant::now() < until && go_on().is_ok() {
                    let (name, password) = who(number);
                    let status =
                        try_log_in(&mut client, &name, password).map_or(0, |answer| answer.status);
                    own.count(status);
                    // Sooner than Retry-After says: not everybody is polite.
                    if status != 200 {
                        thread::sleep(Duration::from_millis(500));
                    }
                }
                let mut all = statuses.lock().unwrap_or_else(PoisonError::into_inner);
                all.add(&own);
            };
            // Small stacks: five hundred are started at once.
            let builder = thread::Builder::new().stack_size(256 * 1024);
            if builder.spawn_scoped(scope, one).is_err() {
                // The others wait for as many as there are.
                println!("   a client could not be started");
                std::process::exit(1);
            }
        }
    });
    statuses
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
}

/// Most know their password, some do not, and some have no account. Those who
/// guess have accounts of their own to guess at: their owners would be told to
/// wait, as they come from the same address.
fn who(number: usize) -> (String, &'static str) {
    let guessed_at = ACCOUNTS / 5;
    match number % 5 {
        0 => (format!("nobody{number}"), PASSWORD),
        1 => (format!("user{}", number % guessed_at), "not the password"),
        _ => {
            let account = guessed_at + number % (ACCOUNTS - guessed_at);
            (format!("user{account}"), PASSWORD)
        }
    }
}
