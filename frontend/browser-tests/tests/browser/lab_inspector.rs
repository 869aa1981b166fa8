//! The inspector: what it shows of a token is what the token says, what it shows
//! of the server is what the server says, and a key goes nowhere.

mod keys;

use browser_tests::{Options, Page, walk};
use serde_json::{Value, json};

/// Puts a text into a field at once, as pasting does.
async fn paste(page: &Page, name: &str, text: &str) {
    page.see(&format!("[name='{name}']")).await;
    page.run(&format!(
        "const field = document.querySelector(\"[name='{name}']\");
         field.value = {};
         field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));",
        json!(text)
    ))
    .await;
}

/// The token on the bench.
async fn token(page: &Page) -> String {
    page.value("token").await
}

/// Opens the inspector, and waits for the token that it begins with.
async fn open(page: &Page) {
    page.open("/inspector").await;
    page.wait_for("a token is there", async || !token(page).await.is_empty())
        .await;
}

/// What the server says of this token when it is asked past the page.
async fn trace(page: &Page, token: &str) -> Value {
    let body = json!({ "token": token });
    let answer = page.ask("POST", "/api/lab/trace", None, Some(body)).await;
    assert_eq!(answer["status"], 200, "{answer}");
    answer["body"].clone()
}

/// Waits until the page shows what the server says of the token on the bench,
/// check by check; the code of the refusal is given.
async fn told(page: &Page) -> Option<String> {
    let token = token(page).await;
    let expected = trace(page, &token).await;
    let checks = expected["checks"].as_array().expect("checks");
    let verdicts: Vec<_> = checks
        .iter()
        .map(|check| json!([check["check"], check["verdict"], check["saw"]]))
        .collect();
    let shown = "return [...document.querySelectorAll(\"[data-testid='check']\")].map(check => [
        check.dataset.check,
        ['passed', 'failed', 'not-reached'].find(v => check.classList.contains(v)).replace('-', '_'),
        check.querySelector(\"[data-testid='saw']\")?.textContent ?? '',
    ])";
    page.wait_for("the page shows the server's checks", async || {
        let is_new = page.count("[data-testid='trace'][aria-busy='false']").await == 1;
        is_new && alike(&page.run(shown).await, &json!(verdicts))
    })
    .await;
    expected["code"].as_str().map(str::to_owned)
}

/// What was seen of a time changes with every second.
fn alike(shown: &Value, said: &Value) -> bool {
    let (Some(shown), Some(said)) = (shown.as_array(), said.as_array()) else {
        return false;
    };
    let is_timed =
        |row: &Value| matches!(row[0].as_str(), Some("expiry" | "not_before" | "issued_at"));
    shown.len() == said.len()
        && shown
            .iter()
            .zip(said)
            .all(|(a, b)| a[0] == b[0] && a[1] == b[1] && (a[2] == b[2] || is_timed(a)))
}

/// The check that refused it.
async fn failed_check(page: &Page) -> String {
    let failed = page.see("[data-testid='check'].failed").await;
    failed.attr("data-check").await.unwrap().expect("its name")
}

async fn see_verdict(page: &Page, verdict: &str) {
    page.see(&format!(
        "[data-testid='verdict'][data-verdict='{verdict}']"
    ))
    .await;
}

/// Changes a member of a part by its JSON.
async fn edit(page: &Page, part: &str, change: impl Fn(&mut Value)) {
    let mut json: Value = serde_json::from_str(&page.value(part).await).expect("JSON");
    change(&mut json);
    paste(page, part, &json.to_string()).await;
}

