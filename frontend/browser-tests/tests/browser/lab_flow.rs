//! The live flow: what is drawn is what went over the wire.

use std::time::Duration;

use browser_tests::{Options, Page, walk};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

const STORES: [&str; 4] = ["local", "session", "memory", "cookie"];

/// How a part of the picture is lit: `waiting`, `past`, `lit`, `current`.
async fn is_lit(page: &Page, part: &str, how: &str) -> bool {
    let script = format!(
        "return document.querySelector('svg [data-testid={part}]').classList.contains('{how}')"
    );
    page.run(&script).await == true
}

async fn written_at(page: &Page, part: &str) -> String {
    let script = format!("return document.querySelector('svg [data-testid={part}]').textContent");
    page.run(&script).await.as_str().expect("a text").to_owned()
}

/// How many exchanges are recorded; the newest has the highest number.
async fn recorded(page: &Page) -> u64 {
    let script = "return document.querySelectorAll('[data-testid=recorded]').length";
    page.run(script).await.as_u64().expect("a number")
}

/// How many requests the browser has made to the API.
async fn requests(page: &Page) -> u64 {
    let script = "return performance.getEntriesByType('resource')
        .filter(entry => entry.name.includes('/api/')).length";
    page.run(script).await.as_u64().expect("a number")
}

/// Waits until exchange `id` is drawn to its end.
async fn drawn(page: &Page, id: u64) {
    let script = format!(
        "return document.querySelector('[data-testid=recorded][aria-current]')?.dataset.id === '{id}'
            && document.querySelector('svg .current:is(\
                [data-testid=step-4], [data-testid=step-5], [data-testid=kept])') !== null"
    );
    page.wait_for(&format!("request {id} is drawn"), async || {
        page.run(&script).await == true
    })
    .await;
}

/// Does it, and waits until as many exchanges as come of it are drawn.
async fn act(page: &Page, button: &str, exchanges: u64) {
    let before = recorded(page).await;
    page.click(button).await;
    drawn(page, before + exchanges).await;
}

/// The token that went out, as the page shows it.
async fn sent_token(page: &Page) -> String {
    if page
        .count("[data-testid='whole-token'][aria-pressed='false']")
        .await
        == 1
    {
        page.click("whole-token").await;
    }
    let text = page.text("sent-token").await;
    text.replace(char::is_whitespace, "")
}

/// What is shown is what the server says to the same token: status, code, and
/// each of its checks.
async fn holds_against_the_server(page: &Page, token: &str) {
    let answer = page.ask("GET", "/api/me", Some(token), None).await;
    let status = answer["status"].to_string();
    assert_eq!(page.text("answer-status").await, status);
    assert_eq!(page.text("me-status").await, status);
    let shown: Value = serde_json::from_str(&page.text("me-answer").await).expect("JSON");
    assert_eq!(shown["code"], answer["body"]["code"]);
    assert_eq!(shown["id"], answer["body"]["id"]);

    let trace = json!({ "token": token });
    let trace = page.ask("POST", "/api/lab/trace", None, Some(trace)).await;
    let expected: Vec<_> = (trace["body"]["checks"].as_array().expect("checks").iter())
        .map(|check| {
            let verdict = check["verdict"].as_str().expect("a verdict");
            json!([
                check["check"],
                format!("check {}", verdict.replace('_', "-"))
            ])
        })
        .collect();
    let checks = page
        .run(
            "return [...document.querySelectorAll('[data-testid=check]')]
                .map(check => [check.dataset.check, check.className])",
        )
        .await;
    assert_eq!(checks, json!(expected));
    let step = if status == "200" { "step-4" } else { "step-5" };
    assert!(is_lit(page, step, "current").await, "{step}");
    assert!(written_at(page, step).await.contains(&status));
}

#[tokio::test]
async fn a_log_in_lights_its_steps_and_shows_no_password() {
    walk("flow-log-in", Options::default(), async |page| {
        page.open("/").await;
        assert!(is_lit(page, "step-1", "waiting").await);
        assert_eq!(recorded(page).await, 0);
        act(page, "log-in-alice", 1).await;
        assert_eq!(page.text("user-name").await, "Alice");
        for part in ["step-1", "step-2", "kept"] {
            assert!(is_lit(page, part, "lit").await, "{part}");
        }
        assert!(is_lit(page, "step-3", "waiting").await);
        assert!(written_at(page, "kept").await.contains("localStorage"));
        assert_eq!(page.text("request-line").await, "POST /api/auth/login");
        assert!(page.text("sent-body").await.contains("••••"));
        assert_eq!(page.text("answer-status").await, "200");
        page.find("stage-hash").await;
        let token = page.stored_token().await.expect("a token");
        let body = page.text("answer-body").await;
        assert!(body.replace(char::is_whitespace, "").contains(&token));
        let html = "return document.documentElement.outerHTML.includes('wonderland')";
        assert_eq!(page.run(html).await, false);
    })
    .await;
}

