//! The protected resource, as a person uses it.

use browser_tests::{Options, Page, walk};

async fn write(page: &Page, title: &str, body: &str) {
    page.fill("title", title).await;
    page.fill("body", body).await;
    page.click("save-note").await;
    // Whoever leaves at once takes the request along.
    page.at("/notes").await;
}

#[tokio::test]
async fn a_note_is_written_changed_and_deleted() {
    walk("notes", Options::default(), async |page| {
        page.log_in().await;
        page.open("/notes").await;
        page.click("new-note").await;
        write(page, "买菜", "<script>alert(1)</script>").await;
        page.open("/notes").await;
        assert!(page.text("note-item").await.contains("买菜"));
        assert_eq!(page.count("script:not([src]):not([type=module])").await, 0);

        page.click_on("[data-testid='note-item'] a").await;
        assert_eq!(page.value("body").await, "<script>alert(1)</script>");
        write(page, "做饭", "").await;
        page.open("/notes").await;
        assert!(page.text("note-item").await.contains("做饭"));

        page.click_on("[data-testid='note-item'] a").await;
        page.click("delete-note").await;
        page.click_on("dialog[open] [data-testid='confirm']").await;
        page.at("/notes").await;
        page.gone("note-item").await;
    })
    .await;
}

#[tokio::test]
async fn a_link_to_a_note_works_for_anybody() {
    walk("link", Options::default(), async |page| {
        page.log_in().await;
        page.open("/notes/new").await;
        write(page, "食谱", "番茄炒蛋").await;
        page.click_on("[data-testid='note-item'] a").await;
        page.click("make-link").await;
        let address = page.find("link-address").await;
        let address = address.prop("value").await.unwrap().unwrap();
        let path = &address[address.find("/api/links/").expect("a link")..];
        let answer = page.ask("GET", path, None, None).await;
        assert_eq!(answer["status"], 200);
        assert!(answer["body"].as_str().unwrap().contains("番茄炒蛋"));
        page.click("copy-link").await;
        page.see("[data-testid='notice'][data-code='copied'], [data-testid='notice'][data-code='not_copied']")
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_long_list_is_loaded_page_by_page() {
    walk("load-more", Options::default(), async |page| {
        page.log_in().await;
        let token = page.stored_token().await.unwrap();
        let script = format!(
            "const done = arguments[0];
             (async () => {{
                 for (let i = 0; i < 25; i++) await fetch('/api/notes', {{
                     method: 'POST',
                     headers: {{ 'Content-Type': 'application/json', Authorization: 'Bearer {token}' }},
                     body: JSON.stringify({{ title: 'note ' + i, body: '' }})
                 }});
                 done(true);
             }})();"
        );
        page.browser.execute_async(&script, Vec::new()).await.unwrap();
        page.open("/notes").await;
        page.find("load-more").await;
        let items = "[data-testid='note-item']";
        assert_eq!(page.count(items).await, 20);
        page.click("load-more").await;
        page.wait_for("all 25 are there", async || page.count(items).await == 25)
            .await;
        page.gone("load-more").await;
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_kept_for_its_writer_alone() {
    walk("drafts", Options::default(), async |page| {
        page.log_in().await;
        page.open("/notes/new").await;
        page.fill("title", "half a thought").await;
        page.browser.refresh().await.unwrap();
        page.find("draft-restored").await;
        assert_eq!(page.value("title").await, "half a thought");
        page.click("log-out").await;
        page.gone("user-name").await;
        page.open("/login?return_to=%2Fnotes%2Fnew").await;
        page.submit_log_in("john_doe", "password123").await;
        page.at("/notes/new").await;
        assert_eq!(page.value("title").await, "");
        assert!(
            !page
                .run("return JSON.stringify(sessionStorage)")
                .await
                .to_string()
                .contains("half")
        );
    })
    .await;
}

#[tokio::test]
async fn a_failed_save_loses_nothing() {
    walk("failed-save", Options::default(), async |page| {
        page.log_in().await;
        page.open("/notes/new").await;
        page.fill("title", "kept").await;
        page.set_offline(true).await;
        page.click("save-note").await;
        page.notice("offline").await;
        assert_eq!(page.value("title").await, "kept");
        page.set_offline(false).await;
        page.click("save-note").await;
        page.wait_for("it is saved", async || page.path().await != "/notes/new")
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_note_that_is_not_there_is_told_and_not_a_blank_page() {
    walk("no-note", Options::default(), async |page| {
        page.log_in().await;
        page.open("/notes/01900000-0000-7000-8000-000000000000")
            .await;
        page.wait_for("the page says so", async || {
            let heading = page.see("main h1").await.text().await;
            heading.is_ok_and(|text| text.contains("no such note"))
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn trying_again_after_a_failure_brings_what_was_asked_for() {
    walk("retry", Options::default(), async |page| {
        page.log_in().await;
        page.open("/notes/new").await;
        write(page, "patience", "").await;
        page.find("note-item").await;
        page.open("/account").await;

        page.set_offline(true).await;
        page.click_on("header a[href='/notes']").await;
        page.notice("offline").await;
        page.set_offline(false).await;
        page.click_on("main .actions button").await;
        assert!(page.text("note-item").await.contains("patience"));

        page.set_offline(true).await;
        page.click_on("[data-testid='note-item'] a").await;
        page.notice("offline").await;
        page.set_offline(false).await;
        page.click_on("main .actions button").await;
        assert_eq!(page.value("title").await, "patience");
    })
    .await;
}