#[tokio::test]
async fn ones_own_token_is_shown_as_it_is_and_the_server_takes_it() {
    walk("inspector-own", Options::default(), async |page| {
        page.log_in().await;
        page.find("token").await;
        let own = page.stored_token().await.expect("a token");
        open(page).await;
        assert_eq!(token(page).await, own);
        // In colours, letter by letter the same.
        let coloured = page
            .run("return [...document.querySelectorAll('.token-field p span')].map(s => [s.className, s.textContent])")
            .await;
        let parts: Vec<&str> = own.split('.').collect();
        assert_eq!(
            coloured,
            json!([
                ["part-header", parts[0]],
                ["part-payload", parts[1]],
                ["part-signature", parts[2]]
            ])
        );
        assert_eq!(told(page).await, None);
        page.click("use-it").await;
        assert_eq!(page.text("me-said").await, "200 alice");
        assert_eq!(page.text("token-size").await, format!("{} bytes", own.len()));

        // Every claim in its order, with its kind; and the times run.
        let decoded = page
            .run(&format!("return Object.keys(JSON.parse(atob('{}'.replaceAll('-', '+').replaceAll('_', '/'))))", parts[1]))
            .await;
        let rows = page
            .run("return [...document.querySelectorAll('.part-payload tr[data-name]')].map(r => r.dataset.name)")
            .await;
        assert_eq!(rows, decoded);
        for (name, kind) in [("exp", "registered"), ("sid", "public"), ("role", "private")] {
            page.see(&format!("tr[data-name='{name}'] .kind.{kind}")).await;
        }
        let distance = "tr[data-name='exp'] [data-testid='distance']";
        let before = page.see(distance).await.text().await.unwrap();
        page.wait_for("a second goes by", async || {
            page.see(distance).await.text().await.unwrap() != before
        })
        .await;
        // Nothing of it is in the address.
        assert_eq!(page.run("return location.pathname + location.search + location.hash").await, "/inspector");
    })
    .await;
}

#[tokio::test]
async fn an_edited_claim_breaks_the_signature_and_nothing_before_it() {
    walk("inspector-edit", Options::default(), async |page| {
        page.log_in().await;
        page.find("token").await;
        open(page).await;
        let own = token(page).await;
        assert_eq!(told(page).await, None);
        edit(page, "payload", |claims| claims["role"] = json!("admin")).await;
        page.see("[data-testid='change'][data-change='content']")
            .await;
        let edited = token(page).await;
        let (old, new): (Vec<_>, Vec<_>) = (own.split('.').collect(), edited.split('.').collect());
        assert_eq!((old[0], old[2]), (new[0], new[2]));
        assert_ne!(old[1], new[1]);
        assert_eq!(told(page).await.as_deref(), Some("token_signature_invalid"));
        assert_eq!(failed_check(page).await, "signature");
        assert_eq!(page.text("equals").await, "≠");
        page.click("use-it").await;
        assert_eq!(page.text("me-said").await, "401 token_signature_invalid");
        assert_eq!(page.ask_with(&edited).await, "token_signature_invalid");

        page.click("restore").await;
        page.gone("change").await;
        assert_eq!(token(page).await, own);
        assert_eq!(told(page).await, None);

        // Typed by hand in the token itself: one letter of the signature.
        let field = page.see("[name='token']").await;
        let other = if own.ends_with('A') { "Q" } else { "A" };
        field
            .send_keys(thirtyfour::Key::Control + thirtyfour::Key::End)
            .await
            .unwrap();
        field
            .send_keys(thirtyfour::Key::Backspace + other)
            .await
            .unwrap();
        page.see("[data-testid='change'][data-change='signature']")
            .await;
        assert_eq!(told(page).await.as_deref(), Some("token_signature_invalid"));

        // Half a word is told at its place.
        paste(page, "payload", "{\n  \"role\": adm").await;
        assert!(
            page.text("payload-error")
                .await
                .contains("line 2, column 11")
        );
        assert_eq!(page.count(".part-payload tr[data-name]").await, 0);
        told(page).await;
        page.click("example-own").await;
        page.gone("payload-error").await;
        assert_eq!(token(page).await, own);
    })
    .await;
}

#[tokio::test]
async fn with_the_switch_off_nothing_leaves_the_page() {
    walk("inspector-off", Options::default(), async |page| {
        open(page).await;
        told(page).await;
        page.click("ask-server").await;
        page.gone("check").await;
        page.gone("use-it").await;
        page.run(
            "window.sent = [];
             const real = window.fetch;
             window.fetch = async (input, init) => {
                 const request = new Request(input, init);
                 window.sent.push([new URL(request.url).pathname, await request.clone().text()]);
                 return real(request);
             };",
        )
        .await;
        for number in 0..3 {
            edit(page, "payload", |claims| {
                claims["secret-plan"] = json!(number)
            })
            .await;
            page.see("tr[data-name='secret-plan']").await;
        }
        page.click("example-sub-name-admin").await;
        see_verdict(page, "fits").await;
        page.click("ask-server").await;
        told(page).await;
        // The one request is for what was there when it was switched on.
        let body = json!({ "token": token(page).await }).to_string();
        let sent = page
            .run("return window.sent.filter(s => s[0].startsWith('/api/lab/'))")
            .await;
        assert_eq!(sent[0], json!(["/api/lab/trace", body]));
        assert!(!sent.to_string().contains("secret-plan"));
    })
    .await;
}

