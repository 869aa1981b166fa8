//! A page of a list costs the same whether its table has ten rows or a million: two
//! servers on two databases, asked by turns.
//!
//! Not by CPU time, of which PostgreSQL has its own in another process, but by how
//! long the answer takes, of which both have the same share whatever else goes on.

mod rows;

use std::time::{Duration, Instant};

use super::Plan;
use crate::Failure;
use crate::measure::client::Client;
use crate::measure::go_on;
use crate::measure::report::Report;
use crate::measure::server::{Folder, Server};
use crate::measure::users::{ALICE, JOHN, log_in};
use crate::needs::{self, POSTGRES, SQLITE};
use crate::postgres::Postgres;
use rows::Store;

const PART: &str = "notes";
const FEW: u32 = 10;
const MANY: u32 = 1_000_000;

/// How often each page is asked for, so many times in one go.
const TURNS: usize = 150;
const IN_A_ROW: usize = 10;

const FLAT: f64 = 1.5;

/// A page, in words, as whom, and where.
struct Page {
    what: &'static str,
    as_john: bool,
    path: fn(&Filled) -> String,
    is_bound: bool,
}

const PAGES: [Page; 6] = [
    Page {
        what: "first page, of one with 5 notes",
        as_john: false,
        path: |_| "/api/notes?limit=3".to_owned(),
        is_bound: true,
    },
    Page {
        what: "first page, of one with half of all",
        as_john: true,
        path: |_| "/api/notes?limit=3".to_owned(),
        is_bound: true,
    },
    Page {
        what: "a page far down, of one with half of all",
        as_john: true,
        path: |filled| format!("/api/notes?limit=3&cursor={}", rows::deep(filled.count)),
        is_bound: true,
    },
    Page {
        what: "own sessions, among as many",
        as_john: false,
        path: |_| "/api/sessions".to_owned(),
        is_bound: false,
    },
    Page {
        what: "the admin's users, far down",
        as_john: true,
        path: |filled| {
            format!(
                "/api/admin/users?limit=3&cursor={}",
                rows::deep(filled.count)
            )
        },
        is_bound: false,
    },
    Page {
        what: "the audit log, far down",
        as_john: true,
        path: |filled| {
            format!(
                "/api/admin/events?limit=3&cursor={}",
                rows::deep(filled.count)
            )
        },
        is_bound: false,
    },
];

/// A server whose tables have this many rows.
struct Filled {
    server: Server,
    count: u32,
    alice: String,
    john: String,
    client: Client,
    _folder: Folder,
}

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    needs::install_missing(&[&SQLITE, &POSTGRES])?;
    compare(plan, report, "SQLite", None)?;
    let postgres = Postgres::start()?;
    compare(plan, report, "PostgreSQL", Some(&postgres))
}

fn compare(
    plan: &Plan,
    report: &mut Report,
    name: &str,
    postgres: Option<&Postgres>,
) -> Result<(), Failure> {
    let mut few = fill(plan, postgres, FEW)?;
    let mut many = fill(plan, postgres, MANY)?;
    for page in &PAGES {
        let mut waits = [Vec::new(), Vec::new()];
        for _ in 0..TURNS {
            go_on()?;
            for (filled, waits) in [&mut few, &mut many].into_iter().zip(&mut waits) {
                ask(filled, page, waits)?;
            }
        }
        let [few, many] = waits.map(quick);
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        let what = format!("{name}: {}, 1,000,000 rows beside 10", page.what);
        let measured = format!(
            "{ratio:.2} ({} beside {} µs)",
            many.as_micros(),
            few.as_micros()
        );
        if page.is_bound {
            report.held(PART, &what, measured, "at most 1.5", ratio <= FLAT);
        } else {
            report.told(PART, &what, measured);
        }
    }
    few.server.kill()?;
    many.server.kill()
}

fn fill(plan: &Plan, postgres: Option<&Postgres>, count: u32) -> Result<Filled, Failure> {
    println!("   filling the tables with {count} rows each");
    let folder = Folder::new()?;
    let store = Store::new(postgres, folder.path(), count)?;
    let server = Server::start(&plan.program, folder.path(), &store.settings())?;
    let mut client = Client::new(server.address);
    let [alice, john] = [ALICE, JOHN].map(|user| log_in(&mut client, user));
    let (alice, john) = (alice?.access, john?.access);
    let mut id = |token: &str| {
        let answer = client.get("/api/me", token);
        let answer = answer.map_err(|error| format!("No answer: {error}."))?;
        let id = answer.text("id").map(str::to_owned);
        id.ok_or_else(|| Failure::Said(format!("A user has no id: {}", answer.body)))
    };
    let ids = (id(&alice)?, id(&john)?);
    store.fill(count, &ids.0, &ids.1)?;
    Ok(Filled {
        server,
        count,
        alice,
        john,
        client,
        _folder: folder,
    })
}

fn ask(filled: &mut Filled, page: &Page, waits: &mut Vec<Duration>) -> Result<(), Failure> {
    let path = (page.path)(filled);
    let token = if page.as_john {
        &filled.john
    } else {
        &filled.alice
    };
    for _ in 0..IN_A_ROW {
        let asked = Instant::now();
        let answer = filled.client.get(&path, token);
        waits.push(asked.elapsed());
        let answer = answer.map_err(|error| format!("{path}: {error}."))?;
        // Or the short lists of the small table would be quicker for being shorter.
        let is_full = path.contains("sessions") || answer.texts("id").len() == 3;
        if answer.status != 200 || !is_full {
            let sentence = format!("{path}: {} {}", answer.status, answer.body);
            return Err(Failure::Said(sentence));
        }
    }
    Ok(())
}

/// What the quickest tenth of them took: the others waited for what else the machine
/// has to do, which has nothing to do with the rows.
fn quick(mut waits: Vec<Duration>) -> Duration {
    waits.sort_unstable();
    waits[waits.len() / 10]
}
