//! `backend token explain`: says what the server would say, and why.

use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use shared::trace::Check;
use tempfile::TempDir;

use crate::helpers::{SECRET, read, sign, sign_text};
use crate::program::{Running, done, program, refused};

/// A server with a secret that the test has too, and a token of Alice's.
async fn server() -> (TempDir, Running, String) {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(program(&folder).env("JWT_SECRET", SECRET));
    let body = json!({ "username": "alice", "password": "wonderland" });
    let log_in = reqwest::Client::new()
        .post(format!("{}/api/auth/login", server.address))
        .json(&body);
    let answer: Value = log_in.send().await.unwrap().json().await.unwrap();
    let token = answer["access_token"].as_str().unwrap().to_owned();
    (folder, server, token)
}

fn explain(folder: &TempDir, token: &str) -> (Option<i32>, Value) {
    let mut command = program(folder);
    command
        .env("JWT_SECRET", SECRET)
        .args(["token", "explain", "--json", "--", token]);
    let Output { status, stdout, .. } = command.output().unwrap();
    (status.code(), serde_json::from_slice(&stdout).unwrap())
}

async fn asked(server: &Running, token: &str) -> Value {
    let me = reqwest::Client::new()
        .get(format!("{}/api/me", server.address))
        .bearer_auth(token);
    me.send().await.unwrap().json().await.unwrap()
}

#[actix_web::test]
async fn a_good_token_passes_every_check_in_the_order_of_the_wire_contract() {
    let (folder, _server, token) = server().await;
    let (code, said) = explain(&folder, &token);
    assert_eq!(code, Some(0));
    assert_eq!(said["valid"], true);
    assert_eq!(said["code"], Value::Null);
    let checks = said["checks"].as_array().unwrap();
    let names: Vec<&str> = checks
        .iter()
        .map(|c| c["check"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "present",
            "size",
            "parts",
            "header",
            "type",
            "key",
            "algorithm",
            "signature",
            "expiry",
            "not_before",
            "issued_at",
            "issuer",
            "audience",
            "claims",
            "session",
            "user",
        ]
    );
    for check in checks {
        assert_eq!(check["verdict"], "passed");
        assert!(!check["saw"].as_str().unwrap().is_empty());
    }
    assert_eq!(said["header"]["typ"], "at+jwt");
    assert_eq!(said["payload"]["role"], "user");
    let exp = said["claims"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["name"] == "exp");
    let exp = exp.unwrap();
    assert_eq!(exp["kind"], "registered");
    assert!(["in 14 minutes", "in 15 minutes"].contains(&exp["from_now"].as_str().unwrap()));
    assert!(exp["at"].as_str().unwrap().ends_with('Z'));
}

#[actix_web::test]
async fn it_says_what_the_server_says_whatever_the_token() {
    let (folder, server, token) = server().await;
    let (header, claims) = read(&token);
    let with = |object: &Value, name: &str, value: Value| {
        let mut object = object.clone();
        object[name] = value;
        object
    };
    let (signed, _) = token.rsplit_once('.').unwrap();
    let secret = SECRET.as_bytes();
    let iat = claims["iat"].as_i64().unwrap();
    for (token, check) in [
        ("a".repeat(5000), "size"),
        (signed.to_owned(), "parts"),
        (sign_text("no JSON", "{}", secret), "header"),
        (sign(&with(&header, "jwk", json!({})), &claims), "header"),
        (sign(&with(&header, "typ", json!("JWT")), &claims), "type"),
        (sign(&with(&header, "kid", json!("k")), &claims), "key"),
        (
            sign(&with(&header, "alg", json!("none")), &claims),
            "algorithm",
        ),
        (format!("{signed}."), "signature"),
        (sign_text(&header.to_string(), "[]", secret), "expiry"),
        (sign(&header, &with(&claims, "exp", json!(1))), "expiry"),
        (
            sign(&header, &with(&claims, "nbf", json!(iat + 900))),
            "not_before",
        ),
        (
            sign(&header, &with(&claims, "iat", json!(iat + 900))),
            "issued_at",
        ),
        (sign(&header, &with(&claims, "iss", json!("x"))), "issuer"),
        (sign(&header, &with(&claims, "aud", json!("x"))), "audience"),
        (
            sign(&header, &with(&claims, "role", json!("root"))),
            "claims",
        ),
    ] {
        let answer = asked(&server, &token).await;
        let (code, said) = explain(&folder, &token);
        assert_eq!(code, Some(1));
        assert_eq!(said["valid"], false);
        assert_eq!(said["code"], answer["code"], "{check}");
        assert!(said["code"].is_string());
        // Passed, passed, … failed, not reached, not reached.
        let mut failed = false;
        for report in said["checks"].as_array().unwrap() {
            let expected = match (failed, report["check"] == check) {
                (true, _) => "not_reached",
                (false, true) => "failed",
                (false, false) => "passed",
            };
            assert_eq!(report["verdict"], expected, "{check}: {report}");
            failed |= report["check"] == check;
        }
        assert!(failed);
    }
}

#[actix_web::test]
async fn a_session_that_was_logged_out_is_the_last_check_but_one() {
    let (folder, server, token) = server().await;
    let log_out = reqwest::Client::new()
        .post(format!("{}/api/auth/logout", server.address))
        .bearer_auth(&token);
    assert_eq!(log_out.send().await.unwrap().status(), 204);
    let (code, said) = explain(&folder, &token);
    assert_eq!(code, Some(1));
    assert_eq!(said["code"], "token_revoked");
    let checks = said["checks"].as_array().unwrap();
    let session = checks.iter().find(|c| c["check"] == "session").unwrap();
    assert_eq!(session["verdict"], "failed");
}