#[tokio::test]
async fn every_call_is_drawn_as_the_server_judged_it() {
    walk("flow-calls", Options::default(), async |page| {
        page.log_in().await;
        page.at("/").await;
        drawn(page, 1).await;
        let stored = page.stored_token().await.expect("a token");

        act(page, "call-me", 1).await;
        assert_eq!(sent_token(page).await, stored);
        holds_against_the_server(page, &stored).await;
        assert!(is_lit(page, "step-1", "past").await);

        for part in ["signature", "payload", "header"] {
            let option = format!("[data-testid='altered-part'] option[value='{part}']");
            page.click_on(&option).await;
            act(page, "call-altered", 1).await;
            let sent = sent_token(page).await;
            holds_against_the_server(page, &sent).await;
            // One character differs, the one that is marked, in that part.
            let differs: Vec<_> = (stored.chars().zip(sent.chars()).enumerate())
                .filter(|(_, (stored, sent))| stored != sent)
                .collect();
            let [(at, (was, is))] = differs[..] else {
                panic!("{part}: {differs:?}");
            };
            let mark = page.see(".wire mark").await.text().await.expect("its text");
            assert_eq!(mark, is.to_string());
            let told = page.text("alteration").await;
            for word in [part, &(at + 1).to_string(), &was.to_string()] {
                assert!(told.contains(word), "{told}");
            }
        }

        // A token is made first, and then tried.
        act(page, "call-expired", 2).await;
        let sent = sent_token(page).await;
        holds_against_the_server(page, &sent).await;
        assert!(page.text("me-answer").await.contains("token_expired"));

        act(page, "call-without", 1).await;
        assert_eq!(page.count("[data-testid='sent-token']").await, 0);
        assert!(page.text("me-answer").await.contains("token_missing"));
        let failed = page.see(".check.failed").await;
        let failed = failed.attr("data-check").await.expect("read");
        assert_eq!(failed.as_deref(), Some("present"));
        // None of it had consequences for the session.
        assert_eq!(page.stored_token().await, Some(stored));
    })
    .await;
}

#[tokio::test]
async fn a_refresh_brings_another_token_and_a_log_out_takes_it_away() {
    walk("flow-refresh", Options::default(), async |page| {
        page.log_in().await;
        drawn(page, 1).await;
        let before = page.stored_token().await;
        act(page, "refresh", 1).await;
        let token = page.stored_token().await.expect("a token");
        assert_ne!(before.as_ref(), Some(&token));
        assert_eq!(page.text("request-line").await, "POST /api/auth/refresh");
        assert!(is_lit(page, "step-2", "lit").await);
        let shown = page.text("token").await.replace(char::is_whitespace, "");
        assert_eq!(shown, token);

        act(page, "log-out-home", 1).await;
        page.notice("logged_out").await;
        assert_eq!(page.text("answer-status").await, "204");
        assert!(is_lit(page, "step-4", "current").await);
        assert!(is_lit(page, "kept", "waiting").await);
        assert_eq!(page.ask_with(&token).await, "token_revoked");
        // What needs a token does nothing now, and says why.
        let count = requests(page).await;
        for button in [
            "call-me",
            "call-altered",
            "call-expired",
            "refresh",
            "log-out-home",
        ] {
            let button = page.find(button).await;
            assert_eq!(
                button.attr("aria-disabled").await.unwrap().as_deref(),
                Some("true")
            );
            button.click().await.expect("clicked");
        }
        assert_eq!(requests(page).await, count);
        act(page, "call-without", 1).await;
        assert!(is_lit(page, "step-1", "waiting").await);
    })
    .await;
}

