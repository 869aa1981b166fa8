//! The disk: full, read-only, gone. What cannot be stored is refused, and what
//! was stored stays.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use backend::db::backup;
use futures_util::future::join_all;
use rustix::process::{Pid, Resource, Rlimit, geteuid, getrlimit, prlimit};
use serde_json::json;

use crate::native::{Ledger, get, log_in, me, post, refresh, titles};
use crate::program::{Running, embedded, refused};

/// The server, started by a shell that prepares something and ends in `exec`.
fn by(script: &str, folder: &Path) -> Command {
    let server = embedded(folder);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("{script} \"$0\"")])
        .arg(server.get_program())
        .current_dir(folder);
    for (name, value) in server.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

/// Lets no file of the server grow beyond so many bytes.
///
/// A full disk that any test may make, whoever runs it: a write ends in the middle
/// of a page, and the next one gets nowhere. What differs is the signal that the
/// system sends along, which is ignored from the start.
fn limit_files(server: &Running, bytes: Option<u64>) {
    let id = Pid::from_raw(i32::try_from(server.id()).unwrap());
    let maximum = getrlimit(Resource::Fsize).maximum;
    let current = bytes.or(maximum);
    prlimit(id, Resource::Fsize, Rlimit { current, maximum }).unwrap();
}

const UNLIMITED: &str = "trap '' XFSZ; exec";

/// A shell's `exec` of one who has to go by the permissions of files: root does
/// not, unless it gives up what lets it.
fn bound_by_permissions() -> &'static str {
    let script = if geteuid().is_root() {
        "exec setpriv --bounding-set=-dac_override,-dac_read_search --"
    } else {
        "exec"
    };
    // Or the tests below would show nothing, and pass.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o400)).unwrap();
    let write = format!("{script} sh -c 'echo x >> \"$0\"' \"$0\"");
    let write = Command::new("sh").args(["-c", &write]).arg(&file).output();
    assert!(!write.unwrap().status.success(), "root writes everywhere");
    script
}

/// Takes the right to write from the folder and all files in it, or gives it back.
fn set_writable(data: &Path, is_writable: bool) {
    let (file_mode, folder_mode) = if is_writable {
        (0o600, 0o700)
    } else {
        (0o400, 0o500)
    };
    for file in fs::read_dir(data).unwrap() {
        let file = file.unwrap().path();
        fs::set_permissions(file, Permissions::from_mode(file_mode)).unwrap();
    }
    fs::set_permissions(data, Permissions::from_mode(folder_mode)).unwrap();
}

async fn write_from_eight(server: &Running, ledger: &Ledger, token: &str, name: &str) {
    let names: Vec<String> = (0..8).map(|writer| format!("{name} {writer}")).collect();
    let writers = names
        .iter()
        .map(|name| ledger.keep_writing(&server.address, token, name, 10));
    join_all(writers).await;
}

/// What can be done without writing is done.
async fn assert_reads_go_on(server: &Running, token: &str) {
    for path in ["/healthz", "/api/me", "/api/notes", "/api/sessions"] {
        assert_eq!(get(server, path, token).await.0, 200, "{path}");
    }
}

/// Every kind of write is refused.
async fn assert_nothing_is_written(server: &Running, refresh_token: &str) {
    let (status, answer) = refresh(server, refresh_token).await;
    assert!(status >= 500, "{status} {answer}");
    for (path, body) in [
        (
            "/api/auth/login",
            json!({ "username": "alice", "password": "wonderland" }),
        ),
        (
            "/api/auth/logout",
            json!({ "refresh_token": refresh_token }),
        ),
        (
            "/api/auth/register",
            json!({ "username": "mallory", "password": "correct horse" }),
        ),
    ] {
        let (status, answer) = post(server, path, None, body).await;
        assert!(status >= 500, "{path} {status} {answer}");
    }
}

/// Writes go through again, without a restart. A few may still meet a connection
/// that was opened meanwhile; each of those is given up for it.
async fn assert_writes_go_through(server: &Running, ledger: &Ledger, token: &str) {
    for round in 0.. {
        let before = ledger.acknowledged().len();
        write_from_eight(server, ledger, token, &format!("after {round}")).await;
        if ledger.acknowledged().len() == before + 80 {
            break;
        }
        assert!(round < 3, "{}", server.log());
    }
    ledger.assert_true_of(&titles(server, token).await);
}

#[actix_web::test]
async fn on_a_full_disk_nothing_is_acknowledged_that_is_not_stored() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(&mut by(UNLIMITED, folder.path()));
    let alice = log_in(&server, "alice", "wonderland").await;
    let ledger = Ledger::default();
    write_from_eight(&server, &ledger, &alice.access, "before").await;
    assert_eq!(ledger.acknowledged().len(), 80);

    let wal = folder.path().join("data/app.db-wal");
    limit_files(&server, Some(wal.metadata().unwrap().len() + 20_000));
    write_from_eight(&server, &ledger, &alice.access, "full").await;
    let refused = ledger.with(|status| status >= 500);
    assert!(refused.len() > 10, "the disk was not full: {refused:?}");
    assert_eq!(refused.len() + ledger.acknowledged().len(), 160);
    ledger.assert_true_of(&titles(&server, &alice.access).await);
    assert_reads_go_on(&server, &alice.access).await;
    // What is left would do for something small.
    limit_files(&server, Some(1));
    assert_nothing_is_written(&server, &alice.refresh).await;
    assert_eq!(
        me(&server, &alice.access).await,
        200,
        "not logged out by half"
    );

    limit_files(&server, None);
    assert_writes_go_through(&server, &ledger, &alice.access).await;
    server.kill();
    backup::check(&folder.path().join("data/app.db")).unwrap();
    let server = Running::start(&mut embedded(&folder));
    ledger.assert_true_of(&titles(&server, &alice.access).await);
    assert_eq!(refresh(&server, &alice.refresh).await.0, 200);
}

