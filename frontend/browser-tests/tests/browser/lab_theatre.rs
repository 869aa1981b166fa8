//! The storage theatre: every cell of its table against what the test itself
//! finds in the browser and on the server.

use std::net::TcpListener;

use browser_tests::{Options, Page, walk};
use serde_json::{Value, json};

use crate::appearance::{judge_in_place, still};

/// The forms of the foreign page go to the public address, so the server is told
/// beforehand where it is.
fn at_its_public_address(options: Options) -> Options {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let port = free.expect("a free port").port();
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    options.with(Box::leak(Box::new([
        ("APP_BIND", leak(format!("127.0.0.1:{port}"))),
        ("APP_PUBLIC_URL", leak(format!("http://localhost:{port}"))),
    ])))
}

/// Browsers refuse what is planted, and say so.
fn expect_refusals(page: &Page) {
    page.expect_on_console("frame-ancestors 'none'");
    page.expect_on_console("This document requires 'Trusted");
}

/// From the next page on: writes down what the page sends, and what is in its
/// storage at that moment.
async fn watch(page: &Page) {
    let source = "if (window === top) {
        window.seen = [];
        const real = window.fetch;
        window.fetch = (input, init) => {
            const request = new Request(input.url ?? input, { headers: init?.headers ?? input.headers });
            const token = storage => JSON.parse(storage.getItem('tessera.access_token'));
            const { pathname: path } = new URL(request.url);
            // The program itself is fetched as well.
            if (path.startsWith('/api/')) window.seen.push({
                path,
                sent: request.headers.get('authorization')?.split(' ')[1] ?? null,
                local: token(localStorage),
                session: token(sessionStorage),
            });
            return real(input, init);
        };
    }";
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": source }),
    )
    .await;
}

async fn outcome(page: &Page, cell: &str) -> String {
    let found = page.find(cell).await.attr("data-outcome").await;
    found.expect("read").unwrap_or_default()
}

/// Plays this and waits until the visitor's own session is back.
async fn play(page: &Page, button: &str, rows: &[&str]) {
    page.click(button).await;
    for store in rows {
        page.see(&format!("[data-testid='{store}-forge'][data-outcome]"))
            .await;
    }
    page.wait_for("the curtain falls", async || {
        page.count(&format!("[data-testid='{button}'][aria-disabled='false']"))
            .await
            == 1
    })
    .await;
}

fn text<'a>(seen: &'a Value, name: &str) -> &'a str {
    seen[name].as_str().unwrap_or_default()
}

fn ends(token: &str) -> String {
    format!("{}…{}", &token[..6], &token[token.len() - 6..])
}

async fn current_session(page: &Page) -> Value {
    let token = page.stored_token().await.expect("a token in localStorage");
    let list = page.ask("GET", "/api/sessions", Some(&token), None).await;
    let sessions = list["body"].as_array().expect("a list").clone();
    assert_eq!(sessions.len(), 1, "nothing of the play is left");
    sessions[0]["id"].clone()
}

#[tokio::test]
async fn every_cell_tells_what_happened_in_its_store() {
    walk(
        "theatre",
        at_its_public_address(Options::default()),
        async |page| {
            expect_refusals(page);
            still(page).await;
            page.log_in().await;
            let own = current_session(page).await;
            watch(page).await;
            for store in ["local", "session", "memory", "cookie"] {
                page.open("/storage").await;
                play(page, &format!("play-{store}"), &[store]).await;
                // What the page sent since it came back from the other site, still in
                // the session of the stage.
                let seen = page.run("return window.seen").await;
                let first = &seen[0];
                check_store(page, store, first).await;
                check_forgery(page, store).await;
                assert_eq!(current_session(page).await, own, "{store}");
                let sent = text(first, "sent");
                if !sent.is_empty() {
                    assert_eq!(page.ask_with(sent).await, "token_revoked", "{store}");
                }
            }
            let choice = page
                .run("return localStorage.getItem('tessera.token_store')")
                .await;
            assert_eq!(choice, "\"local\"");
        },
    )
    .await;
}

/// The cells of the planted script, against the store as the test saw it.
async fn check_store(page: &Page, store: &str, first: &Value) {
    let cell = async |column: &str| page.text(&format!("{store}-{column}")).await;
    let is_cookie = store == "cookie";
    let lost = if is_cookie { "kept" } else { "lost" };
    assert_eq!(outcome(page, &format!("{store}-reload")).await, "neutral");
    assert_eq!(outcome(page, &format!("{store}-read")).await, lost);
    assert_eq!(outcome(page, &format!("{store}-catch")).await, lost);
    assert_eq!(outcome(page, &format!("{store}-speak")).await, "lost");
    assert!(cell("speak").await.contains("alice"));
    match store {
        "local" | "session" => {
            let token = text(first, store);
            assert_eq!(token, text(first, "sent"));
            assert!(cell("reload").await.contains("GET /api/me → 200"));
            for column in ["reload", "read", "catch"] {
                assert!(
                    cell(column).await.contains(&ends(token)),
                    "{store} {column}"
                );
            }
            assert!(cell("read").await.contains(&format!("{store}Storage")));
        }
        // Each page fetches a token of its own: after the reload, and after the
        // visit to the other site.
        "memory" => {
            assert_eq!(
                (&first["local"], &first["session"]),
                (&Value::Null, &Value::Null)
            );
            assert_eq!(first["path"], "/api/auth/refresh");
            assert!(
                cell("reload")
                    .await
                    .contains("POST /api/auth/refresh → 200")
            );
            assert!(cell("read").await.contains("GET /api/me → 200"));
        }
        _ => {
            assert_eq!(
                (&first["local"], &first["sent"]),
                (&Value::Null, &Value::Null)
            );
            assert!(cell("reload").await.contains("GET /api/me → 200"));
            assert!(!cell("read").await.contains("eyJ"));
            assert!(!cell("catch").await.contains("eyJ"));
        }
    }
    let is_renewed = cell("speak").await.contains("POST /api/auth/refresh → 200");
    assert_eq!(is_renewed, !is_cookie, "{store}");
}