#[tokio::test]
async fn somebody_steps_through_it_by_keyboard_while_all_is_answered() {
    walk("flow-steps", Options::default(), async |page| {
        page.log_in().await;
        drawn(page, 1).await;
        page.find("flow-stepwise").await.focus().await.unwrap();
        page.type_in(" ").await;
        page.find("call-me").await.focus().await.unwrap();
        page.press(Key::Enter).await;
        page.wait_for("it is answered", async || {
            let row = "[data-testid='recorded'][data-id='2'] .status.good";
            page.count(row).await == 1
        })
        .await;
        assert!(is_lit(page, "step-3", "current").await);
        assert!(is_lit(page, "checks-box", "waiting").await);
        assert_eq!(page.count("[data-testid='answer-status']").await, 0);
        assert_eq!(page.count("[data-testid='check']").await, 0);
        let count = requests(page).await;
        page.press(Key::Right).await;
        assert!(is_lit(page, "checks-box", "current").await);
        assert_eq!(page.count("[data-testid='check'].passed").await, 16);
        assert!(is_lit(page, "step-4", "waiting").await);
        page.press(Key::Right).await;
        assert!(is_lit(page, "step-4", "current").await);
        assert_eq!(page.text("answer-status").await, "200");
        let said = page.run("return document.querySelector('[data-testid=flow-said]').textContent");
        assert!(said.await.as_str().unwrap().starts_with("Step 4: "));
        // Back to the end of the log-in, and to its beginning.
        for _ in 0..3 {
            page.press(Key::Left).await;
        }
        assert!(is_lit(page, "kept", "current").await);
        assert_eq!(page.text("request-line").await, "POST /api/auth/login");
        page.press(Key::Left).await;
        page.press(Key::Left).await;
        assert!(is_lit(page, "step-1", "current").await);
        assert!(is_lit(page, "step-2", "waiting").await);
        // By the buttons likewise.
        page.click("flow-next").await;
        assert!(is_lit(page, "step-2", "current").await);
        page.click("flow-back").await;
        assert!(is_lit(page, "step-1", "current").await);
        assert_eq!(requests(page).await, count);
        // In a field, the keys are the field's.
        page.find("altered-part").await.focus().await.unwrap();
        page.press(Key::Right).await;
        assert!(is_lit(page, "step-1", "current").await);
    })
    .await;
}

