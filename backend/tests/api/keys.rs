//! Keys: which ones are taken, how they change, what is shown of them.

use std::time::{Duration, Instant};

use backend::auth::keys::{Algorithm, Jwk};
use serde_json::{Value, json};

use crate::helpers::{Client, TestApp, key, read, write_keys};
use crate::program::{Running, done, program, refused};

#[test]
fn a_weak_or_ambiguous_key_stops_the_start_and_is_not_shown() {
    let made = |algorithm| serde_json::to_value(key(algorithm, "k1")).unwrap();
    let with = |mut key: Value, name: &str, value: Value| {
        key[name] = value;
        key
    };
    let secret = |k: &str| json!({ "kty": "oct", "kid": "k1", "alg": "HS256", "k": k });
    let small = json!({
        "kty": "RSA", "kid": "k1", "alg": "RS256", "e": "AQAB", "n": "xcXF".repeat(42),
        "d": "AQAB", "p": "AQAB", "q": "AQAB", "dp": "AQAB", "dq": "AQAB", "qi": "AQAB"
    });
    for keys in [
        json!([]),
        json!([secret("c2hvcnRzZWNyZXQ")]),
        json!([secret("")]),
        json!([secret(&"A".repeat(43))]),
        json!([small]),
        json!([with(made(Algorithm::Es256), "alg", json!("RS256"))]),
        json!([with(made(Algorithm::Rs256), "alg", json!("HS256"))]),
        json!([with(made(Algorithm::EdDsa), "alg", json!("none"))]),
        json!([with(made(Algorithm::EdDsa), "d", json!(null))]),
        json!([with(made(Algorithm::Es256), "kid", json!(""))]),
        json!([made(Algorithm::Hs256), made(Algorithm::EdDsa)]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.json");
        std::fs::write(&file, json!({ "keys": keys }).to_string()).unwrap();
        let message = refused(program(&folder).env("JWT_KEYS_FILE", &file));
        assert!(message.contains("JWT_KEYS_FILE"), "{message}");
        for key in keys.as_array().unwrap() {
            for private in ["k", "d", "p"] {
                let part = key[private].as_str().unwrap_or_default();
                assert!(part.len() < 5 || !message.contains(part), "{message}");
            }
        }
    }
    for secret in ["", "short", "changemechangemechangemechangeme"] {
        let folder = tempfile::tempdir().unwrap();
        let message = refused(program(&folder).env("JWT_SECRET", secret));
        assert!(message.contains("JWT_SECRET"), "{message}");
    }
}

/// The ids in the public set, once `wanted` is the first of them or the time is
/// up.
async fn public_ids(app: &TestApp, wanted: &str) -> Vec<String> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let set = app.anonymous().get("/.well-known/jwks.json").await;
        let keys = set.body["keys"].as_array().unwrap();
        let ids: Vec<String> = keys
            .iter()
            .map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect();
        if ids.first().is_some_and(|id| id == wanted) || Instant::now() > deadline {
            return ids;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn kid_of_a_new_token(app: &TestApp) -> (Client, String) {
    let client = app.alice().await;
    let (header, _) = read(client.token.as_deref().unwrap());
    (client, header["kid"].as_str().unwrap().to_owned())
}

#[actix_web::test]
async fn keys_change_without_a_restart_and_without_a_failed_request() {
    let (old, new) = (key(Algorithm::Es256, "old"), key(Algorithm::EdDsa, "new"));
    let (app, file, _folder) = TestApp::with_keys(std::slice::from_ref(&old)).await;
    let (before, kid) = kid_of_a_new_token(&app).await;
    assert_eq!(kid, "old");

    // One who never stops asking, with an old token.
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let asking = {
        let client = before.clone();
        actix_web::rt::spawn(async move {
            let mut stopped = stopped;
            let mut answers = 0;
            while stopped.try_recv().is_err() {
                let answer = client.get("/api/me").await;
                assert_eq!(answer.status, 200, "{}", answer.text);
                answers += 1;
            }
            answers
        })
    };

    // The new key first, the old one kept: old tokens work, new ones are signed
    // by the new key.
    write_keys(&file, &[new.clone(), old.clone()]);
    assert_eq!(public_ids(&app, "new").await, ["new", "old"]);
    let (after, kid) = kid_of_a_new_token(&app).await;
    assert_eq!(kid, "new");
    assert_eq!(before.get("/api/me").await.status, 200);
    assert_eq!(after.get("/api/me").await.status, 200);

    // A file that is half-written or bad changes nothing.
    std::fs::write(&file, r#"{"keys":[{"kty":"#).unwrap();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(public_ids(&app, "new").await, ["new", "old"]);
    assert_eq!(before.get("/api/me").await.status, 200);
    stop.send(()).unwrap();
    assert!(asking.await.unwrap() > 0);

    // The old key gone, its tokens are refused.
    write_keys(&file, std::slice::from_ref(&new));
    let deadline = Instant::now() + Duration::from_secs(20);
    while before.get("/api/me").await.status == 200 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let refusal = before.get("/api/me").await;
    refusal.assert_refused(401, "token_key_unknown");
    assert_eq!(after.get("/api/me").await.status, 200);
}

#[actix_web::test]
async fn the_public_set_shows_public_members_only() {
    let keys: Vec<Jwk> = Algorithm::ALL
        .into_iter()
        .map(|algorithm| key(algorithm, algorithm.name()))
        .collect();
    let (app, _, _folder) = TestApp::with_keys(&keys).await;
    let answer = app.anonymous().get("/.well-known/jwks.json").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/jwk-set+json");
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    let shown = answer.body["keys"].as_array().unwrap();
    let ids: Vec<&str> = shown.iter().map(|k| k["kid"].as_str().unwrap()).collect();
    assert_eq!(ids, ["RS256", "ES256", "EdDSA"]);
    for key in shown {
        for name in key.as_object().unwrap().keys() {
            let public = ["kty", "kid", "alg", "use", "crv", "x", "y", "n", "e"];
            assert!(public.contains(&name.as_str()), "{name}");
        }
    }
    for part in keys
        .iter()
        .flat_map(|k| [&k.k, &k.d, &k.p, &k.q, &k.dp, &k.dq, &k.qi])
    {
        assert!(part.as_ref().is_none_or(|part| !answer.text.contains(part)));
    }
}

#[actix_web::test]
async fn with_a_secret_there_is_nothing_public_to_show() {
    let answer = TestApp::start()
        .await
        .anonymous()
        .get("/.well-known/jwks.json")
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, json!({ "keys": [] }));
}

#[cfg(unix)]
#[actix_web::test]
async fn sighup_reads_the_keys_again_and_does_not_end_the_server() {
    let folder = tempfile::tempdir().unwrap();
    done(program(&folder).args(["keys", "generate", "--alg", "ES256"]));
    let server = Running::start(&mut program(&folder));
    done(program(&folder).args(["keys", "rotate"]));
    server.signal("HUP");
    let listed = done(program(&folder).args(["keys", "list"]));
    let signs = listed
        .lines()
        .next()
        .unwrap()
        .split_whitespace()
        .last()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    let first = loop {
        let set = reqwest::get(format!("{}/.well-known/jwks.json", server.address));
        let set: Value = set.await.unwrap().json().await.unwrap();
        let first = set["keys"][0]["kid"].as_str().unwrap().to_owned();
        if first == signs || Instant::now() > deadline {
            break first;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(first, signs);
    server.stop();
}

#[cfg(unix)]
#[actix_web::test]
async fn sighup_does_not_end_a_server_with_a_secret_either() {
    let folder = tempfile::tempdir().unwrap();
    let secret = crate::helpers::SECRET;
    let server = Running::start(program(&folder).env("JWT_SECRET", secret));
    server.signal("HUP");
    let deadline = Instant::now() + Duration::from_secs(20);
    while !server.log().contains("SIGHUP") && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(server.log().contains("SIGHUP"), "{}", server.log());
    let health = reqwest::get(format!("{}/healthz", server.address)).await;
    assert_eq!(health.unwrap().status(), 200);
}

#[test]
fn the_keys_commands_make_rotate_list_and_remove() {
    let folder = tempfile::tempdir().unwrap();
    let keys = |arguments: &[&str]| {
        let mut command = program(&folder);
        command.arg("keys").args(arguments);
        command
    };
    let listed = || -> Vec<(String, String, String)> {
        done(&mut keys(&["list"]))
            .lines()
            .map(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                (words[0].into(), words[1].into(), words[2].into())
            })
            .collect()
    };
    assert!(refused(&mut keys(&["list"])).contains("keys generate"));
    assert!(refused(&mut keys(&["rotate"])).contains("keys generate"));

    done(&mut keys(&["generate", "--alg", "RS256"]));
    done(&mut keys(&["generate", "--alg", "EdDSA"]));
    let first = listed();
    assert_eq!(
        (first[0].0.as_str(), first[0].1.as_str()),
        ("signs", "RS256")
    );
    assert_eq!(
        (first[1].0.as_str(), first[1].1.as_str()),
        ("verifies", "EdDSA")
    );

    done(&mut keys(&["rotate", "--to", &first[1].2]));
    let second = listed();
    assert_eq!((&second[0].2, &second[1].2), (&first[1].2, &first[0].2));

    done(&mut keys(&["rotate"]));
    done(&mut keys(&["rotate", "--alg", "HS256"]));
    let third = listed();
    let algorithms: Vec<&str> = third.iter().map(|key| key.1.as_str()).collect();
    assert_eq!(algorithms, ["HS256", "EdDSA", "EdDSA", "RS256"]);

    assert!(refused(&mut keys(&["remove", &third[0].2])).contains("rotate"));
    assert!(refused(&mut keys(&["remove", "nobody"])).contains("nobody"));
    done(&mut keys(&["remove", &third[3].2]));
    assert_eq!(listed().len(), 3);
    let odd = keys(&["generate", "--alg", "none"]).output().unwrap();
    assert_eq!(odd.status.code(), Some(2));

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let file = folder.path().join("data/keys.json").metadata().unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
    Running::start(&mut program(&folder)).kill();
}

#[test]
fn the_keys_commands_leave_a_file_alone_that_the_server_would_refuse() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let weak = r#"{"keys":[{"kty":"oct","kid":"k","alg":"HS256","k":"c2hvcnQ"}]}"#;
    std::fs::write(&file, weak).unwrap();
    for arguments in [&["rotate"][..], &["generate", "--alg", "ES256"], &["list"]] {
        let mut command = program(&folder);
        let message = refused(
            command
                .arg("keys")
                .args(arguments)
                .env("JWT_KEYS_FILE", &file),
        );
        assert!(message.contains("JWT_KEYS_FILE"), "{message}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), weak);
    let secret = crate::helpers::SECRET;
    let message = refused(
        program(&folder)
            .args(["keys", "rotate"])
            .env("JWT_SECRET", secret),
    );
    assert!(message.contains("JWT_SECRET") && !message.contains(secret));
}

#[test]
fn a_member_that_we_do_not_know_survives_a_rotation() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let mut own = serde_json::to_value(key(Algorithm::Es256, "k1")).unwrap();
    own["note"] = json!("from the safe");
    std::fs::write(&file, json!({ "keys": [own] }).to_string()).unwrap();
    done(
        program(&folder)
            .args(["keys", "rotate"])
            .env("JWT_KEYS_FILE", &file),
    );
    let set: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(set["keys"][1]["note"], "from the safe");
}

#[test]
fn a_printed_key_is_a_set_of_its_own_and_no_file_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let printed = done(program(&folder).args(["keys", "generate", "--alg", "ES256", "--print"]));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    let set: Value = serde_json::from_str(&printed).unwrap();
    assert!(set["keys"][0]["d"].is_string());
    let file = folder.path().join("keys.json");
    std::fs::write(&file, printed).unwrap();
    Running::start(program(&folder).env("JWT_KEYS_FILE", file)).kill();
}

#[test]
fn what_is_no_key_set_is_neither_changed_nor_closed_to_others() {
    for content in [
        "hello",
        r#"[[{"kty":"oct","kid":"k1","alg":"HS256","k":"c2VjcmV0LXNlY3JldA"}]]"#,
        r#"{"keys":[["oct","k1","HS256"]]}"#,
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notes.txt");
        std::fs::write(&file, content).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::Permissions::from_mode(0o644);
            std::fs::set_permissions(&file, mode).unwrap();
        }
        for arguments in [&["list"][..], &["generate", "--alg", "ES256"], &["rotate"]] {
            let mut command = program(&folder);
            refused(
                command
                    .arg("keys")
                    .args(arguments)
                    .env("JWT_KEYS_FILE", &file),
            );
        }
        refused(program(&folder).env("JWT_KEYS_FILE", &file));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), content);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = file.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o644);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_key_file_and_keeps_nobody_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("keys.json");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for arguments in [&[][..], &["keys", "list"], &["token", "explain", "x"]] {
        let mut command = program(&folder);
        let message = refused(command.args(arguments).env("JWT_KEYS_FILE", &pipe));
        assert!(message.contains("no file"), "{message}");
    }
}

#[test]
fn a_misspelt_setting_stops_the_keys_commands_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(&folder);
    let message = refused(command.args(["keys", "list"]).env("JWT_KEYFILE", "x"));
    assert!(message.contains("JWT_KEYFILE"), "{message}");
}