/// The cell of the foreign page, and the cookies beside it, against the server's
/// record.
async fn check_forgery(page: &Page, store: &str) {
    let cell = format!("{store}-forge");
    assert_eq!(outcome(page, &cell).await, "kept");
    let record = page.fetch("/api/lab/theatre/forgeries", &json!({})).await["body"].clone();
    let received = record["received"].as_array().expect("a list");
    let [careful, careless] = received.as_slice() else {
        panic!("two forms went out in the window: {record}");
    };
    assert_eq!(careful["site"], "cross-site");
    let shown = page.text(&cell).await;
    for part in ["site", "refused"] {
        assert!(
            shown.contains(careful[part].as_str().expect("text")),
            "{shown}"
        );
    }
    for name in ["refresh_token", "lab_plain", "lab_careless"] {
        let line = page.find(&format!("cookie-{name}")).await;
        let is_sent = line.attr("data-sent").await.expect("read").expect("told") == "true";
        let came = careless["cookies"].as_array().expect("names");
        assert_eq!(is_sent, came.contains(&json!(name)), "{name}");
        assert!(
            page.browser.get_named_cookie(name).await.is_ok(),
            "{name} was there to send"
        );
    }
    assert_eq!(record["transfers"], 1);
    let notes = page.stored_token().await.expect("a token");
    let notes = page.ask("GET", "/api/notes", Some(&notes), None).await;
    assert_eq!(notes["body"]["items"], json!([]));
}

#[tokio::test]
async fn the_whole_piece_fills_the_table_and_gives_the_session_back() {
    walk(
        "theatre-all",
        at_its_public_address(Options::CHINESE),
        async |page| {
            expect_refusals(page);
            still(page).await;
            page.log_in_with("memory").await;
            page.open("/storage").await;
            play(page, "play-all", &["local", "session", "memory", "cookie"]).await;
            assert_eq!(page.count("[data-outcome='lost']").await, 10);
            assert_eq!(page.count("[data-outcome='kept']").await, 6);
            assert_eq!(page.stored_token().await, None, "memory, as it was");
            assert!(page.refresh_token().await.is_some());
            // It is still there after another reload, and goes with the tab alone.
            page.open("/storage").await;
            assert_eq!(page.count("[data-outcome='lost']").await, 10);
            let mut complaints = Vec::new();
            page.click("plant").await;
            page.wait_for("all three were tried", async || {
                page.count("[data-testid='planted']").await == 3
            })
            .await;
            page.run("scrollTo(0, 0)").await;
            judge_in_place(page, "storage-played-zh", &mut complaints).await;
            page.click("language-switch").await;
            judge_in_place(page, "storage-played-en", &mut complaints).await;
            assert!(complaints.is_empty(), "{complaints:#?}");
        },
    )
    .await;
}

#[tokio::test]
async fn what_is_planted_in_the_page_does_not_run() {
    walk("theatre-planted", Options::default(), async |page| {
        expect_refusals(page);
        page.open("/storage").await;
        let heard = "window.broken = [];
            addEventListener('securitypolicyviolation', e => broken.push(e.effectiveDirective));";
        page.run(heard).await;
        page.click("plant").await;
        page.wait_for("all three were tried", async || {
            page.count("[data-testid='planted'][data-ran='false']")
                .await
                == 3
        })
        .await;
        let broken = page.run("return window.broken").await;
        let broken = broken.as_array().expect("a list");
        assert!(broken.len() >= 3, "{broken:?}");
        let shown = page
            .see("[data-testid='planted']")
            .await
            .text()
            .await
            .expect("text");
        assert!(
            shown.contains(broken[0].as_str().expect("a name")),
            "{shown}"
        );
        assert_eq!(page.count("html[data-planted]").await, 0);
        // Nobody is signed in, so nobody can play.
        page.click("log-in-to-play").await;
        page.at("/login?return_to=%2Fstorage").await;
    })
    .await;
}

#[tokio::test]
async fn where_the_server_knows_another_address_the_page_stays_and_says_so() {
    walk("theatre-address", Options::default(), async |page| {
        still(page).await;
        page.log_in().await;
        page.open("/storage").await;
        play(page, "play-local", &["local"]).await;
        assert_eq!(outcome(page, "local-forge").await, "neutral");
        assert!(
            page.text("local-forge")
                .await
                .contains("http://localhost:8080")
        );
        page.at("/storage").await;
    })
    .await;
}
