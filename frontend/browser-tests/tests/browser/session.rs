//! Staying signed in, and not.

use browser_tests::{Options, walk};

#[tokio::test]
async fn a_guarded_address_leads_through_log_in_to_itself() {
    walk("return-to", Options::default(), async |page| {
        page.open("/notes/new").await;
        page.at("/login?return_to=%2Fnotes%2Fnew").await;
        page.submit_log_in("alice", "wonderland").await;
        page.at("/notes/new").await;
    })
    .await;
}

#[tokio::test]
async fn return_to_never_leaves_the_site() {
    walk("open-redirect", Options::default(), async |page| {
        for target in [
            "//evil.example/x",
            "https://evil.example/",
            "/%5Cevil.example",
            "%2F%2Fevil.example",
            "javascript:alert(1)",
            "/%09/evil.example",
            "/..//evil.example",
        ] {
            page.open(&format!("/login?return_to={target}")).await;
            page.submit_log_in("alice", "wonderland").await;
            page.find("user-name").await;
            page.at("/").await;
            page.click("log-out").await;
            page.gone("user-name").await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_reload_and_a_second_tab_are_signed_in() {
    walk("reload", Options::default(), async |page| {
        page.log_in().await;
        page.browser.refresh().await.unwrap();
        assert_eq!(page.text("user-name").await, "Alice");
        let tab = page.browser.new_tab().await.unwrap();
        page.browser.switch_to_window(tab).await.unwrap();
        page.open("/").await;
        assert_eq!(page.text("user-name").await, "Alice");
    })
    .await;
}

#[tokio::test]
async fn log_in_and_log_out_reach_the_other_tab() {
    walk("two-tabs", Options::default(), async |page| {
        let first = page.browser.window().await.unwrap();
        page.open("/").await;
        let second = page.browser.new_tab().await.unwrap();
        page.browser.switch_to_window(second.clone()).await.unwrap();
        page.log_in().await;
        let token = page.stored_token().await.unwrap();

        page.browser.switch_to_window(first).await.unwrap();
        assert_eq!(page.text("user-name").await, "Alice");
        page.click("log-out").await;
        page.gone("user-name").await;
        assert_eq!(page.stored_token().await, None);

        page.browser.switch_to_window(second).await.unwrap();
        page.gone("user-name").await;
        // And the token is over, not just forgotten.
        page.wait_for("the server refuses it", async || {
            page.ask_with(&token).await == "token_revoked"
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn log_out_works_without_a_network_too() {
    walk("log-out-offline", Options::default(), async |page| {
        page.log_in().await;
        page.set_offline(true).await;
        page.click("log-out").await;
        page.gone("user-name").await;
        page.notice("logged_out_untold").await;
        assert_eq!(page.stored_token().await, None);
        page.set_offline(false).await;
    })
    .await;
}

#[tokio::test]
async fn who_is_signed_in_needs_no_log_in_page() {
    walk("already", Options::default(), async |page| {
        page.log_in().await;
        page.open("/login?return_to=%2Fnotes").await;
        page.at("/notes").await;
    })
    .await;
}
