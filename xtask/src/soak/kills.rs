//! `kill -9` in the midst of writes, again and again: whatever was acknowledged is
//! there after the restart, which is quick.

use std::thread;
use std::time::{Duration, Instant};

use super::Plan;
use super::ledger::{Ledger, try_refresh};
use crate::Failure;
use crate::measure::client::Client;
use crate::measure::go_on;
use crate::measure::report::{Report, millis};
use crate::measure::server::{self, Folder, Server, Settings};
use crate::measure::users::{ALICE, JOHN, Tokens, log_in};

const PART: &str = "kill -9";
const WRITERS: u32 = 8;
const RESTART: Duration = Duration::from_secs(2);

/// The cost is that of other parts; here a log-in is to be done with at once. A
/// refresh whose answer the kill swallowed is asked for again after the restart.
const SETTINGS: Settings<'_> = &[("APP_BCRYPT_COST", "4"), ("JWT_REFRESH_GRACE", "1m")];

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    let folder = Folder::new()?;
    let start = || Server::start(&plan.program, folder.path(), SETTINGS);
    let mut server = start()?;
    let mut alice = log_in(&mut Client::new(server.address), ALICE)?;
    let mut john = log_in(&mut Client::new(server.address), JOHN)?;
    let ledger = Ledger::default();
    let (mut damaged, mut refused, mut rotations) = (0_u32, 0_u32, 0_u64);
    let mut restarts = Vec::new();
    for round in 0..plan.options.kills {
        go_on()?;
        // 20 to 270 ms, in no order that the server could have a rhythm with.
        let lives = Duration::from_millis(20 + u64::from(round * 7919 % 251));
        rotations += load(server, &ledger, &alice.access, &mut john, round, lives)?;
        server = start()?;
        restarts.push(server.took);
        if let Err(message) = server::check(&plan.program, folder.path()) {
            println!("   after kill {}: {message}", round + 1);
            damaged += 1;
        }
        let mut client = Client::new(server.address);
        for tokens in [&mut john, &mut alice] {
            let answer = try_refresh(&mut client, &tokens.refresh);
            match answer.ok().as_ref().and_then(Tokens::of) {
                Some(next) => *tokens = next,
                None => refused += 1,
            }
        }
    }
    let lost = ledger.lost(&mut Client::new(server.address), &alice.access)?;
    let (kills, writes) = (plan.options.kills, ledger.len());
    report.told(PART, "kills", kills);
    report.held(
        PART,
        &format!("lost of {writes} acknowledged writes"),
        lost,
        "0",
        lost == 0 && writes > 0,
    );
    report.held(
        PART,
        &format!("sessions lost, in {rotations} rotations of a refresh token"),
        refused,
        "0",
        refused == 0 && rotations > 0,
    );
    report.held(PART, "damaged databases", damaged, "0", damaged == 0);
    let longest = restarts.iter().max().copied().unwrap_or_default();
    report.held(
        PART,
        "the longest restart, until ready",
        millis(longest),
        "< 2 s",
        longest < RESTART,
    );
    server.kill()
}

/// Writes and refreshes until the server is killed; how often it refreshed.
fn load(
    server: Server,
    ledger: &Ledger,
    token: &str,
    rotated: &mut Tokens,
    round: u32,
    lives: Duration,
) -> Result<u64, Failure> {
    let address = server.address;
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            scope.spawn(move || {
                let mut client = Client::new(address);
                for number in 0.. {
                    let title = format!("{round}.{writer}.{number}");
                    if ledger.write(&mut client, token, &title).is_err() {
                        return;
                    }
                }
            });
        }
        let refreshes = scope.spawn(move || {
            let mut client = Client::new(address);
            let mut count = 0;
            while let Ok(answer) = try_refresh(&mut client, &rotated.refresh) {
                if let Some(next) = Tokens::of(&answer) {
                    *rotated = next;
                    count += 1;
                }
            }
            count
        });
        let began = Instant::now();
        // Not before there is something to lose.
        let before = ledger.len();
        while began.elapsed() < lives || ledger.len() == before {
            if began.elapsed() > Duration::from_secs(10) {
                break;
            }
            thread::sleep(Duration::from_millis(1));
        }
        server.kill()?;
        Ok(refreshes.join().unwrap_or_default())
    })
}
