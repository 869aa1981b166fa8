//! `backend users`: beside a running server, which notices.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::program::{Running, done, program, refused};

/// Runs `backend users create`, with this on its standard input.
fn create(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = program(folder);
    let mut running = command
        .args(["users", "create"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments does not read.
    let _ = running.stdin.take().unwrap().write_all(input.as_bytes());
    running.wait_with_output().unwrap()
}

async fn log_in(server: &Running, name: &str, password: &str) -> (u16, Value) {
    let log_in = reqwest::Client::new()
        .post(format!("{}/api/auth/login", server.address))
        .json(&json!({ "username": name, "password": password }));
    let answer = log_in.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// The status of `/api/me`, once it is `wanted` or two seconds have passed.
async fn me(server: &Running, token: &str, wanted: u16) -> u16 {
    let deadline = Instant::now() + Duration::from_secs(2);
    loop {
        let me = reqwest::Client::new()
            .get(format!("{}/api/me", server.address))
            .bearer_auth(token);
        let status = me.send().await.unwrap().status().as_u16();
        if status == wanted || Instant::now() > deadline {
            return status;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn a_user_is_made_before_the_first_start_and_may_be_an_admin() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let made = create(
        path,
        &["grace", "--role", "admin"],
        "a password of her own\n",
    );
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let again = create(path, &["Grace"], "a password of her own\n");
    assert_eq!(again.status.code(), Some(1));
    for (arguments, input, code) in [
        (&["ada"][..], "short\n", 1),
        (&["ada"], "password123\n", 1),
        (&["ada"], "", 1),
        (&["no good name"], "a password of her own\n", 1),
        (&["ada", "--role", "root"], "a password of her own\n", 2),
    ] {
        let refused = create(path, arguments, input);
        assert_eq!(refused.status.code(), Some(code), "{arguments:?}");
    }
    let server = Running::start(&mut program(&folder));
    let (status, answer) = log_in(&server, "grace", "a password of her own").await;
    assert_eq!(status, 200);
    assert_eq!(answer["user"]["role"], "admin");
    assert_eq!(log_in(&server, "ada", "short").await.0, 401);
}

#[actix_web::test]
async fn a_running_server_notices_within_two_seconds_and_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(&mut program(&folder));
    let (_, answer) = log_in(&server, "alice", "wonderland").await;
    let alice = answer["access_token"].as_str().unwrap().to_owned();
    let (_, answer) = log_in(&server, "john_doe", "password123").await;
    let john = answer["access_token"].as_str().unwrap().to_owned();
    assert_eq!(me(&server, &alice, 200).await, 200);

    done(program(&folder).args(["users", "disable", "alice"]));
    assert_eq!(me(&server, &alice, 401).await, 401);
    assert_eq!(log_in(&server, "alice", "wonderland").await.0, 401);
    done(program(&folder).args(["users", "set-role", "john_doe", "user"]));
    assert_eq!(me(&server, &john, 401).await, 401);
    server.kill();

    let server = Running::start(&mut program(&folder));
    assert_eq!(me(&server, &alice, 401).await, 401);
    assert_eq!(me(&server, &john, 401).await, 401);
    done(program(&folder).args(["users", "enable", "alice"]));
    assert_eq!(log_in(&server, "alice", "wonderland").await.0, 200);
    let missing = refused(program(&folder).args(["users", "disable", "nobody"]));
    assert!(missing.contains("nobody"), "{missing}");
}
