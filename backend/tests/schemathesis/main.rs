//! Schemathesis makes up requests from the document of the API, good ones and bad
//! ones, and holds every answer against it. It finds nothing.
//!
//! `cargo xtask test --only openapi` installs it and runs this; it is no part of a
//! plain `cargo test`, which needs nothing but Rust. The seed is always the same
//! there, so that a change is judged by what it changes; `cargo xtask fuzz-api`
//! takes another one each time, and longer.

#[path = "../support/program.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod program;
#[path = "../support/store.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod store;

use std::path::Path;
use std::process::{Command, Stdio};

use program::{Running, program};

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemathesis");

/// What ends the session or the account of whoever does it, by `operationId`.
const ENDINGS: &str = "^(log_out|end_sessions|end_session|change_password|delete_me)$";

#[test]
fn nobody_in_particular_gets_documented_answers_only() {
    finds_nothing("nobody", &[]);
}

#[test]
fn a_user_gets_documented_answers_only() {
    finds_nothing(
        "alice",
        &[
            "--exclude-operation-id-regex",
            ENDINGS,
            "--exclude-tag",
            "Service",
        ],
    );
}

#[test]
fn a_user_whose_token_is_in_a_cookie_gets_documented_answers_only() {
    // Without the log-in and the like, which refuse a browser some of what the
    // document allows others.
    finds_nothing(
        "alice-by-cookie",
        &[
            "--exclude-operation-id-regex",
            ENDINGS,
            "--include-tag",
            "Me",
            "--include-tag",
            "Notes",
            "--include-tag",
            "Sessions",
        ],
    );
}

#[test]
fn an_admin_gets_documented_answers_only() {
    finds_nothing("john_doe", &["--include-tag", "Admin"]);
}

#[test]
fn whoever_ends_a_session_or_an_account_gets_documented_answers_only() {
    // Each request by a user of its own, or the first would be the last.
    finds_nothing("newcomer", &["--include-operation-id-regex", ENDINGS]);
}

/// Runs every check on the operations chosen, as this tester (see `hooks.py`).
#[track_caller]
fn finds_nothing(tester: &str, chosen: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let mut serve = program(&folder);
    // What has to wait, or to be asked for once more, would not be tested.
    for (name, value) in [
        ("APP_LOGIN_ATTEMPTS", "1000000"),
        ("APP_LOGIN_ATTEMPTS_PER_ADDRESS", "1000000"),
        ("APP_REGISTER_ATTEMPTS", "1000000"),
        ("JWT_ACCESS_TTL", "24h"),
        ("JWT_STEP_UP_MAX_AGE", "24h"),
    ] {
        serve.env(name, value);
    }
    let server = Running::start(&mut serve);

    let mut schemathesis = Command::new(installed());
    schemathesis
        .args(["-m", "schemathesis.cli", "--config-file"])
        .arg(Path::new(HERE).join("schemathesis.toml"))
        .args(["run", "--checks", "all", "--no-color"])
        .args(["--output-truncate", "false", "--continue-on-failure"])
        .args(["--generation-database", "none"])
        .args(effort())
        .args(chosen)
        .arg(format!("{}/api/openapi.json", server.address))
        .env("SCHEMATHESIS_HOOKS", Path::new(HERE).join("hooks.py"))
        .env("TESTER", tester)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        // The server is on this machine, wherever the rest of the net is.
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1")
        .current_dir(&folder)
        .stdin(Stdio::null());
    let output = schemathesis.output().unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tester}:\n{report}\n{messages}");

    // By the server's own word: none of it was its fault, and the tester came in.
    let log = server.log();
    let answers = |status: &str| log.matches(&format!(" status={status}")).count();
    assert_eq!(answers("5"), 0, "{log}");
    assert!(answers("2") > 20, "{tester} got {} answers", answers("2"));
}

/// How much is tried, and from where chance starts.
fn effort() -> Vec<String> {
    let variable = |name: &str| std::env::var(name).ok();
    let seed = variable("SCHEMATHESIS_SEED").unwrap_or_else(|| "1".to_owned());
    let mut effort = vec!["--seed".to_owned(), seed];
    match variable("SCHEMATHESIS_SECONDS") {
        // Round after round until the time is up.
        Some(seconds) => effort.extend(["--max-time".to_owned(), seconds]),
        None => effort.extend(["--max-examples".to_owned(), "20".to_owned()]),
    }
    effort
}

/// Where xtask has put it.
fn installed() -> std::ffi::OsString {
    std::env::var_os("SCHEMATHESIS_PYTHON").unwrap_or_else(|| {
        panic!(
            "SCHEMATHESIS_PYTHON is not set: run `cargo xtask test --only openapi`, which \
             installs Schemathesis"
        )
    })
}
