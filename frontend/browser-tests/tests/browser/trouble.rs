//! Sessions where something is missing or wrong: an answer, a feature of the
//! browser, the time of day.

use std::time::Duration;

use browser_tests::{Options, Page, walk};
use serde_json::json;

const SHORT: Options = Options::ENGLISH.with(&[("JWT_ACCESS_TTL", "2s")]);

/// Runs this before each page of this tab does anything.
async fn before_each_page(page: &Page, script: &str) {
    let parameters = json!({ "source": script });
    page.devtools("Page.addScriptToEvaluateOnNewDocument", parameters)
        .await;
}

/// What becomes of the next refresh; `answer` is a script with the real one.
async fn spoil_the_next_refresh(page: &Page, answer: &str) {
    page.run(&format!(
        "const real = window.fetch;
         window.refreshes = 0;
         window.fetch = async (input, init) => {{
             const url = input.url ?? String(input);
             const answer = await real(input, init);
             if (!url.endsWith('/api/auth/refresh')) return answer;
             window.refreshes += 1;
             if (window.refreshes > 1) return answer;
             {answer}
         }};"
    ))
    .await;
}

#[tokio::test]
async fn an_answer_to_a_refresh_that_is_lost_is_asked_for_again_at_once() {
    walk(
        "lost-answer",
        Options::ENGLISH.moving_the_clock(),
        async |page| {
            page.log_in().await;
            page.find("call-me").await;
            spoil_the_next_refresh(page, "throw new TypeError('the network is gone');").await;
            page.site.advance(Duration::from_secs(16 * 60));
            page.click("call-me").await;
            page.notice("token_expired").await;
            assert!(page.text("me-status").await.contains("200"));
            assert_eq!(page.run("return window.refreshes").await, 2);
            // The browser has the token that the server knows.
            page.site.advance(Duration::from_secs(16 * 60));
            page.click_on("header a[href='/notes']").await;
            page.find("notes-empty").await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_server_that_is_too_busy_to_refresh_ends_no_session() {
    walk("busy", Options::ENGLISH.moving_the_clock(), async |page| {
        page.log_in().await;
        page.find("call-me").await;
        let problem = json!({
            "type": "about:blank", "title": "Overloaded", "status": 503,
            "detail": "", "code": "overloaded", "request_id": "1"
        });
        let answer = format!(
            "return new Response({}, {{
                 status: 503, headers: {{ 'Content-Type': 'application/problem+json' }}
             }});",
            json!(problem.to_string())
        );
        spoil_the_next_refresh(page, &answer).await;
        page.site.advance(Duration::from_secs(16 * 60));
        page.click("call-me").await;
        page.notice("overloaded").await;
        assert_eq!(page.text("user-name").await, "Alice");
        page.click("call-me").await;
        page.notice("token_expired").await;
        assert!(page.text("me-status").await.contains("200"));
    })
    .await;
}

#[tokio::test]
async fn without_locks_and_channels_sessions_last_and_end_all_the_same() {
    let poor = "delete Navigator.prototype.locks; delete window.BroadcastChannel;";
    walk("poor-browser", SHORT, async |page| {
        before_each_page(page, poor).await;
        page.log_in().await;
        assert_eq!(page.run("return 'locks' in navigator").await, false);
        let first = page.browser.window().await.unwrap();
        let second = page.browser.new_tab().await.unwrap();
        page.look_at(&second).await;
        before_each_page(page, poor).await;
        page.open("/").await;
        assert_eq!(page.text("user-name").await, "Alice");
        let mut token = page.refresh_token().await;
        for tab in [&first, &second, &first] {
            page.look_at(tab).await;
            token = Some(page.rotated(token).await);
            assert_eq!(page.text("user-name").await, "Alice");
        }
        page.click("log-out").await;
        page.gone("user-name").await;
        page.look_at(&second).await;
        page.gone("user-name").await;
        page.notice("ended_elsewhere").await;
        page.log_in().await;
        page.look_at(&first).await;
        assert_eq!(page.text("user-name").await, "Alice");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_clock_neither_ends_a_session_nor_makes_a_storm() {
    for minutes in [-20, 20] {
        walk("wrong-clock", SHORT, async |page| {
            before_each_page(
                page,
                &format!(
                    "const right = Date.now;
                     Date.now = () => right.call(Date) + {minutes} * 60000;"
                ),
            )
            .await;
            page.log_in().await;
            page.open("/").await;
            page.find("call-me").await;
            let start = std::time::Instant::now();
            let mut token = page.refresh_token().await;
            for _ in 0..4 {
                token = Some(page.rotated(token).await);
            }
            page.click("call-me").await;
            page.find("me-status").await;
            assert_eq!(page.text("user-name").await, "Alice");
            let refreshes = page
                .run(
                    "return performance.getEntriesByType('resource')
                         .filter(entry => entry.name.endsWith('/api/auth/refresh')).length",
                )
                .await;
            // Each token is renewed after 1.6 of its 2 seconds.
            let most = start.elapsed().as_secs_f64() / 1.6 + 2.0;
            assert!(refreshes.as_f64() <= Some(most), "{refreshes} refreshes");
        })
        .await;
    }
}