#[tokio::test]
async fn any_text_is_taken_and_the_server_is_asked_about_it() {
    walk("inspector-robust", Options::default(), async |page| {
        open(page).await;
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(900), "]".repeat(900));
        for (text, shape) in [
            ("not a token", "untidy"),
            ("令牌", "other"),
            ("a.b", "other"),
            ("a.b.c.d", "other"),
            ("eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aXY.Y2lwaGVy.dGFn", "encrypted"),
            ("Bearer e30.e30.x", "untidy"),
            ("eyJjdHkiOiJKV1QifQ.ZXlKaGJHY2lPaUp1YjI1bEluMC5lMzAu.x", "nested"),
        ] {
            paste(page, "token", text).await;
            page.see(&format!("[data-testid='shape'][data-shape='{shape}']")).await;
            assert!(told(page).await.is_some(), "{text}");
        }
        page.click("open-nested").await;
        page.wait_for("the inner one is there", async || {
            token(page).await == "eyJhbGciOiJub25lIn0.e30."
        })
        .await;
        paste(page, "token", "Bearer e30.e30.x\n").await;
        page.click("tidy").await;
        page.wait_for("it is tidied", async || token(page).await == "e30.e30.x").await;

        // What cannot be read is told where it stands; the rest is read.
        paste(page, "token", "!.e30.x").await;
        page.find("header-error").await;
        assert_eq!(page.count("[data-testid='payload-error']").await, 0);
        // Twice the same name; numbers digit by digit; nesting; other scripts.
        for json in [
            r#"{"exp":1,"exp":2}"#,
            r#"{"n":123456789012345678901234567890.10}"#,
            &deep,
            r#"{"名字":"令牌 🎫 \u4ee4"}"#,
        ] {
            paste(page, "payload", json).await;
            page.see(".part-payload tr[data-name]").await;
            let encoded = page
                .run("const part = document.querySelector(\"[name='token']\").value.split('.')[1];
                      const bytes = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
                      return new TextDecoder().decode(Uint8Array.from(bytes, c => c.charCodeAt(0)))")
                .await;
            assert_eq!(encoded, json);
            assert!(told(page).await.is_some());
        }
        assert_eq!(page.count("[data-testid='double']").await, 0);
        paste(page, "payload", r#"{"exp":1,"exp":2}"#).await;
        page.wait_for("both are marked", async || page.count("[data-testid='double']").await == 2)
            .await;

        // Megabytes: not taken apart, not sent, and the page goes on.
        paste(page, "token", &"A.".repeat(1_500_000)).await;
        page.see("[data-testid='shape'][data-shape='too-long']").await;
        page.gone("check").await;
        paste(page, "token", &"A".repeat(5000)).await;
        assert_eq!(told(page).await.as_deref(), Some("token_malformed"));
        assert_eq!(failed_check(page).await, "size");
        paste(page, "token", "").await;
        assert_eq!(told(page).await.as_deref(), Some("token_missing"));
    })
    .await;
}

#[tokio::test]
async fn a_token_in_a_cookie_is_out_of_reach_and_the_page_says_so() {
    walk("inspector-cookie", Options::CHINESE, async |page| {
        open(page).await;
        page.see("a[href='/login?return_to=%2Finspector']").await;
        page.log_in_with("cookie").await;
        open(page).await;
        assert!(page.text("own-in-cookie").await.contains("HttpOnly"));
        assert_eq!(page.count("[data-testid='example-own']").await, 0);
        // The sample's, and not the one in the cookie.
        page.see("tr[data-name='userId']").await;
    })
    .await;
}
