//! What a visit transfers, and what becomes of one when a part of the page does
//! not come. Both are about the page as it is released, in several files.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use browser_tests::{Options, Page, walk};
use serde_json::json;

/// What a first visit may transfer, in bytes.
#[cfg(feature = "lab")]
const MOST: usize = 260_000;
/// What a first visit may transfer, in bytes.
#[cfg(not(feature = "lab"))]
const MOST: usize = 130_000;

#[tokio::test]
async fn a_first_visit_transfers_no_more_than_was_promised() {
    for (language, options) in [("en", Options::ENGLISH), ("zh", Options::CHINESE)] {
        walk(&format!("weight-{language}"), options, async |page| {
            page.open("/").await;
            settled(page).await;
            let files = loaded(page).await;
            assert!(files.len() > 4, "the page is that of a release: {files:?}");
            let mut table: Vec<_> = files
                .iter()
                .map(|path| (weight(page, path), path))
                .collect();
            table.sort_unstable();
            let sum: usize = table.iter().map(|(bytes, _)| bytes).sum();
            assert!(sum <= MOST, "{sum} bytes, allowed are {MOST}: {table:#?}");
        })
        .await;
    }
}

/// Waits until the page shows what it has to show.
async fn settled(page: &Page) {
    page.wait_for("nothing is loading", async || {
        page.count("[aria-busy='true']").await == 0
    })
    .await;
}

/// The files of the page that the browser asked the server for, itself first.
async fn loaded(page: &Page) -> Vec<String> {
    let script = "return [...new Set(['navigation', 'resource']
            .flatMap(type => performance.getEntriesByType(type))
            .concat({ name: document.querySelector('link[rel=icon]').href })
            .map(entry => new URL(entry.name))
            .filter(url => url.origin === location.origin)
            .map(url => url.pathname)
            .filter(path => !path.startsWith('/api/')))]";
    let paths = page.run(script).await;
    serde_json::from_value(paths).expect("paths")
}

/// The length of a file as it goes over the wire to whoever takes brotli.
fn weight(page: &Page, path: &str) -> usize {
    let host = page.site.address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("the server answers");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = answer.split_at(end.expect("an empty line") + 4);
    let head = String::from_utf8_lossy(head).to_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
    assert!(head.contains("content-length:"), "{path}: {head}");
    if head.contains("content-encoding: br") {
        return body.len();
    }
    // A folder that was not packed: what packing would make of it, if it gains.
    let mut coded = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        lgwin: 24,
        size_hint: body.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    brotli::BrotliCompress(&mut &*body, &mut coded, &params).expect("compressed");
    coded.len().min(body.len())
}

#[tokio::test]
async fn a_page_whose_code_does_not_come_says_so_and_comes_when_it_is_loaded_again() {
    walk("lost-part", Options::default(), async |page| {
        page.open("/").await;
        settled(page).await;
        // As after a new release, in which the file has another name.
        page.devtools("Network.enable", json!({})).await;
        block(page, &["*/errors-*.wasm"]).await;
        page.expect_on_console("errors-");
        page.expect_on_console("Failed to fetch");
        page.click_on("footer a[href='/errors']").await;
        page.find("chunk-missing").await;
        page.at("/errors").await;
        // What is around the page goes on.
        page.click_on("header a.brand").await;
        page.gone("chunk-missing").await;
        page.click_on("footer a[href='/errors']").await;
        page.find("chunk-missing").await;
        block(page, &[]).await;
        page.click_on("[data-testid='chunk-missing'] button").await;
        page.see("main a[href='/errors/token_expired']").await;
    })
    .await;
}

async fn block(page: &Page, urls: &[&str]) {
    page.devtools("Network.setBlockedURLs", json!({ "urls": urls }))
        .await;
}

#[tokio::test]
async fn the_former_page_stays_until_the_next_one_is_there() {
    walk("slow-part", Options::default(), async |page| {
        page.open("/").await;
        settled(page).await;
        // The next file is held back until the walk lets it go.
        page.run(
            "const real = window.fetch;
             window.fetch = async (input, init) => {
                 if (String(input).includes('errors-')) {
                     await new Promise(go => window.letGo = go);
                 }
                 return real(input, init);
             };",
        )
        .await;
        let heading = page.see("main h1").await.text().await.expect("a heading");
        page.click_on("footer a[href='/errors']").await;
        page.wait_for("the file is asked for", async || {
            page.run("return typeof window.letGo").await == "function"
        })
        .await;
        page.see("main[aria-busy='true']").await;
        let shown = page.see("main h1").await.text().await.expect("a heading");
        assert_eq!(shown, heading);
        page.run("window.letGo()").await;
        page.see("main a[href='/errors/token_expired']").await;
        settled(page).await;
        // The focus goes to the new page's heading, not to the former one's.
        page.wait_for("the heading has the focus", async || {
            page.run("return document.activeElement === document.querySelector('main h1')")
                .await
                == true
        })
        .await;
    })
    .await;
}
