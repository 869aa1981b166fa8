//! Session beside token: what the page shows is what the server said.

use std::time::{Duration, Instant};

use browser_tests::{Options, Page, walk};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::appearance::judge_in_place;

/// Writes down every answer of the lesson that the page gets from now on.
async fn listen(page: &Page) {
    page.run(
        "window.heard = [];
         const real = window.fetch;
         window.fetch = async (input, init) => {
             const request = new Request(input, init);
             const answer = await real(input, init);
             const text = await answer.clone().text();
             let body = null;
             try { body = JSON.parse(text); } catch {}
             window.heard.push({
                 method: request.method,
                 path: new URL(request.url).pathname,
                 token: request.headers.get('authorization'),
                 status: answer.status,
                 timing: answer.headers.get('server-timing') ?? '',
                 body,
             });
             return answer;
         };",
    )
    .await;
}

async fn heard(page: &Page, path: &str) -> Vec<Value> {
    let all = page.run("return window.heard").await;
    let all = all.as_array().expect("a list");
    let of_path = all.iter().filter(|answer| answer["path"] == path);
    of_path.cloned().collect()
}

/// How often the database was asked, by a `Server-Timing`.
fn look_ups(timing: &Value) -> u64 {
    let timing = timing.as_str().expect("a header");
    let mut entries = timing.split(", ");
    let entry = entries.find_map(|entry| entry.strip_prefix("db;desc="));
    entry.map_or(0, |entry| {
        let count = entry.split(';').next().expect("a count");
        count.parse().expect("a number")
    })
}