#[tokio::test]
async fn a_replay_and_another_request_are_drawn_from_the_record() {
    walk("flow-replay", Options::default(), async |page| {
        page.log_in().await;
        drawn(page, 1).await;
        act(page, "call-me", 1).await;
        act(page, "call-without", 1).await;
        let (count, entries) = (requests(page).await, recorded(page).await);
        let says_replay = async || {
            let text = page.see(".replaying").await.text().await;
            text.unwrap_or_default().contains("nothing is sent")
        };
        page.click("flow-replay").await;
        assert!(says_replay().await);
        drawn(page, 3).await;
        assert!(is_lit(page, "step-5", "current").await);

        page.click_on("[data-testid='recorded'][data-id='2']").await;
        drawn(page, 2).await;
        assert!(says_replay().await);
        assert!(is_lit(page, "step-4", "current").await);
        assert_eq!(page.text("answer-status").await, "200");
        page.click_on("[data-testid='recorded'][data-id='1']").await;
        drawn(page, 1).await;
        assert_eq!(page.text("request-line").await, "POST /api/auth/login");
        assert_eq!(
            (requests(page).await, recorded(page).await),
            (count, entries)
        );
        // What is done next is shown as it happens.
        act(page, "call-me", 1).await;
        assert_eq!(page.count(".replaying:empty").await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_the_client_does_by_itself_appears_as_that() {
    walk("flow-renewal", Options::default(), async |page| {
        page.log_in().await;
        drawn(page, 1).await;
        page.site.clock.advance(Duration::from_secs(16 * 60));
        act(page, "call-me", 3).await;
        page.notice("token_expired").await;
        let rows = page
            .run(
                "return [...document.querySelectorAll('[data-testid=recorded]')].map(row =>
                    ['code', '.by', '.status'].map(part => row.querySelector(part).textContent))",
            )
            .await;
        assert_eq!(
            rows,
            json!([
                ["GET /api/me", "sent again", "200"],
                ["POST /api/auth/refresh", "by the client itself", "200"],
                ["GET /api/me", "", "401"],
                ["POST /api/auth/login", "by the page", "200"],
            ])
        );
        assert_eq!(sent_token(page).await, page.stored_token().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn in_every_store_all_of_it_works_and_the_picture_names_the_place() {
    walk("flow-stores", Options::default(), async |page| {
        page.open("/").await;
        for store in STORES {
            let option = format!("[data-testid='flow-store'] option[value='{store}']");
            page.click_on(&option).await;
            act(page, "log-in-alice", 1).await;
            let place = match store {
                "local" => "localStorage",
                "session" => "sessionStorage",
                "memory" => "memory",
                _ => "HttpOnly cookie",
            };
            let kept = written_at(page, "kept").await;
            assert!(kept.contains(place), "{store}: {kept}");
            act(page, "call-me", 1).await;
            assert_eq!(page.text("answer-status").await, "200", "{store}");
            assert_eq!(page.count(".check.passed").await, 16, "{store}");
            let is_in_cookie = store == "cookie";
            assert_eq!(
                page.count("[data-testid='sent-token']").await,
                usize::from(!is_in_cookie)
            );
            // Where no script can read it, another session lends its token.
            act(page, "call-altered", 1 + u64::from(is_in_cookie)).await;
            assert!(
                page.text("me-answer")
                    .await
                    .contains("token_signature_invalid")
            );
            act(page, "call-expired", 2).await;
            assert!(page.text("me-answer").await.contains("token_expired"));
            act(page, "refresh", 1).await;
            assert_eq!(page.text("answer-status").await, "200", "{store}");
            act(page, "log-out-home", 1).await;
            page.gone("user-name").await;
        }
    })
    .await;
}

#[tokio::test]
async fn after_a_reload_the_log_in_is_said_to_be_before() {
    walk("flow-reload", Options::default(), async |page| {
        page.log_in().await;
        page.browser.refresh().await.unwrap();
        page.find("user-name").await;
        // What the page asks when it is opened.
        drawn(page, 1).await;
        assert_eq!(page.text("request-line").await, "GET /api/me");
        for step in ["step-1", "step-2"] {
            assert!(is_lit(page, step, "before").await);
            assert!(
                written_at(page, step)
                    .await
                    .contains("before this page was opened")
            );
        }
        assert!(is_lit(page, "step-4", "current").await);
    })
    .await;
}

#[tokio::test]
async fn it_is_told_in_chinese_and_without_motion() {
    walk("flow-chinese", Options::CHINESE, async |page| {
        let features = json!([{ "name": "prefers-reduced-motion", "value": "reduce" }]);
        page.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await;
        page.open("/").await;
        act(page, "log-in-john_doe", 1).await;
        act(page, "call-altered", 1).await;
        let moving = "return document.getAnimations()
            .filter(a => a.effect.getComputedTiming().endTime > 5).length";
        assert_eq!(page.run(moving).await, 0);
        for (part, text) in [
            ("step-1", "发送用户名和密码"),
            ("step-3", "改动了一个字符"),
            ("checks-box", "第 8 项"),
            ("step-5", "拒绝："),
        ] {
            let written = written_at(page, part).await;
            assert!(written.contains(text), "{written}");
        }
        assert!(page.text("checks-verdict").await.contains("第 8 项"));
        assert!(page.text("alteration").await.contains("签名"));
        let said = page.run("return document.querySelector('[data-testid=flow-said]').textContent");
        assert!(said.await.as_str().unwrap().starts_with("第 5 步："));
    })
    .await;
}

// SCRATCH BEGIN
async fn sized(page: &Page, name: &str) {
    for (size, width, height) in [
        ("phone", 390, 2400),
        ("desktop", 1440, 1500),
        ("projector", 1920, 1080),
    ] {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        page.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
        tokio::time::sleep(Duration::from_millis(150)).await;
        page.screenshot(&format!("f-{name}-{size}")).await;
    }
    page.devtools("Emulation.clearDeviceMetricsOverride", json!({}))
        .await;
}

#[tokio::test]
async fn scratch_pictures() {
    for (lang, options) in [("en", Options::default()), ("zh", Options::CHINESE)] {
        walk("scratch", options, async |page| {
            let theme = if lang == "zh" { "dark" } else { "light" };
            let features = json!([{ "name": "prefers-color-scheme", "value": theme }]);
            page.devtools(
                "Emulation.setEmulatedMedia",
                json!({ "features": features }),
            )
            .await;
            page.open("/").await;
            sized(page, &format!("{lang}-anon")).await;
            act(page, "log-in-alice", 1).await;
            tokio::time::sleep(Duration::from_millis(500)).await;
            sized(page, &format!("{lang}-login")).await;
            act(page, "call-me", 1).await;
            tokio::time::sleep(Duration::from_millis(700)).await;
            sized(page, &format!("{lang}-call")).await;
            act(page, "call-altered", 1).await;
            tokio::time::sleep(Duration::from_millis(700)).await;
            sized(page, &format!("{lang}-altered")).await;
        })
        .await;
    }
}
// SCRATCH END
