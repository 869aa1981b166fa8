//! By hand, again from the record, and what is said of what nobody asked for.

use std::time::Duration;

use browser_tests::{Options, walk};
use serde_json::json;
use thirtyfour::prelude::*;

use super::{act, drawn, is_lit, recorded, requests, sent_token, written_at};

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
    walk(
        "flow-renewal",
        Options::ENGLISH.moving_the_clock(),
        async |page| {
            page.log_in().await;
            drawn(page, 1).await;
            page.site.advance(Duration::from_secs(16 * 60));
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
        },
    )
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
