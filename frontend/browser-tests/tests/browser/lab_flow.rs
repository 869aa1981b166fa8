//! The live flow: what is drawn is what went over the wire.

use browser_tests::{Options, walk};

#[tokio::test]
async fn scratch_pictures() {
    walk("scratch", Options::default(), async |page| {
        page.open("/").await;
        page.screenshot("f-anon").await;
        page.click("log-in-alice").await;
        page.find("token").await;
        tokio::time::sleep(std::time::Duration::from_millis(2000)).await;
        page.screenshot("f-login").await;
        page.click("call-me").await;
        tokio::time::sleep(std::time::Duration::from_millis(2500)).await;
        page.screenshot("f-call").await;
        page.click("call-altered").await;
        tokio::time::sleep(std::time::Duration::from_millis(2500)).await;
        page.screenshot("f-altered").await;
        page.click("call-expired").await;
        tokio::time::sleep(std::time::Duration::from_millis(3500)).await;
        page.screenshot("f-expired").await;
    })
    .await;
}
