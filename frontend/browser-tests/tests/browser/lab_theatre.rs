//! scratch
use browser_tests::{Options, Page, walk};
use serde_json::json;
use std::net::TcpListener;

fn options() -> Options {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let bind: &'static str = Box::leak(format!("127.0.0.1:{port}").into_boxed_str());
    let url: &'static str = Box::leak(format!("http://localhost:{port}").into_boxed_str());
    Options::default().with(Box::leak(Box::new([
        ("APP_BIND", bind),
        ("APP_PUBLIC_URL", url),
    ])))
}

#[tokio::test]
async fn scratch() {
    walk("theatre", options(), async |page: &Page| {
        page.log_in().await;
        page.devtools("Emulation.setEmulatedMedia", json!({"features":[{"name":"prefers-reduced-motion","value":"reduce"}]})).await;
        page.open("/storage").await;
        page.screenshot("theatre-0").await;
        page.click("play-all").await;
        for store in ["local", "session", "memory", "cookie"] {
            page.see(&format!("[data-testid='{store}-forge'][data-outcome]")).await;
            println!("{store}: {}", page.text(&format!("row-{store}")).await);
        }
        page.wait_for("over", async || page.run("return document.querySelector('[data-testid=play-all]')?.getAttribute('aria-disabled') === 'false'").await == true).await;
        println!("{}", page.text("stage-status").await);
        println!("{}", page.fetch("/api/lab/theatre/forgeries", &json!({})).await);
        page.click("plant").await;
        page.wait_for("planted", async || page.count("[data-testid='planted']").await == 3).await;
        page.browser.set_window_rect(0,0,1440,2000).await.unwrap();
        page.run("scrollTo(0,0)").await; page.screenshot("theatre-full").await;
        println!("{}", page.text("scenes").await);
        for e in page.browser.find_all(thirtyfour::By::Css("[data-testid^='cookie-'], [data-testid='planted']")).await.unwrap() { println!("{}", e.text().await.unwrap()); }
    }).await;
}
