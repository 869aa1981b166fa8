//! Texts that others wrote, and that would do something in a page less careful.

use browser_tests::{Options, Page, walk};
use futures_util::FutureExt as _;
use serde_json::{Value, json};

const MARKUP: &str = "<img src=x onerror=window.hurt=1>";
const SCRIPT: &str = "\"><script>window.hurt=1</script>";
const LINK: &str = "<a href=\"javascript:window.hurt=1\">javascript:window.hurt=1</a>";

/// Sends a request as the page would, with the token of whoever is logged in.
async fn send(page: &Page, method: &str, path: &str, body: Value) -> u64 {
    let script = "const [method, path, body, done] = arguments;
        const token = JSON.parse(localStorage.getItem('tessera.access_token'));
        const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
        fetch(path, { method, headers, body }).then(answer => done(answer.status));";
    let arguments = vec![json!(method), json!(path), json!(body.to_string())];
    let status = page.browser.execute_async(script, arguments).await;
    status.unwrap().json().as_u64().unwrap()
}

/// What was shown is text, and nothing else.
async fn is_unhurt(page: &Page, shown: &str) {
    page.wait_for(&format!("{shown} is shown as it is"), async || {
        let all = "const fields = [...document.querySelectorAll('input, textarea')];
                   return document.body.innerText + fields.map(field => field.value).join(' ')";
        page.run(all)
            .await
            .as_str()
            .is_some_and(|text| text.contains(shown))
    })
    .await;
    for css in ["[onerror]", "img[src='x']", "a[href^='javascript:']"] {
        assert_eq!(page.count(css).await, 0, "{css} where {shown} is shown");
    }
    assert_eq!(
        page.run("return window.hurt ?? null").await,
        Value::Null,
        "{shown}"
    );
}

#[tokio::test]
async fn markup_in_a_profile_a_note_a_session_or_an_address_is_text() {
    walk("hostile", Options::default(), async |page| {
        // What the browser calls itself is shown among the sessions.
        let agent = json!({ "userAgent": format!("Evil/1 {MARKUP}") });
        page.devtools("Network.setUserAgentOverride", agent).await;
        page.log_in().await;
        for (markup, email) in [
            (MARKUP, "\"<img/src=x/onerror=window.hurt=1>\"@evil.example"),
            (SCRIPT, "<script>window.hurt=1</script>@evil.example"),
            (LINK, "javascript:window.hurt=1@evil.example"),
        ] {
            let name = json!({ "display_name": markup });
            assert_eq!(send(page, "PATCH", "/api/me", name).await, 200);
            // No address has room for it.
            let email = json!({ "email": email });
            assert_eq!(send(page, "PATCH", "/api/me", email).await, 422);
            let note = json!({ "title": markup, "body": markup });
            assert_eq!(send(page, "POST", "/api/notes", note).await, 201);
            page.open("/account").await;
            is_unhurt(page, markup).await;
            page.open("/notes").await;
            is_unhurt(page, markup).await;
            page.click_on("[data-testid='note-item'] a").await;
            page.see("[name='body']").await;
            is_unhurt(page, markup).await;
        }
        page.open("/account").await;
        let device = page.see(".device").await.attr("title").await.unwrap();
        assert_eq!(device, Some(format!("Evil/1 {MARKUP}")));
        is_unhurt(page, "").await;
        // Another one looks at it.
        page.forget_cookies().await;
        page.run("localStorage.clear()").await;
        page.open("/login").await;
        page.submit_log_in("john_doe", "password123").await;
        page.find("user-name").await;
        page.open("/admin").await;
        is_unhurt(page, LINK).await;
        // An address that somebody was sent.
        for path in [
            "/errors/%3Cimg%20src=x%20onerror=window.hurt=1%3E",
            "/%3Cscript%3Ewindow.hurt=1%3C/script%3E",
        ] {
            page.open(path).await;
            is_unhurt(page, "").await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_log_in_never_leads_away_from_the_app() {
    walk("return-to", Options::default(), async |page| {
        for away in [
            "https%3A%2F%2Fevil.example%2F",
            "%2F%2Fevil.example",
            "%2F%5Cevil.example",
            "%5C%5Cevil.example",
            "%2F%09%2Fevil.example",
            "javascript%3Awindow.hurt%3D1",
            "data%3Atext%2Fhtml%2Chi",
        ] {
            page.open(&format!("/login?return_to={away}")).await;
            page.submit_log_in("alice", "wonderland").await;
            page.find("user-name").await;
            page.see("main h1").await;
            assert_eq!(
                page.run("return location.origin").await,
                page.site.address.as_str()
            );
            is_unhurt(page, "").await;
            page.forget_cookies().await;
            page.run("localStorage.clear()").await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_walk_fails_when_the_page_breaks_its_policy() {
    let broken = walk("policy", Options::default(), async |page| {
        page.open("/login").await;
        page.run(
            "const image = document.createElement('img');
             image.src = 'https://evil.example/x.png';
             document.body.append(image)",
        )
        .await;
        // By now it is on the console.
        page.wait_for("the image has failed", async || {
            page.run("return document.querySelector('img[src*=evil]').complete")
                .await
                == true
        })
        .await;
    });
    let failed = std::panic::AssertUnwindSafe(broken).catch_unwind().await;
    let cause = failed.expect_err("the walk fails");
    let cause = cause.downcast_ref::<String>().expect("in words");
    assert!(cause.contains("Content Security Policy"), "{cause}");
}
