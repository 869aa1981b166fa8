//! The guided tour leads to every lesson and shows the code that runs.

use std::path::Path;

use browser_tests::{Options, Page, walk};
use thirtyfour::prelude::*;

const STOPS: usize = 12;

/// The stops, by the names that the page gives them.
async fn stops(page: &Page) -> Vec<String> {
    let found = page.browser.find_all(By::Css(".stop")).await;
    let mut names = Vec::new();
    for stop in found.expect("stops") {
        names.push(stop.id().await.expect("an id").expect("an id"));
    }
    names
}

#[tokio::test]
async fn every_stop_shows_the_code_as_it_stands_in_the_repository() {
    walk("tour-code", Options::ENGLISH, async |page| {
        page.open("/tour").await;
        let stops = stops(page).await;
        assert_eq!(stops.len(), STOPS);
        for stop in stops {
            page.click(&format!("code-{stop}")).await;
            page.see(&format!("#{stop} .excerpt")).await;
            let excerpts = page.browser.find_all(By::Css(format!("#{stop} .excerpt")));
            for excerpt in excerpts.await.expect("excerpts") {
                let caption = excerpt
                    .find(By::Css("figcaption"))
                    .await
                    .expect("a caption");
                let caption = caption.text().await.expect("its text");
                let (file, line) = caption.split_once(':').expect("file and line");
                let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
                let source = std::fs::read_to_string(root.join(file)).expect("the file is there");
                let shown = excerpt.find(By::Css("pre")).await.expect("code");
                let shown = shown
                    .prop("textContent")
                    .await
                    .expect("text")
                    .expect("text");
                let first: usize = line.parse().expect("a line");
                for (line, shown) in source.lines().skip(first - 1).zip(shown.lines()) {
                    assert_eq!(line.trim(), shown.trim(), "{file}");
                }
                assert!(shown.lines().count() > 2, "{shown}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_stop_leads_to_a_page_that_is_there() {
    walk("tour-links", Options::CHINESE, async |page| {
        page.log_in().await;
        page.open("/tour").await;
        for stop in stops(page).await {
            page.open("/tour").await;
            page.click_on(&format!("#{stop} .see-it")).await;
            let heading = page.see("main h1").await.text().await.expect("a heading");
            assert_ne!(page.path().await, "/tour", "{stop}");
            assert!(!heading.contains("没有"), "{stop}: {heading}");
        }
    })
    .await;
}