#[actix_web::test]
async fn for_people_it_is_a_listing_that_ends_in_the_verdict() {
    let (folder, _server, token) = server().await;
    let mut command = program(&folder);
    let text = done(
        command
            .env("JWT_SECRET", SECRET)
            .args(["token", "explain", &token]),
    );
    for part in [
        "Header",
        "Payload",
        "Signature",
        "Checks",
        "iss",
        "registered",
        "HMAC-SHA256",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    for check in Check::ALL {
        assert!(
            text.contains(&format!("✓ {check}")),
            "{check} is missing in {text}"
        );
    }
    assert!(text.trim_end().ends_with("Accepted"), "{text}");
    assert!(
        !text.contains('\u{1b}'),
        "no colours where there is no terminal"
    );

    let (header, mut claims) = read(&token);
    claims["exp"] = json!(claims["iat"]);
    let expired = sign(&header, &claims);
    let mut command = program(&folder);
    let output = command
        .env("JWT_SECRET", SECRET)
        .args(["token", "explain", &expired]);
    let output = output.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("✗ expiry"), "{text}");
    assert!(text.contains(Check::Expiry.why()), "{text}");
    assert!(text.contains("· not_before"), "{text}");
    assert!(text.contains("Refused: token_expired"), "{text}");
}

#[actix_web::test]
async fn a_token_can_come_from_standard_input() {
    let (folder, _server, token) = server().await;
    let mut command = program(&folder);
    let mut running = command
        .env("JWT_SECRET", SECRET)
        .args(["token", "explain", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = running.stdin.take().unwrap();
    writeln!(stdin, "{token}").unwrap();
    drop(stdin);
    assert_eq!(running.wait().unwrap().code(), Some(0));
}

#[test]
fn where_no_server_has_run_it_decodes_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let token = sign(
        &json!({ "alg": "HS256" }),
        &json!({ "sub": "x", "admin": true }),
    );
    let output = program(&folder)
        .args(["token", "explain", &token])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("admin") && text.contains("Not judged"),
        "{text}"
    );
    assert!(String::from_utf8(output.stderr).unwrap().contains("--jwk"));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn a_text_in_a_token_cannot_steer_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let evil = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}";
    let token = sign(
        &json!({ "alg": "HS256", "kid": evil, evil: evil }),
        &json!({ evil: evil, "sub": evil }),
    );
    for arguments in [&["token", "explain"][..], &["token", "explain", "--json"]] {
        let mut command = program(&folder);
        let output = command
            .args(arguments)
            .arg(&token)
            .env("JWT_SECRET", SECRET);
        let text = String::from_utf8(output.output().unwrap().stdout).unwrap();
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(steers), "{text:?}");
    }
}

#[test]
fn a_file_that_is_no_key_is_told_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let token = "e30.e30.";
    for (name, content) in [
        ("missing.json", None),
        ("text.json", Some("-----BEGIN PUBLIC KEY-----")),
        ("empty.json", Some("{}")),
    ] {
        let file = folder.path().join(name);
        if let Some(content) = content {
            std::fs::write(&file, content).unwrap();
        }
        let mut command = program(&folder);
        let message = refused(
            command
                .args(["token", "explain", token, "--jwk"])
                .arg(&file),
        );
        assert!(message.contains(name), "{message}");
    }
    let status = program(&folder)
        .args(["token", "explain"])
        .output()
        .unwrap()
        .status;
    assert_eq!(status.code(), Some(2));
}

#[test]
fn by_a_key_alone_the_payload_may_be_any_bytes_and_expired() {
    let folder = tempfile::tempdir().unwrap();
    let key = json!({ "kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow" });
    let file = folder.path().join("key.json");
    std::fs::write(&file, key.to_string()).unwrap();
    // RFC 7515 A.1, which expired in 2011.
    let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let mut command = program(&folder);
    let text = done(
        command
            .args(["token", "explain", token, "--jwk"])
            .arg(&file),
    );
    assert!(text.contains("2011-03-22T18:43:00Z"), "{text}");
    assert!(
        text.contains("years ago") || text.contains("days ago"),
        "{text}"
    );
    assert!(text.contains("nothing else was asked"), "{text}");
}

#[test]
fn hundreds_of_names_and_one_of_a_hundred_thousand_characters_are_cut() {
    let folder = tempfile::tempdir().unwrap();
    let many: serde_json::Map<String, Value> =
        (0..2000).map(|n| (format!("n{n}"), json!(0))).collect();
    for payload in [json!({ "a".repeat(70_000): 1 }), Value::Object(many)] {
        let token = sign(&json!({ "alg": "HS256" }), &payload);
        let mut command = program(&folder);
        let output = command
            .args(["token", "explain", &token])
            .env("JWT_SECRET", SECRET);
        let Output { status, stdout, .. } = output.output().unwrap();
        assert_eq!(status.code(), Some(1));
        assert!(stdout.len() < 20_000, "{}", stdout.len());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_a_failure_and_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let full = || {
        std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    for arguments in [
        &["token", "explain", "x"][..],
        &["token", "explain", "x", "--json"],
        &["keys", "generate", "--alg", "HS256", "--print"],
    ] {
        let mut command = program(&folder);
        let message = refused(
            command
                .args(arguments)
                .stdout(full())
                .stderr(Stdio::piped()),
        );
        assert!(message.contains("standard output"), "{message}");
    }
    let mut command = program(&folder);
    let made = command
        .args(["keys", "generate", "--alg", "HS256"])
        .stderr(full());
    assert!(made.status().unwrap().success(), "what is done is done");
}
