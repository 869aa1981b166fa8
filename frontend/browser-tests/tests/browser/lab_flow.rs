//! The live flow: what is drawn is what went over the wire.

mod pace;

use browser_tests::{Options, Page, walk};
use serde_json::{Value, json};

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
