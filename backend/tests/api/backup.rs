//! `backend backup` beside a server that writes, and the restore as
//! `docs/operations.md` tells it.

use std::fs;
use std::path::Path;

use backend::db::backup;
use futures_util::future::join_all;

use crate::native::{Ledger, log_in, me, post, refresh, titles};
use crate::program::{Running, done, embedded, refused};

/// The title of a note that no backup has.
const LATE: &str = "after the backup";

fn back_up(folder: &Path, arguments: &[&str]) -> std::process::Command {
    let mut command = embedded(folder);
    command.arg("backup").args(arguments);
    command
}

/// The commands of the paper that stand under this heading, as a shell runs them.
fn commands_under(heading: &str) -> String {
    let paper = include_str!("../../../docs/operations.md");
    let (_, section) = paper.split_once(heading).expect("the heading");
    let (_, code) = section.split_once("```sh\n").expect("commands");
    code.split_once("```").unwrap().0.to_owned()
}

#[actix_web::test]
async fn a_backup_taken_under_load_is_restored_by_the_commands_of_the_paper() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Running::start(&mut embedded(&folder));
    let user = serde_json::json!({ "username": "grace", "password": "correct horse battery" });
    assert_eq!(post(&server, "/api/auth/register", None, user).await.0, 201);
    let alice = log_in(&server, "alice", "wonderland").await;
    let ledger = Ledger::default();
    let address = server.address.clone();
    let names: Vec<String> = (0..8).map(|writer| writer.to_string()).collect();
    let writers = names
        .iter()
        .map(|name| ledger.keep_writing(&address, &alice.access, name, usize::MAX));
    let take = async {
        while ledger.acknowledged().len() < 100 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        // On threads of their own, so that the writers go on meanwhile.
        let before = ledger.acknowledged();
        let path = folder.path().to_owned();
        let taken = tokio::task::spawn_blocking(move || {
            let output = back_up(&path, &["backup.db"]).output().unwrap();
            String::from_utf8(output.stderr).unwrap()
        });
        let said = taken.await.unwrap();
        let during = ledger.acknowledged().len() - before.len();
        let http = reqwest::Client::new();
        let late = ledger.write(&http, &address, &alice.access, LATE.to_owned());
        assert_eq!(late.await, Some(201));
        server.kill();
        (before, during, said)
    };
    let (_, (before, during, said)) = futures_util::future::join(join_all(writers), take).await;
    assert!(during > 0, "nobody wrote while it was taken");
    for expected in [
        "wrote backup.db (3 users",
        "it is whole",
        "pepper.json",
        "keys.json",
    ] {
        assert!(said.contains(expected), "{said}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let file = folder.path().join("backup.db").metadata().unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
    fs::create_dir(folder.path().join("safe")).unwrap();
    for name in ["pepper.json", "keys.json"] {
        fs::copy(data.join(name), folder.path().join("safe").join(name)).unwrap();
    }

    // What the disaster left: the log of another database, which must not be
    // played into the restored one.
    let left: Vec<_> = ["app.db-wal", "app.db-shm"]
        .iter()
        .map(|name| data.join(name))
        .collect();
    assert!(left.iter().all(|file| file.exists()));
    fs::write(data.join("app.db"), "not a database").unwrap();
    for name in ["pepper.json", "keys.json"] {
        fs::remove_file(data.join(name)).unwrap();
    }
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-eu", "-c", &commands_under("## Restore")])
        .current_dir(&folder);
    done(&mut shell);

    let server = Running::start(&mut embedded(&folder));
    backup::check(&data.join("app.db")).unwrap();
    let stored = titles(&server, &alice.access).await;
    let lost: Vec<_> = before.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged before the backup: {lost:?}");
    assert!(
        !stored.contains(LATE),
        "the log of the former database was played in"
    );
    assert_eq!(me(&server, &alice.access).await, 200);
    assert_eq!(refresh(&server, &alice.refresh).await.0, 200);
    log_in(&server, "grace", "correct horse battery").await;
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_force_and_never_by_half() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    done(embedded(path).arg("migrate"));
    fs::write(path.join("kept.db"), "the former backup").unwrap();
    let message = refused(&mut back_up(path, &["kept.db"]));
    assert!(
        message.contains("kept.db") && message.contains("--force"),
        "{message}"
    );
    // One that fails leaves what was there, and nothing else.
    let database = path.join("data/app.db");
    let whole = fs::read(&database).unwrap();
    fs::write(&database, "not a database").unwrap();
    refused(&mut back_up(path, &["--force", "kept.db"]));
    assert_eq!(
        fs::read(path.join("kept.db")).unwrap(),
        b"the former backup"
    );
    fs::write(&database, whole).unwrap();
    done(&mut back_up(path, &["--force", "kept.db"]));
    backup::check(&path.join("kept.db")).unwrap();
    let names = fs::read_dir(path)
        .unwrap()
        .map(|file| file.unwrap().file_name());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["data", "kept.db"]);
}

#[test]
fn where_there_is_no_database_or_postgres_keeps_it_the_way_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let message = refused(&mut back_up(path, &["backup.db"]));
    assert!(message.contains("data/app.db"), "{message}");
    let url = "postgres://name:hunter2@localhost/app";
    let message = refused(back_up(path, &["backup.db"]).env("DATABASE_URL", url));
    assert!(
        message.contains("pg_dump") && !message.contains("hunter2"),
        "{message}"
    );
    let message = refused(&mut back_up(path, &["nowhere/backup.db"]));
    assert!(message.contains("nowhere"), "{message}");
    assert!(
        fs::read_dir(path).unwrap().next().is_none(),
        "nothing is left behind"
    );
}
