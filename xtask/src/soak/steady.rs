//! A day's mixture for some minutes: log-ins, refreshes, reads, writes, log-outs
//! and wrong tokens. What comes back is always what should, nothing is lost, and
//! the server ends as it began.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;
use std::time::{Duration, Instant};

use super::Plan;
use super::ledger::{Ledger, try_refresh};
use super::sockets::settled_files;
use crate::Failure;
use crate::measure::client::{Answer, Client};
use crate::measure::go_on;
use crate::measure::report::{Report, Statuses, megabytes, millis};
use crate::measure::server::{self, Folder, Server, Settings};
use crate::measure::users::{ALICE, JOHN, Tokens, log_in, try_log_in};

const PART: &str = "steady load";

/// A pause after each request, so that it is a load and not a race.
const PAUSE: Duration = Duration::from_millis(3);

/// The wrong passwords of this part all come from one address.
const SETTINGS: Settings<'_> = &[("APP_LOGIN_ATTEMPTS_PER_ADDRESS", "1000000")];

/// What all the clients saw.
#[derive(Default)]
struct Tally {
    notes: Ledger,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    statuses: Statuses,
    /// Of answers that were not what they should be, the first few.
    unexpected: Vec<String>,
    unexpected_count: u64,
    /// Answered with 503: to come back in a moment.
    sent_away: u64,
    /// The longest wait but for a log-in, which has to be slow.
    longest: Duration,
}

impl Tally {
    /// Sends by `send`, counts the answer, and gives it if it is as it should be.
    fn ask(
        &self,
        what: &str,
        wanted: u16,
        send: impl FnOnce() -> std::io::Result<Answer>,
    ) -> Option<Answer> {
        let asked = Instant::now();
        let answer = send();
        let waited = asked.elapsed();
        thread::sleep(PAUSE);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if what != LOG_IN {
            seen.longest = seen.longest.max(waited);
        }
        seen.statuses
            .count(answer.as_ref().map_or(0, |answer| answer.status));
        match answer {
            Ok(answer) if answer.status == wanted => Some(answer),
            Ok(answer) if answer.status == 503 => {
                seen.sent_away += 1;
                None
            }
            other => {
                seen.unexpected_count += 1;
                if seen.unexpected.len() < 10 {
                    seen.unexpected.push(format!("{what}: {other:?}"));
                }
                None
            }
        }
    }
}

const LOG_IN: &str = "log in";

/// What one client does again and again.
type Round = fn(&Tally, &mut Client, &mut Tokens, &str);

/// Each with how many clients do it.
const ROUNDS: [(Round, usize); 4] = [(write, 4), (read, 4), (come_and_go, 2), (forge, 2)];

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    let folder = Folder::new()?;
    let server = Server::start(&plan.program, folder.path(), SETTINGS)?;
    let tally = Tally::default();
    // What is made once, caches and threads, is not what grows.
    load(&server, &tally, "warm", Duration::from_secs(5))?;
    let files = settled_files(&server, 0);
    let memory = server::memory(server.id());
    let began = Instant::now();
    load(&server, &tally, "steady", plan.options.steady)?;
    let took = began.elapsed();
    let after = server::memory(server.id());
    let files_after = settled_files(&server, files);

    let mut client = Client::new(server.address);
    let alice = log_in(&mut client, ALICE)?;
    let lost = tally.notes.lost(&mut client, &alice.access)?;
    let writes = tally.notes.len();
    let seen = tally
        .seen
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    for one in &seen.unexpected {
        println!("   unexpected: {one}");
    }
    let requests = seen.statuses.total();
    let asked = format!("{requests} in {} s", took.as_secs());
    report.told(PART, "requests", asked);
    report.told(
        PART,
        "the longest wait, log-ins aside",
        millis(seen.longest),
    );
    report.told(PART, "answers", &seen.statuses);
    report.held(
        PART,
        "answers other than they should be",
        seen.unexpected_count,
        "0",
        seen.unexpected_count == 0,
    );
    report.held(
        PART,
        "asked to come back (503)",
        seen.sent_away,
        "fewer than 1 in 1,000",
        seen.sent_away * 1000 < requests,
    );
    report.held(
        PART,
        &format!("lost of {writes} notes"),
        lost,
        "0",
        lost == 0 && writes > 0,
    );
    report.held(
        PART,
        "memory",
        format!(
            "{} at the start, {} at the end",
            megabytes(memory),
            megabytes(after)
        ),
        "grows by < 50 MB",
        after.saturating_sub(memory) < 50_000_000,
    );
    report.held(
        PART,
        "open files",
        format!("{files} at the start, {files_after} at the end"),
        "as many (+ 8)",
        files_after <= files + 8,
    );
    server.kill()?;
    let whole = server::check(&plan.program, folder.path());
    let said = whole.clone().err().unwrap_or_else(|| "ok".to_owned());
    report.held(PART, "the database afterwards", said, "ok", whole.is_ok());
    Ok(())
}