/// Runs a trial to its end.
async fn run(page: &Page, name: &str) {
    page.click(&format!("run-{name}")).await;
    // One of them waits for tokens to expire, longer than a look has patience.
    let deadline = Instant::now() + Duration::from_secs(40);
    let button = format!("[data-testid='run-{name}'][aria-disabled='false']");
    while page.count(&button).await == 0 {
        assert!(Instant::now() < deadline, "{name} does not come to an end");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(page.count("[data-testid='notice']").await, 0);
}

/// How long access was kept on a line, in milliseconds.
async fn kept(page: &Page, test_id: &str) -> f64 {
    let figure = page.find(test_id).await;
    let kept = figure.attr("data-kept").await.expect("read");
    kept.expect("measured").parse().expect("a number")
}

#[tokio::test]
async fn two_hundred_calls_are_counted_as_the_server_counts_them() {
    walk("hundred", Options::default(), async |page| {
        page.open("/comparison").await;
        // Nobody is logged in: there is nothing to measure, but a way to get there.
        assert_eq!(page.count("[data-testid='run-hundred']").await, 0);
        page.click_on("main a[href^='/login']").await;
        page.submit_log_in("alice", "wonderland").await;
        page.at("/comparison").await;
        page.find("run-hundred").await;
        assert_eq!(page.text("summary-look-ups-0").await, "not measured yet");

        listen(page).await;
        run(page, "hundred").await;
        let classic = heard(page, "/api/lab/classic/me").await;
        let token = heard(page, "/api/lab/token/me").await;
        assert_eq!((classic.len(), token.len()), (100, 100));
        let asked = |answers: &[Value]| answers.iter().map(|a| look_ups(&a["timing"])).sum::<u64>();
        assert_eq!((asked(&classic), asked(&token)), (100, 0));
        assert_eq!(page.text("look-ups-session").await, "100");
        assert_eq!(page.text("look-ups-token").await, "0");

        let bytes = |answer: &Value| answer["body"]["credential_bytes"].as_u64().expect("bytes");
        let sent = |answers: &[Value]| answers.iter().map(bytes).sum::<u64>();
        let shown = async |test_id| {
            let text = page.text(test_id).await.replace(',', "");
            text.parse::<u64>().expect("a number")
        };
        assert_eq!(shown("bytes-session").await, sent(&classic));
        assert_eq!(shown("bytes-token").await, sent(&token));
        // And the server counts what was sent.
        for answer in &token {
            let value = answer["token"].as_str().expect("a token");
            let line = format!("Authorization: {value}\r\n");
            assert_eq!(bytes(answer), line.len() as u64);
        }
        // A session goes without a token, and both are told the same.
        for (classic, token) in classic.iter().zip(&token) {
            assert_eq!(classic["token"], Value::Null);
            assert_eq!(classic["body"]["user_id"], token["body"]["user_id"]);
        }
        assert_eq!(page.count(".strip circle").await, 400);
        assert!(page.text("summary-look-ups-0").await.starts_with("100"));
        let better = page.text("summary-look-ups-1").await;
        assert!(
            better.starts_with('0') && better.contains("(better)"),
            "{better}"
        );

        // Neither is good for anything any more, and Alice is still there.
        let last = token[0]["token"].as_str().expect("a token");
        let spent = last.trim_start_matches("Bearer ");
        let refused = page
            .ask("GET", "/api/lab/token/me", Some(spent), None)
            .await;
        assert_eq!(refused["body"]["code"], "token_revoked");
        let refused = page.fetch("/api/lab/classic/me", &json!({})).await;
        assert_eq!(refused["status"], 401);
        assert_eq!(
            page.ask_with(&page.stored_token().await.expect("a token"))
                .await,
            "alice"
        );
        assert_eq!(page.run("return document.cookie").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_second_server_and_a_log_out_are_shown_as_they_went() {
    walk("servers", Options::default(), async |page| {
        page.log_in().await;
        page.open("/comparison").await;
        listen(page).await;
        run(page, "servers").await;
        for (cell, status, asked) in [
            ("server-1-own", 200, 0),
            ("server-2-own", 401, 0),
            ("server-1-classic", 200, 1),
            ("server-2-classic", 200, 1),
            ("server-1-token", 200, 0),
            ("server-2-token", 200, 0),
        ] {
            let text = page.text(cell).await;
            assert!(text.starts_with(&status.to_string()), "{cell}: {text}");
            assert!(text.contains(&format!("{asked} look-up")), "{cell}: {text}");
            let (server, question) = cell[7..].split_once('-').expect("a name");
            if server == "2" {
                let answers = heard(page, &format!("/api/lab/second/{question}")).await;
                let body = &answers.last().expect("an answer")["body"];
                assert_eq!(body["status"], status);
                assert_eq!(look_ups(&body["server_timing"]), asked);
                let address = body["address"].as_str().expect("an address");
                assert!(
                    page.see(".matrix thead")
                        .await
                        .text()
                        .await
                        .unwrap()
                        .contains(address)
                );
            }
        }
        assert!(page.text("summary-elsewhere-0").await.starts_with("401"));

        page.run("window.heard = []").await;
        run(page, "ending").await;
        // The servers that know it at once, and the one that hears of it later.
        for at_once in ["kept-session-1", "kept-session-2", "kept-token-1"] {
            assert_eq!(kept(page, at_once).await, 0.0, "{at_once}");
            assert_eq!(page.text(at_once).await, "0 ms");
        }
        assert!(kept(page, "kept-token-2").await >= 0.0);
        // Every call is drawn, as what it was.
        let passed_on = heard(page, "/api/lab/second/token").await;
        let (mut accepted, mut refused) = (0, 0);
        for path in ["/api/lab/classic/me", "/api/lab/token/me"] {
            for answer in heard(page, path).await {
                *(if answer["status"] == 200 {
                    &mut accepted
                } else {
                    &mut refused
                }) += 1;
            }
        }
        for answer in heard(page, "/api/lab/second/classic")
            .await
            .iter()
            .chain(&passed_on)
        {
            *(if answer["body"]["status"] == 200 {
                &mut accepted
            } else {
                &mut refused
            }) += 1;
        }
        let lines = ".trial:has(#ending) .lane";
        assert_eq!(
            page.count(&format!("{lines} circle.accepted")).await,
            accepted
        );
        assert_eq!(page.count(&format!("{lines} path.refused")).await, refused);
        let last = passed_on.last().expect("an answer");
        assert!(
            last["body"]["body"]
                .as_str()
                .expect("a body")
                .contains("token_revoked")
        );
        assert!(
            page.text("summary-ended-here-0")
                .await
                .contains("next call")
        );
        // Alice herself was never out.
        assert_eq!(
            page.ask_with(&page.stored_token().await.expect("a token"))
                .await,
            "alice"
        );
    })
    .await;
}

#[tokio::test]
async fn a_disabled_user_keeps_the_longer_access_the_less_the_server_remembers() {
    walk("strategies", Options::default(), async |page| {
        page.log_in().await;
        page.open("/comparison").await;
        listen(page).await;
        run(page, "strategies").await;
        let expiry = kept(page, "kept-expiry").await;
        let short = kept(page, "kept-short").await;
        let list = kept(page, "kept-list").await;
        assert_eq!(list, 0.0);
        assert!(expiry > short && short >= 0.0, "{expiry} {short}");
        assert!(expiry < 8000.0 && short < 2000.0, "{expiry} {short}");
        assert_eq!(
            page.text("kept-expiry").await,
            format!("{:.1} s", expiry / 1000.0)
        );
        let disabled = page.text("summary-disabled-1").await;
        assert!(
            disabled.contains(&format!("{:.1} s", expiry / 1000.0)),
            "{disabled}"
        );
        // What each of them first refused with.
        for (strategy, code) in [
            ("expiry", "token_expired"),
            ("short", "token_expired"),
            ("list", "token_revoked"),
        ] {
            let path = format!("/api/lab/revocation/{strategy}/me");
            let answers = heard(page, &path).await;
            // A client whose token has run out asks for another: while there was one,
            // it was not refused in the end.
            let is_refused = |answer: &&Value| answer["status"] == 401;
            let refused = match strategy {
                "short" => answers.iter().rfind(is_refused),
                _ => answers.iter().find(is_refused),
            };
            assert_eq!(refused.expect("a refusal")["body"]["code"], code);
        }
        // The user of the run is gone.
        let runs = heard(page, "/api/lab/revocation/runs").await;
        let username = runs[0]["body"]["username"].as_str().expect("a name");
        let john = page.token_of("john_doe", "password123").await;
        let path = format!("/api/admin/users?query={username}");
        let found = page.ask("GET", &path, Some(&john), None).await;
        assert_eq!(found["body"]["items"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn a_trial_that_fails_says_so_and_can_be_run_again() {
    walk("trial-fails", Options::default(), async |page| {
        page.log_in().await;
        page.open("/comparison").await;
        page.find("run-hundred").await;
        page.set_offline(true).await;
        page.click("run-servers").await;
        page.notice("offline").await;
        page.set_offline(false).await;
        run(page, "servers").await;
        page.find("server-2-token").await;
    })
    .await;
}

#[tokio::test]
async fn the_lesson_works_by_keyboard_and_in_chinese() {
    walk("comparison-zh", Options::CHINESE, async |page| {
        page.log_in().await;
        page.open("/comparison").await;
        page.find("run-servers").await.focus().await.unwrap();
        page.press(Key::Enter).await;
        page.wait_for("the second server has answered", async || {
            page.text("server-2-token").await.starts_with("200")
        })
        .await;
        assert!(page.text("server-2-classic").await.contains("查询 1 次"));
        assert_eq!(page.text("summary-bytes-0").await, "尚未测量");
    })
    .await;
}

/// Every trial run, in one language: on a phone, a desk and a wall.
async fn look_at_what_was_measured(page: &Page, language: &str) {
    page.log_in().await;
    page.open("/comparison").await;
    for name in ["hundred", "servers", "ending", "strategies"] {
        run(page, name).await;
    }
    let mut complaints = Vec::new();
    judge_in_place(page, &format!("measured-{language}"), &mut complaints).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test]
async fn what_was_measured_is_fit_to_be_seen_in_english() {
    walk("measured-en", Options::default(), async |page| {
        look_at_what_was_measured(page, "en").await
    })
    .await;
}

#[tokio::test]
async fn what_was_measured_is_fit_to_be_seen_in_chinese() {
    walk("measured-zh", Options::CHINESE, async |page| {
        look_at_what_was_measured(page, "zh").await
    })
    .await;
}
