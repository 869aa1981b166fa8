//! Forgetting the password, changing it, and giving it again.

use std::time::Duration;

use browser_tests::{Options, Page, walk};

#[tokio::test]
async fn the_link_in_the_mail_sets_another_password_once() {
    walk("reset", Options::default(), async |page| {
        page.open("/login").await;
        page.click_on("main a[href='/forgot-password']").await;
        page.fill("username", "alice").await;
        page.click("send-link").await;
        page.notice("link_sent").await;
        page.click("outbox-link").await;
        let link = link_in_the_mail(page).await;
        let (_, token) = link.split_once("/reset-password#").expect("a link");

        page.open(&format!("/reset-password#{token}")).await;
        page.at("/reset-password").await;
        page.fill("new_password", "short").await;
        page.click("set-password").await;
        page.find("field-error-new_password").await;
        page.fill("new_password", "through the looking glass").await;
        page.click("set-password").await;
        page.notice("password_set").await;

        page.open("/").await;
        page.open(&format!("/reset-password#{token}")).await;
        page.fill("new_password", "through the looking glass 2")
            .await;
        page.click("set-password").await;
        let text = page.notice("token_revoked").await;
        assert!(text.contains("once"), "{text}");
        page.find("another-link").await;

        page.open("/login").await;
        page.submit_log_in("alice", "wonderland").await;
        page.notice("credentials_invalid").await;
        page.fill("password", "through the looking glass").await;
        page.click_on("main form button[type=submit]").await;
        assert_eq!(page.text("user-name").await, "Alice");
    })
    .await;
}

/// Mail takes a moment: looks again until it is there.
async fn link_in_the_mail(page: &Page) -> String {
    page.wait_for("the mail is there", async || {
        if page.count("[data-testid='mail']").await > 0 {
            return true;
        }
        page.click("reload-outbox").await;
        false
    })
    .await;
    let link = page
        .see("[data-testid='mail'] a[href*='reset-password']")
        .await;
    link.attr("href").await.unwrap().expect("an address")
}

#[tokio::test]
async fn a_link_that_is_old_cut_off_or_missing_is_told_as_such() {
    walk(
        "bad-links",
        Options::ENGLISH.moving_the_clock(),
        async |page| {
            page.open("/reset-password").await;
            page.notice("link_missing").await;
            page.open("/").await;
            page.open("/reset-password#eyJ.eyJ").await;
            page.fill("new_password", "through the looking glass").await;
            page.click("set-password").await;
            page.notice("token_malformed").await;

            page.open("/forgot-password").await;
            page.fill("username", "alice").await;
            page.click("send-link").await;
            page.notice("link_sent").await;
            page.open("/outbox").await;
            let link = link_in_the_mail(page).await;
            let (_, token) = link.split_once('#').expect("a link");
            page.site.advance(Duration::from_secs(31 * 60));
            page.open(&format!("/reset-password#{token}")).await;
            page.fill("new_password", "through the looking glass").await;
            page.click("set-password").await;
            let text = page.notice("token_expired").await;
            assert!(text.contains("30 minutes"), "{text}");
        },
    )
    .await;
}

#[tokio::test]
async fn changing_the_password_keeps_this_session_and_ends_the_others() {
    walk("change-password", Options::default(), async |page| {
        page.log_in().await;
        let other = page.token_of("alice", "wonderland").await;
        page.open("/account").await;
        page.find("end-session").await;
        page.fill("current_password", "not the one").await;
        page.fill("new_password", "through the looking glass").await;
        page.click("change-password").await;
        page.find("field-error-current_password").await;
        page.fill("current_password", "wonderland").await;
        page.click("change-password").await;
        page.notice("password_changed").await;
        page.gone("end-session").await;
        assert_eq!(page.ask_with(&other).await, "token_revoked");
        page.open("/notes").await;
        page.find("new-note").await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_undone_asks_for_the_password_and_can_be_cancelled() {
    walk(
        "step-up",
        Options::ENGLISH.moving_the_clock(),
        async |page| {
            page.log_in().await;
            page.site.advance(Duration::from_secs(6 * 60));
            page.open("/account").await;
            page.click("delete-account").await;
            page.click_on("dialog[open] [data-testid='confirm']").await;
            page.see("dialog[open][data-testid='step-up']").await;
            let focused = "return document.activeElement.closest('dialog')?.dataset.testid";
            assert_eq!(page.run(focused).await, "step-up");
            page.click("step-up-cancel").await;
            page.wait_for("it is closed", async || {
                page.count("dialog[open]").await == 0
            })
            .await;
            assert_eq!(
                page.count("[data-testid='notice']").await,
                0,
                "a plain cancel"
            );
            assert_eq!(page.text("user-name").await, "Alice");

            page.click("delete-account").await;
            page.click_on("dialog[open] [data-testid='confirm']").await;
            page.fill("step_up_password", "not the one").await;
            page.click("step-up-submit").await;
            page.find("field-error-step_up_password").await;
            page.fill("step_up_password", "wonderland").await;
            page.click("step-up-submit").await;
            page.notice("account_deleted").await;
            page.gone("user-name").await;
            page.open("/login").await;
            page.submit_log_in("alice", "wonderland").await;
            page.notice("credentials_invalid").await;
        },
    )
    .await;
}
