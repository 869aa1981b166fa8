//! The program as it is started: settings, exit codes, and what a crash leaves.

use serde_json::json;

use crate::helpers::SECRET;
use crate::program::{Running, program, refused};
use crate::store;

#[test]
fn a_bad_setting_stops_the_start_and_is_named_without_its_value() {
    for (name, value) in [
        ("JWT_LEEWAY", "hunter2"),
        ("JWT_SECRET", "hunter2"),
        ("APP_UNKNOWN", "hunter2"),
        ("DATABASE_URL", "mysql://hunter2"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let message = refused(program(&folder).env(name, value));
        assert!(message.contains(name), "{message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn production_without_a_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let message = refused(
        program(&folder)
            .env("APP_ENV", "production")
            .env("APP_BCRYPT_COST", "12")
            .env("APP_PUBLIC_URL", "https://app.example.com"),
    );
    assert!(message.contains("JWT_KEYS_FILE"), "{message}");
}

#[test]
fn a_damaged_key_file_is_refused_and_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.json");
    std::fs::write(
        &keys,
        r#"{"keys":[{"kty":"oct","kid":"k","alg":"HS256","k":"c2hvcnQ"}]}"#,
    )
    .unwrap();
    let message = refused(program(&folder).env("JWT_KEYS_FILE", &keys));
    assert!(message.contains("JWT_KEYS_FILE"), "{message}");
    assert!(!message.contains("c2hvcnQ"), "{message}");
    assert!(std::fs::read_to_string(&keys).unwrap().contains("c2hvcnQ"));
}

#[test]
fn wrong_usage_exits_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let status = program(&folder).arg("bogus").output().unwrap().status;
    assert_eq!(status.code(), Some(2));
}

#[test]
fn a_lost_pepper_is_told_instead_of_replaced() {
    let folder = tempfile::tempdir().unwrap();
    Running::start(&mut program(&folder)).kill();
    std::fs::remove_file(folder.path().join("data/pepper.json")).unwrap();
    let message = refused(&mut program(&folder));
    assert!(message.contains("pepper.json"), "{message}");
}

#[test]
fn the_file_dot_env_is_read_in_development() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), "JWT_LEEWAY=9s\nHOME=/nowhere\n").unwrap();
    assert!(refused(&mut program(&folder)).contains("JWT_LEEWAY"));
    // The environment outweighs it.
    Running::start(program(&folder).env("JWT_LEEWAY", "1s")).kill();
}

#[test]
fn migrations_run_and_are_taken_back_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["migrate"][..], &["migrate", "--revert"], &["migrate"]] {
        let status = program(&folder).args(arguments).output().unwrap().status;
        assert!(status.success(), "{arguments:?}");
    }
}

#[actix_web::test]
async fn a_log_out_outlives_kill_9_and_so_do_the_keys() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(&mut program(&folder));
    let http = reqwest::Client::new();
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let body = json!({ "username": "alice", "password": "wonderland" });
        let answer = http
            .post(format!("{}/api/auth/login", server.address))
            .json(&body);
        let answer: serde_json::Value = answer.send().await.unwrap().json().await.unwrap();
        tokens.push(answer["access_token"].as_str().unwrap().to_owned());
    }
    let log_out = http
        .post(format!("{}/api/auth/logout", server.address))
        .bearer_auth(&tokens[0]);
    assert_eq!(log_out.send().await.unwrap().status(), 204);
    server.kill();

    let server = Running::start(&mut program(&folder));
    let mut statuses = Vec::new();
    for token in &tokens {
        let me = http
            .get(format!("{}/api/me", server.address))
            .bearer_auth(token);
        statuses.push(me.send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [401, 200]);
}

#[actix_web::test]
async fn a_raised_cost_makes_the_stored_hash_again_at_the_next_log_in() {
    let folder = tempfile::tempdir().unwrap();
    Running::start(&mut program(&folder)).kill();
    let server = Running::start(program(&folder).env("APP_BCRYPT_COST", "6"));
    for (password, status) in [("wrong", 401), ("wonderland", 200), ("wonderland", 200)] {
        let body = json!({ "username": "alice", "password": password });
        let log_in = reqwest::Client::new()
            .post(format!("{}/api/auth/login", server.address))
            .json(&body);
        assert_eq!(log_in.send().await.unwrap().status(), status);
    }
    server.kill();
    let stored = store::contents(&folder.path().join("data"));
    assert!(stored.contains("$2b$06$"));
}

#[test]
fn a_port_in_use_is_told_with_its_mend() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let message = refused(
        program(&folder)
            .env("JWT_SECRET", SECRET)
            .env("APP_BIND", &address),
    );
    assert!(
        message.contains("APP_BIND") && message.contains(&address),
        "{message}"
    );
}
