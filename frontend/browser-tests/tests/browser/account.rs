//! Language, theme, and who one is.

use browser_tests::{Options, walk};

#[tokio::test]
async fn the_language_follows_the_browser_until_somebody_chooses() {
    walk("language", Options::CHINESE, async |page| {
        page.open("/login").await;
        let lang = "return document.documentElement.lang";
        assert_eq!(page.run(lang).await, "zh-CN");
        assert!(
            page.see("main h1")
                .await
                .text()
                .await
                .unwrap()
                .contains('登')
        );
        page.submit_log_in("alice", "wrong").await;
        assert!(page.notice("credentials_invalid").await.contains("密码"));
        page.click("language-switch").await;
        page.wait_for("the page is English", async || page.run(lang).await == "en")
            .await;
        // What was typed and what was said stay, the latter in English.
        assert_eq!(page.value("username").await, "alice");
        assert!(
            page.notice("credentials_invalid")
                .await
                .contains("password")
        );
        page.browser.refresh().await.unwrap();
        page.see("main h1").await;
        assert_eq!(page.run(lang).await, "en");
    })
    .await;
}

#[tokio::test]
async fn the_account_page_shows_the_profile() {
    walk("account", Options::default(), async |page| {
        page.log_in().await;
        page.open("/account").await;
        page.wait_for("the name is there", async || {
            let text = page.see("main").await.text().await.unwrap_or_default();
            text.contains("alice")
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_profile_is_changed_and_shown_at_once() {
    walk("profile", Options::default(), async |page| {
        page.log_in().await;
        page.open("/account").await;
        assert_eq!(page.value("display_name").await, "Alice");
        page.fill("display_name", "爱丽丝").await;
        page.fill("email", "no address").await;
        page.click("save-profile").await;
        page.find("field-error-email").await;
        page.fill("email", "alice@example.com").await;
        page.click("save-profile").await;
        page.notice("profile_saved").await;
        assert_eq!(page.text("user-name").await, "爱丽丝");
        page.browser.refresh().await.unwrap();
        page.find("save-profile").await;
        assert_eq!(page.value("email").await, "alice@example.com");
    })
    .await;
}

#[tokio::test]
async fn other_sessions_are_listed_in_words_and_ended_one_by_one_or_all() {
    walk("sessions", Options::default(), async |page| {
        page.log_in().await;
        let mut others = Vec::new();
        for _ in 0..3 {
            others.push(page.token_of("alice", "wonderland").await);
        }
        page.open("/account").await;
        page.find("session-item").await;
        let items = "[data-testid='session-item']";
        assert_eq!(page.count(items).await, 4);
        assert_eq!(page.count("[data-testid='current-session']").await, 1);
        assert!(page.text("session-item").await.contains("Chrome on "));
        page.click("end-session").await;
        page.notice("session_ended").await;
        page.wait_for("one is gone", async || page.count(items).await == 3)
            .await;
        page.click("end-others").await;
        page.notice("other_sessions_ended").await;
        page.wait_for("all others are gone", async || page.count(items).await == 1)
            .await;
        for token in others {
            assert_eq!(page.ask_with(&token).await, "token_revoked");
        }
        assert_eq!(page.text("user-name").await, "Alice");
    })
    .await;
}

#[tokio::test]
async fn an_error_code_is_explained_where_its_problem_points() {
    walk("reference", Options::default(), async |page| {
        page.open("/errors/token_expired").await;
        let text = page.see("main").await.text().await.unwrap();
        assert!(
            text.contains("token_expired") && text.contains("401"),
            "{text}"
        );
        page.open("/nothing/here").await;
        assert!(
            page.see("main h1")
                .await
                .text()
                .await
                .unwrap()
                .contains("Nothing")
        );
    })
    .await;
}
