//! The page of the API: what a developer reads first, and tries out.

use browser_tests::{Options, Page, walk};
use thirtyfour::Key;

#[tokio::test]
async fn the_api_is_listed_and_can_be_tried_out_without_a_network() {
    walk("api-docs", Options::default(), async |page| {
        let url = format!("{}/api/docs", page.site.address);
        page.browser.goto(url).await.expect("the page loads");
        let document = page
            .fetch("/api/openapi.json", &serde_json::json!({}))
            .await;
        let paths = document["body"]["paths"].as_object().unwrap().values();
        let operations: usize = paths.map(|path| path.as_object().unwrap().len()).sum();
        page.wait_for("every operation is listed", async || {
            page.count(".opblock").await == operations
        })
        .await;

        // Without a token, then with the one of a log-in.
        page.click_on("#operations-Me-read_me .opblock-summary-control")
            .await;
        execute(page, "Me-read_me", "401").await;
        let token = page.token_of("alice", "wonderland").await;
        page.click_on(".auth-wrapper .authorize").await;
        let field = page.see(".modal-ux input#auth-bearer-value").await;
        // Enter sends the form of this field; the dialog has one for each scheme.
        field.send_keys(token + Key::Enter).await.expect("type");
        page.click_on(".modal-ux .btn-done").await;
        execute(page, "Me-read_me", "200").await;
        page.screenshot("api-docs").await;

        // The example of the log-in is one that works.
        page.click_on("#operations-Authentication-log_in .opblock-summary-control")
            .await;
        execute(page, "Authentication-log_in", "200").await;

        let asked = page
            .run("return performance.getEntriesByType('resource').map(entry => entry.name)")
            .await;
        let asked = asked.as_array().unwrap();
        assert!(asked.len() > 4, "{asked:?}");
        for url in asked.iter().map(|url| url.as_str().unwrap()) {
            let is_ours = url.starts_with(&format!("{}/", page.site.address));
            assert!(is_ours || url.starts_with("data:"), "{url}");
        }
    })
    .await;
}

/// Sends the request of an operation that is open, and waits for this status.
async fn execute(page: &Page, operation: &str, status: &str) {
    page.click_on(&format!("#operations-{operation} .execute"))
        .await;
    let cell = format!("#operations-{operation} .live-responses-table tbody .response-col_status");
    page.wait_for(
        &format!("{operation} is answered with {status}"),
        async || {
            let script = format!("return document.querySelector('{cell}')?.innerText ?? ''");
            page.run(&script).await.as_str() == Some(status)
        },
    )
    .await;
}