#[test]
fn a_database_that_cannot_be_written_stops_the_start_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let script = bound_by_permissions();
    Running::start(&mut by(script, folder.path())).kill();
    set_writable(&folder.path().join("data"), false);
    let asked = Instant::now();
    let message = refused(&mut by(script, folder.path()));
    assert!(asked.elapsed() < Duration::from_secs(5));
    for expected in ["DATABASE_URL", "Permission denied"] {
        assert!(message.contains(expected), "{message}");
    }
    set_writable(&folder.path().join("data"), true);
    Running::start(&mut by(script, folder.path())).kill();
}

#[actix_web::test]
async fn a_database_that_becomes_read_only_is_read_and_told_from_one_that_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Running::start(&mut by(bound_by_permissions(), folder.path()));
    let alice = log_in(&server, "alice", "wonderland").await;
    let ledger = Ledger::default();
    set_writable(&data, false);
    write_from_eight(&server, &ledger, &alice.access, "read-only").await;
    // What was open stays open: such a write is as good as any.
    assert_eq!(
        ledger.with(|status| status == 201 || status >= 500).len(),
        80
    );
    assert!(!ledger.with(|status| status >= 500).is_empty());
    ledger.assert_true_of(&titles(&server, &alice.access).await);
    assert_reads_go_on(&server, &alice.access).await;

    set_writable(&data, true);
    assert_writes_go_through(&server, &ledger, &alice.access).await;
}

#[actix_web::test]
async fn when_the_folder_vanishes_nothing_is_acknowledged_until_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Running::start(&mut embedded(&folder));
    let alice = log_in(&server, "alice", "wonderland").await;
    let ledger = Ledger::default();
    write_from_eight(&server, &ledger, &alice.access, "before").await;

    let away = folder.path().join("away");
    fs::rename(&data, &away).unwrap();
    // Gone, and then empty: a volume that is not mounted.
    for name in ["gone", "empty"] {
        write_from_eight(&server, &ledger, &alice.access, name).await;
        assert_nothing_is_written(&server, &alice.refresh).await;
        assert_eq!(get(&server, "/readyz", "").await.0, 503);
        assert_eq!(get(&server, "/healthz", "").await.0, 200);
        // Judged without the database.
        assert_eq!(me(&server, "no token").await, 401);
        if name == "gone" {
            fs::create_dir(&data).unwrap();
        }
    }
    assert_eq!(ledger.acknowledged().len(), 80);
    assert!(
        fs::read_dir(&data).unwrap().next().is_none(),
        "nothing is made there"
    );

    fs::remove_dir(&data).unwrap();
    fs::rename(&away, &data).unwrap();
    assert_eq!(get(&server, "/readyz", "").await.0, 200);
    assert_writes_go_through(&server, &ledger, &alice.access).await;
}

#[actix_web::test]
async fn another_database_in_the_place_of_the_open_one_is_not_taken_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Running::start(&mut embedded(&folder));
    let alice = log_in(&server, "alice", "wonderland").await;
    let ledger = Ledger::default();
    // As one restores a backup, but under a running server.
    fs::copy(data.join("app.db"), folder.path().join("copy.db")).unwrap();
    fs::rename(folder.path().join("copy.db"), data.join("app.db")).unwrap();
    write_from_eight(&server, &ledger, &alice.access, "ghost").await;
    assert!(ledger.acknowledged().is_empty());
    assert!(
        server.log().contains("restart the server"),
        "{}",
        server.log()
    );
}

#[actix_web::test]
async fn a_log_in_that_the_server_could_not_look_at_does_not_count_as_a_wrong_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut command = embedded(&folder);
    for limit in ["APP_LOGIN_ATTEMPTS", "APP_LOGIN_ATTEMPTS_PER_ADDRESS"] {
        command.env(limit, "2");
    }
    let server = Running::start(&mut command);
    let alice = log_in(&server, "alice", "wonderland").await;
    let away = folder.path().join("away");
    fs::rename(&data, &away).unwrap();
    for _ in 0..3 {
        let user = json!({ "username": "alice", "password": "wonderland" });
        let (status, answer) = post(&server, "/api/auth/login", None, user).await;
        assert_eq!(status, 500, "{answer}");
        let again = json!({ "password": "wonderland" });
        let token = Some(alice.access.as_str());
        let (status, answer) = post(&server, "/api/auth/step-up", token, again).await;
        assert_eq!(status, 500, "{answer}");
    }
    fs::rename(&away, &data).unwrap();
    log_in(&server, "alice", "wonderland").await;
}
