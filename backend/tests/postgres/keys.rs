//! A rolling key rotation: each instance has a key file of its own, and they change
//! one after the other.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::Method;

use crate::client::{Tokens, call, me, newcomer, refresh};
use crate::program::{Running, done, program};

/// The kids that an instance publishes, the signing one first.
async fn kids(server: &Running) -> Vec<String> {
    let set = call(server, (Method::GET, "/.well-known/jwks.json"), None, None).await;
    let keys = set.body["keys"].as_array().unwrap().clone();
    let kid = |key: &serde_json::Value| key["kid"].as_str().unwrap().to_owned();
    keys.iter().map(kid).collect()
}

/// Gives the instances the new file, one after the other, each after the one before
/// has taken it.
async fn roll_out(file: &Path, servers: &[(Arc<Running>, PathBuf)], wanted: &[String]) {
    for (server, own) in servers {
        let new = own.with_extension("new");
        std::fs::copy(file, &new).unwrap();
        std::fs::rename(new, own).unwrap();
        let since = Instant::now();
        while kids(server).await != wanted {
            assert!(since.elapsed() < Duration::from_secs(20), "{wanted:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[actix_web::test]
async fn a_rolling_key_rotation_fails_no_request() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let keys = |arguments: &[&str]| {
        let mut command = program(&folder);
        done(
            command
                .arg("keys")
                .args(arguments)
                .env("JWT_KEYS_FILE", &file),
        )
    };
    keys(&["generate", "--alg", "ES256"]);
    let servers: Vec<(Arc<Running>, PathBuf)> = ["a", "b", "c"]
        .into_iter()
        .map(|name| {
            let own = folder.path().join(name).with_extension("json");
            std::fs::copy(&file, &own).unwrap();
            let mut command = program(&folder);
            command
                .env("JWT_KEYS_FILE", &own)
                .env("JWT_ACCESS_TTL", "3s");
            (Arc::new(Running::start(&mut command)), own)
        })
        .collect();

    let over = Arc::new(AtomicBool::new(false));
    let visitor = {
        let over = over.clone();
        let servers: Vec<_> = servers.iter().map(|(server, _)| server.clone()).collect();
        let mut tokens = newcomer(&servers[0], "rolling").await;
        actix_web::rt::spawn(async move {
            let mut signers = std::collections::BTreeSet::new();
            let mut turn = 0;
            while !over.load(Ordering::Relaxed) {
                tokens = Tokens::of(&refresh(&servers[turn % 3], &tokens.refresh).await);
                let token = shared::unverified::decode(&tokens.access).unwrap();
                signers.insert(token.header["kid"].as_str().unwrap().to_owned());
                for server in &servers {
                    assert_eq!(me(server, &tokens).await, 200);
                }
                turn += 1;
            }
            signers
        })
    };

    let former = kids(&servers[0].0).await.remove(0);
    // Known to all before anybody signs with it.
    keys(&["generate", "--alg", "ES256"]);
    let listed = keys(&["list"]);
    let next = listed
        .lines()
        .nth(1)
        .unwrap()
        .split_whitespace()
        .last()
        .unwrap();
    let next = next.to_owned();
    roll_out(&file, &servers, &[former.clone(), next.clone()]).await;
    keys(&["rotate", "--to", &next]);
    roll_out(&file, &servers, &[next.clone(), former.clone()]).await;
    // Until the last token of the former key has expired: that is its life.
    tokio::time::sleep(Duration::from_secs(4)).await;
    keys(&["remove", &former]);
    roll_out(&file, &servers, std::slice::from_ref(&next)).await;

    over.store(true, Ordering::Relaxed);
    let signers = visitor.await.unwrap();
    assert_eq!(signers, [former, next].into());
}
