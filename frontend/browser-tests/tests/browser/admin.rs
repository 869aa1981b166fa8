//! What admins do, and that others are told it is none of theirs.

use std::time::Duration;

use browser_tests::{Options, walk};

#[tokio::test]
async fn who_is_no_admin_sees_no_link_and_gets_a_page_that_says_so() {
    walk("forbidden", Options::default(), async |page| {
        page.log_in().await;
        assert_eq!(page.count("a[href^='/admin']").await, 0);
        for path in ["/admin", "/admin/events"] {
            page.open(path).await;
            page.find("forbidden").await;
            assert_eq!(page.path().await, path);
        }
    })
    .await;
}

#[tokio::test]
async fn an_admin_finds_disables_and_enables_a_user_and_reads_of_it() {
    walk("admin", Options::ENGLISH.moving_the_clock(), async |page| {
        page.open("/login").await;
        page.submit_log_in("john_doe", "password123").await;
        page.find("user-name").await;
        page.click_on("header a[href='/admin']").await;
        page.find("user-alice").await;
        assert_eq!(
            page.count("[data-testid='user-john_doe'] button").await,
            0,
            "nobody locks themselves out"
        );
        page.fill("query", "nobody at all").await;
        page.click("search").await;
        page.find("no-users").await;
        page.fill("query", "ALI").await;
        page.click("search").await;
        page.find("user-alice").await;
        page.gone("user-john_doe").await;

        page.site.advance(Duration::from_secs(6 * 60));
        page.click_on("[data-testid='user-alice'] [data-testid='toggle-disabled']")
            .await;
        page.fill("step_up_password", "password123").await;
        page.click("step-up-submit").await;
        page.notice("user_changed").await;
        page.see("[data-testid='user-alice'].disabled").await;
        let focused = "return document.activeElement.dataset.testid";
        page.wait_for("the button has the focus", async || {
            page.run(focused).await == "toggle-disabled"
        })
        .await;
        page.click_on("[data-testid='user-alice'] [data-testid='toggle-disabled']")
            .await;
        page.see("[data-testid='user-alice']:not(.disabled)").await;
        page.click_on("[data-testid='user-alice'] [data-testid='toggle-role']")
            .await;
        page.wait_for("she is an admin", async || {
            let role = page
                .see("[data-testid='user-alice'] [data-testid='role']")
                .await;
            role.text().await.is_ok_and(|text| text == "Admin")
        })
        .await;
        page.click_on("main a[href='/admin/events']").await;
        for kind in [
            "user_disabled",
            "user_enabled",
            "role_changed",
            "stepped_up",
        ] {
            page.see(&format!("[data-testid='event-item'][data-kind='{kind}']"))
                .await;
        }
    })
    .await;
}
