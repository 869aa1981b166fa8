//! `kill -9` in the midst of writes, and many writers at once: what was
//! acknowledged is there.

use std::time::{Duration, Instant};

use backend::db::backup;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::native::{Ledger, Native, get, log_in, refresh, titles};
use crate::program::{Running, program};
use crate::store;

/// The service level of a restart. The soak (`cargo xtask soak`) holds every one
/// of fifty to it, on a machine that does nothing else; here other tests run
/// beside this one, so the quickest must keep it.
const RESTART: Duration = Duration::from_secs(2);

fn start(folder: &tempfile::TempDir) -> Running {
    // A refresh whose answer the kill swallowed is asked for again after the
    // restart, which may take its time on a busy machine.
    Running::start(program(folder).env("JWT_REFRESH_GRACE", "60s"))
}

/// Uses the refresh token until the server is gone, and keeps the last one that
/// came back.
async fn keep_refreshing(address: &str, tokens: &mut Native) {
    let http = reqwest::Client::new();
    loop {
        let request = http
            .post(format!("{address}/api/auth/refresh"))
            .json(&json!({ "refresh_token": tokens.refresh }));
        let Ok(answer) = request.send().await else {
            return;
        };
        assert_eq!(answer.status(), 200);
        let Ok(answer) = answer.json::<Value>().await else {
            return;
        };
        answer["refresh_token"]
            .as_str()
            .unwrap()
            .clone_into(&mut tokens.refresh);
    }
}

#[actix_web::test]
async fn kill_9_in_the_midst_of_writes_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = start(&folder);
    let mut rotated = log_in(&server, "john_doe", "password123").await;
    let alice = log_in(&server, "alice", "wonderland").await;
    let ledger = Ledger::default();
    let mut restarts = Vec::new();
    for round in 0..5 {
        let address = server.address.clone();
        let names: Vec<String> = (0..8).map(|writer| format!("{round}.{writer}")).collect();
        let writers = names
            .iter()
            .map(|name| ledger.keep_writing(&address, &alice.access, name, usize::MAX));
        let load = join(join_all(writers), keep_refreshing(&address, &mut rotated));
        // Not at a time but at a count, so that there is something to lose.
        let enough = ledger.acknowledged().len() + 40 + 7 * round;
        let kill = async {
            while ledger.acknowledged().len() < enough {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            server.kill();
        };
        join(load, kill).await;

        let killed = Instant::now();
        server = start(&folder);
        assert_eq!(get(&server, "/readyz", "").await.0, 200);
        restarts.push(killed.elapsed());
        if store::is_a_file() {
            backup::check(&folder.path().join("data/app.db")).unwrap();
        }
        ledger.assert_true_of(&titles(&server, &alice.access).await);
        let (status, answer) = refresh(&server, &rotated.refresh).await;
        assert_eq!(status, 200, "{answer}");
        answer["refresh_token"]
            .as_str()
            .unwrap()
            .clone_into(&mut rotated.refresh);
    }
    assert!(ledger.with(|status| status != 201).is_empty());
    assert!(restarts.iter().min() < Some(&RESTART), "{restarts:?}");
}

#[actix_web::test]
async fn of_sixteen_writers_at_once_none_is_told_that_the_database_is_locked() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(&folder);
    let alice = log_in(&server, "alice", "wonderland").await;
    let ledger = Ledger::default();
    let names: Vec<String> = (0..16).map(|writer| writer.to_string()).collect();
    let writers = names
        .iter()
        .map(|name| ledger.keep_writing(&server.address, &alice.access, name, 20));
    join_all(writers).await;
    assert_eq!(ledger.acknowledged().len(), 16 * 20);
    ledger.assert_true_of(&titles(&server, &alice.access).await);
    let log = server.log();
    assert!(
        !log.contains("locked") && !log.contains("status=5"),
        "{log}"
    );
}