fn load(server: &Server, tally: &Tally, name: &str, lasts: Duration) -> Result<(), Failure> {
    let until = Instant::now() + lasts;
    thread::scope(|scope| {
        let mut clients = Vec::new();
        for (round, count) in ROUNDS {
            for number in 0..count {
                clients.push(scope.spawn(move || {
                    let mut client = Client::new(server.address);
                    let mut tokens = log_in(&mut client, ALICE)?;
                    while Instant::now() < until && go_on().is_ok() {
                        round(tally, &mut client, &mut tokens, &format!("{name} {number}"));
                    }
                    Ok::<_, Failure>(())
                }));
            }
        }
        for client in clients {
            client.join().unwrap_or(Err(Failure::Reported))?;
        }
        go_on()
    })
}

/// Makes notes, changes them, deletes every other one, and refreshes.
fn write(tally: &Tally, client: &mut Client, tokens: &mut Tokens, name: &str) {
    for number in 0..10 {
        let mut id = None;
        tally.ask("POST a note", 201, || {
            let body = format!(r#"{{"title":"{name} {number}","body":"made"}}"#);
            let answer = client.post("/api/notes", &tokens.access, &body)?;
            id = tally.notes.keep(&answer);
            Ok(answer)
        });
        let Some(path) = id.as_ref().map(|id| format!("/api/notes/{id}")) else {
            return;
        };
        let body = format!(r#"{{"title":"{name} {number}","body":"changed"}}"#);
        tally.ask("PUT a note", 200, || {
            client.send("PUT", &path, &tokens.access, &body)
        });
        let note = tally.ask("GET a note", 200, || client.get(&path, &tokens.access));
        if note.is_some_and(|note| note.text("body") != Some("changed")) {
            tally.ask("GET a note that was changed", 0, || {
                Err(std::io::ErrorKind::InvalidData.into())
            });
        }
        if let Some(id) = id.filter(|_| number % 2 == 0) {
            tally.notes.strike_out(&id);
            tally.ask("DELETE a note", 204, || {
                client.send("DELETE", &path, &tokens.access, "")
            });
        }
    }
    refresh(tally, client, tokens);
}

fn refresh(tally: &Tally, client: &mut Client, tokens: &mut Tokens) {
    let answer = tally.ask("refresh", 200, || try_refresh(client, &tokens.refresh));
    if let Some(next) = answer.as_ref().and_then(Tokens::of) {
        *tokens = next;
    }
}

fn read(tally: &Tally, client: &mut Client, tokens: &mut Tokens, _: &str) {
    for path in [
        "/api/me",
        "/api/notes",
        "/api/sessions",
        "/.well-known/jwks.json",
    ] {
        tally.ask(path, 200, || client.get(path, &tokens.access));
    }
    refresh(tally, client, tokens);
}

/// Logs in, looks, logs out, and is refused from then on.
fn come_and_go(tally: &Tally, client: &mut Client, _: &mut Tokens, _: &str) {
    let answer = tally.ask(LOG_IN, 200, || try_log_in(client, JOHN.0, JOHN.1));
    let Some(mut own) = answer.as_ref().and_then(Tokens::of) else {
        return;
    };
    refresh(tally, client, &mut own);
    tally.ask("GET me", 200, || client.get("/api/me", &own.access));
    tally.ask("log out", 204, || {
        client.post("/api/auth/logout", &own.access, "")
    });
    tally.ask("GET me, logged out", 401, || {
        client.get("/api/me", &own.access)
    });
    tally.ask("refresh, logged out", 401, || {
        try_refresh(client, &own.refresh)
    });
}

/// Tokens that are none, and a body that is none.
fn forge(tally: &Tally, client: &mut Client, tokens: &mut Tokens, _: &str) {
    let (signed, signature) = tokens.access.rsplit_once('.').unwrap_or_default();
    let altered: String = signature.chars().rev().collect();
    for token in ["", "x", signed, &format!("{signed}.{altered}")] {
        tally.ask("GET me, forged", 401, || client.get("/api/me", token));
    }
    tally.ask("refresh, forged", 401, || try_refresh(client, signature));
    tally.ask("POST nonsense", 400, || {
        client.post("/api/notes", &tokens.access, "{")
    });
    tally.ask("GET another's note", 404, || {
        client.get(
            "/api/notes/01980000-0000-7000-8000-000000000000",
            &tokens.access,
        )
    });
    refresh(tally, client, tokens);
}
