//! A disk that is full: a file system of a few megabytes, seen by the server
//! alone, on which room is made while it runs. `cargo xtask test` has a full disk
//! of its own that needs no right to mount anything; this one is real.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::Plan;
use super::ledger::{Ledger, try_refresh};
use crate::measure::client::Client;
use crate::measure::go_on;
use crate::measure::report::Report;
use crate::measure::server::{self, Folder, Server, Settings};
use crate::measure::users::{ALICE, Tokens, log_in};
use crate::{Failure, process};

const PART: &str = "full disk";
const SETTINGS: Settings<'_> = &[("APP_BCRYPT_COST", "4")];
const WRITERS: u32 = 8;

/// The name of a file of 20 MiB that is removed to make room.
const BALLAST: &str = "ballast";

/// How to get a view of the file systems that is one's own: as root, and as
/// anybody else, where the system lets users have one.
const WAYS: [&str; 2] = ["--mount", "--map-root-user --mount"];

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    let Some(way) = WAYS.into_iter().find(|way| works(way)) else {
        report.told(PART, "not measured", "nobody may mount a file system here");
        return Ok(());
    };
    let folder = Folder::new()?;
    let script = write_script(way, &plan.program, folder.path())?;
    let server = Server::start(&script, folder.path(), SETTINGS)?;
    let mut client = Client::new(server.address);
    let mut alice = log_in(&mut client, ALICE)?;
    let ledger = Ledger::default();

    load(&server, &ledger, &alice.access, |ledger| {
        let refused: u64 = ledger
            .statuses()
            .0
            .range(500..)
            .map(|(_, count)| count)
            .sum();
        refused >= 200
    })?;
    let statuses = ledger.statuses();
    report.held(
        PART,
        "answers while the disk fills",
        &statuses,
        "only 201 and 500, both",
        statuses.are_all_among(&[201, 500]) && statuses.0.len() == 2,
    );
    let reads = client.get("/api/me", &alice.access);
    let reads = reads.is_ok_and(|answer| answer.status == 200);
    let lost = ledger.lost(&mut client, &alice.access)?;
    report.held(
        PART,
        &format!(
            "lost of {} acknowledged writes, on the full disk",
            ledger.len()
        ),
        lost,
        "0, and reading goes on",
        lost == 0 && reads,
    );

    // What the server sees as its folder, seen from here.
    let root = PathBuf::from(format!("/proc/{}/root", server.id()));
    let data = root.join(
        folder
            .path()
            .join("data")
            .strip_prefix("/")
            .unwrap_or(Path::new("")),
    );
    fs::remove_file(data.join(BALLAST)).map_err(|error| format!("{}: {error}.", data.display()))?;
    let before = ledger.len();
    load(&server, &ledger, &alice.access, |ledger| {
        ledger.len() >= before + 500
    })?;
    let answer = try_refresh(&mut client, &alice.refresh);
    if let Some(next) = answer.ok().as_ref().and_then(Tokens::of) {
        alice = next;
    }
    let lost = ledger.lost(&mut client, &alice.access)?;
    report.held(
        PART,
        "writes once there is room again, without a restart",
        format!("{} acknowledged, {lost} lost", ledger.len() - before),
        "500 or more, 0 lost",
        ledger.len() >= before + 500 && lost == 0,
    );
    // With the last process its file system goes. Nobody writes any more, so a
    // copy of the files is as good as they are.
    let copy = folder.path().join("copy");
    let copied = fs::create_dir(&copy).and_then(|()| {
        for name in ["app.db", "app.db-wal"] {
            fs::copy(data.join(name), copy.join(name))?;
        }
        Ok(())
    });
    copied.map_err(|error| format!("{}: {error}.", copy.display()))?;
    let whole = server::check_data(&plan.program, folder.path(), &copy);
    let said = whole.clone().err().unwrap_or_else(|| "ok".to_owned());
    report.held(PART, "the database afterwards", said, "ok", whole.is_ok());
    server.kill()
}

fn works(way: &str) -> bool {
    let try_it = format!("exec unshare {way} mount -t tmpfs -o size=1m tessera /mnt");
    process::output("sh", &["-c", &try_it]).is_some()
}

/// A program that mounts the file system, fills most of it, and becomes the
/// server: all in one process, so that its id is the server's.
fn write_script(way: &str, program: &Path, folder: &Path) -> Result<PathBuf, Failure> {
    let script = folder.join("server.sh");
    let text = format!(
        "#!/bin/sh\nset -e\n\
         if [ -z \"$TESSERA_INSIDE\" ]; then\n  \
         TESSERA_INSIDE=1 exec unshare {way} \"$0\"\nfi\n\
         mount -t tmpfs -o size=23m,mode=0700 tessera data\n\
         head -c 20971520 /dev/zero > data/{BALLAST}\n\
         exec \"{}\"\n",
        program.display()
    );
    let written = fs::create_dir(folder.join("data"))
        .and_then(|()| fs::write(&script, text))
        .and_then(|()| fs::set_permissions(&script, fs::Permissions::from_mode(0o700)));
    written.map_err(|error| format!("{}: {error}.", script.display()))?;
    Ok(script)
}

/// Writes from eight sides until it is enough, for twenty seconds at most.
fn load(
    server: &Server,
    ledger: &Ledger,
    token: &str,
    is_enough: impl Fn(&Ledger) -> bool + Sync,
) -> Result<(), Failure> {
    let until = Instant::now() + Duration::from_secs(20);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let is_enough = &is_enough;
            scope.spawn(move || {
                let mut client = Client::new(server.address);
                for number in 0.. {
                    if is_enough(ledger) || Instant::now() > until || go_on().is_err() {
                        return;
                    }
                    if ledger
                        .write(&mut client, token, &format!("{writer}.{number}"))
                        .is_err()
                    {
                        ledger.count(0);
                    }
                }
            });
        }
    });
    go_on()
}
