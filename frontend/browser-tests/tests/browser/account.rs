//! Language, theme, and who one is.

use browser_tests::{Options, walk};

const CHINESE: Options = Options { language: "zh-CN" };

#[tokio::test]
async fn the_language_follows_the_browser_until_somebody_chooses() {
    walk("language", CHINESE, async |page| {
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
