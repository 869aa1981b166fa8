//! Single sign-on: the log-in of one server, taken to another one at another origin,
//! under the policy of the built page.

use browser_tests::{Options, Page, walk};

use crate::appearance::judge_in_place;

const WITH_ANOTHER: Options = Options::ENGLISH.and_another_api();

/// Where nothing listens.
const ALONE: Options = Options::CHINESE.with(&[(
    "APP_OTHER_APIS",
    "reports-api http://127.0.0.1:9 reports:read",
)]);

async fn lesson(page: &Page) {
    page.log_in().await;
    page.click_on(".lesson-bar a[href='/sso']").await;
    page.at("/sso").await;
}

/// Makes a call of the lesson, and waits for what is told of it.
async fn outcome(page: &Page, call: &str, expected: &str) {
    page.click(&format!("sso-run-{call}")).await;
    let shown = format!("sso-outcome-{call}");
    page.wait_for(&format!("{call} ends with {expected}"), async || {
        page.text(&shown).await.contains(expected)
    })
    .await;
}

#[tokio::test]
async fn one_log_in_opens_both_servers_and_each_refuses_the_others_token() {
    walk("sso", WITH_ANOTHER, async |page| {
        lesson(page).await;
        page.click("sso-exchange").await;
        page.wait_for("the audience differs", async || {
            page.text("sso-claim-aud").await.contains("reports-api")
        })
        .await;
        assert!(page.text("sso-claim-aud").await.contains("app-api"));
        assert_eq!(page.count("[data-testid='sso-claim-aud'].differs").await, 1);
        assert_eq!(page.count("[data-testid='sso-claim-sid'].differs").await, 0);

        outcome(page, "nothing", "token_missing").await;
        // Without a token nothing has to be asked for.
        assert_eq!(page.count("[data-testid='sso-seen'] .preflight").await, 0);
        outcome(page, "own", "token_key_unknown").await;
        outcome(page, "other", "200").await;
        outcome(page, "back", "token_audience_rejected").await;
        // One before each call with a token.
        assert_eq!(page.count("[data-testid='sso-seen'] .preflight").await, 2);
        let seen = page.text("sso-seen").await;
        assert!(seen.contains("OPTIONS /reports/summary"), "{seen}");
        assert!(seen.contains("GET, authorization"), "{seen}");
        let mut complaints = Vec::new();
        judge_in_place(page, "sso-done", &mut complaints).await;
        assert!(complaints.is_empty(), "{complaints:#?}");
    })
    .await;
}

#[tokio::test]
async fn a_token_that_no_script_can_read_is_exchanged_as_well() {
    walk("sso-cookie", WITH_ANOTHER, async |page| {
        page.log_in_with("cookie").await;
        page.open("/sso").await;
        outcome(page, "other", "200").await;
        outcome(page, "own", "token_missing").await;
    })
    .await;
}

#[tokio::test]
async fn without_the_second_server_the_page_says_how_to_start_it() {
    walk("sso-alone", ALONE, async |page| {
        lesson(page).await;
        page.expect_on_console("Failed to load resource");
        outcome(page, "nothing", "resource-server").await;
    })
    .await;
}
