//! Making an account.

use browser_tests::{Options, walk};

#[tokio::test]
async fn rules_are_told_while_typing_and_by_the_server_beside_their_field() {
    walk("register", Options::default(), async |page| {
        page.open("/register").await;
        page.fill("username", "Al ice").await;
        page.fill("password", "short").await;
        // Leaving the field shows what is wrong with it; mending it clears that.
        page.find("field-error-username").await;
        page.fill("username", "alice").await;
        page.gone("field-error-username").await;
        page.fill("password", "password123").await;
        page.click_on("main form button[type=submit]").await;
        page.find("field-error-password").await;
        assert_eq!(page.value("username").await, "alice");
        page.fill("password", "correct horse").await;
        page.click_on("main form button[type=submit]").await;
        page.find("field-error-username").await;
        page.fill("username", "xiao_ming").await;
        page.fill("display_name", "王小明").await;
        page.click_on("main form button[type=submit]").await;
        assert_eq!(page.text("user-name").await, "王小明");
    })
    .await;
}

#[tokio::test]
async fn a_name_with_markup_in_it_is_shown_as_text() {
    walk("markup", Options::default(), async |page| {
        let name = "<img src=x onerror=alert(1)>";
        page.open("/register").await;
        page.fill("username", "mallory").await;
        page.fill("password", "correct horse").await;
        page.fill("display_name", name).await;
        page.click_on("main form button[type=submit]").await;
        assert_eq!(page.text("user-name").await, name);
        assert_eq!(page.count("img[src=x]").await, 0);
    })
    .await;
}
