//! Every page, in both languages and themes, on a phone and on a desk: it fits,
//! axe-core finds nothing serious, and `target/screenshots` shows it.

use std::time::Duration;

use browser_tests::{Options, Page, walk};
use serde_json::{Value, json};

const SIZES: [(&str, u32, u32); 3] = [
    ("phone", 390, 844),
    ("narrow", 360, 740),
    ("desktop", 1440, 900),
];

const OPEN_PAGES: [(&str, &str); 9] = [
    ("welcome", "/"),
    ("login", "/login"),
    ("register", "/register"),
    ("forgot", "/forgot-password"),
    ("reset", "/reset-password#eyJ.eyJ.x"),
    ("outbox", "/outbox"),
    ("error", "/errors/token_signature_invalid"),
    ("errors", "/errors"),
    ("missing", "/nothing/here"),
];

const ADMIN_PAGES: [(&str, &str); 2] = [("admin", "/admin"), ("events", "/admin/events")];

const SIGNED_IN_PAGES: [(&str, &str); 6] = [
    ("home", "/"),
    ("notes", "/notes"),
    ("note", "/notes/new"),
    ("account", "/account"),
    ("forbidden", "/admin"),
    ("no-note", "/notes/01900000-0000-7000-8000-000000000000"),
];

/// Looked at by strangers and by those who are logged in.
#[cfg(feature = "lab")]
const LESSONS: [(&str, &str); 7] = [
    ("inspector", "/inspector"),
    ("forge", "/forge#none"),
    ("storage", "/storage"),
    ("comparison", "/comparison"),
    ("formats", "/formats"),
    ("sso", "/sso"),
    ("tour", "/tour"),
];

#[tokio::test]
async fn every_page_is_fit_to_be_seen_in_english() {
    walk(
        "appearance-en",
        Options::ENGLISH.moving_the_clock(),
        async |page| look(page, "en").await,
    )
    .await;
}

#[tokio::test]
async fn every_page_is_fit_to_be_seen_in_chinese() {
    walk(
        "appearance-zh",
        Options::CHINESE.moving_the_clock(),
        async |page| look(page, "zh").await,
    )
    .await;
}

#[cfg(feature = "lab")]
#[tokio::test]
async fn every_lesson_is_fit_to_be_seen_in_english() {
    walk("lessons-en", Options::default(), async |page| {
        look_at_lessons(page, "en").await;
    })
    .await;
}

#[cfg(feature = "lab")]
#[tokio::test]
async fn every_lesson_is_fit_to_be_seen_in_chinese() {
    walk("lessons-zh", Options::CHINESE, async |page| {
        look_at_lessons(page, "zh").await;
    })
    .await;
}

#[cfg(feature = "lab")]
async fn look_at_lessons(page: &Page, language: &str) {
    let mut complaints = Vec::new();
    for (name, path) in LESSONS {
        let name = format!("{name}-stranger-{language}");
        judge(page, path, &name, &mut complaints).await;
    }
    page.log_in().await;
    for (name, path) in LESSONS {
        judge(page, path, &format!("{name}-{language}"), &mut complaints).await;
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
}

async fn look(page: &Page, language: &str) {
    let mut complaints = Vec::new();
    for (name, path) in OPEN_PAGES {
        judge(page, path, &format!("{name}-{language}"), &mut complaints).await;
    }
    page.log_in().await;
    for title in ["买菜", "A note on tokens"] {
        page.open("/notes/new").await;
        page.fill("title", title).await;
        page.fill("body", "番茄、鸡蛋、豆腐。 Bread and butter.")
            .await;
        page.click("save-note").await;
        page.wait_for("it is saved", async || page.path().await != "/notes/new")
            .await;
    }
    for (name, path) in SIGNED_IN_PAGES {
        judge(page, path, &format!("{name}-{language}"), &mut complaints).await;
    }
    page.open("/notes").await;
    let note = page.see("[data-testid='note-item'] a").await;
    let path = note.attr("href").await.expect("read").expect("an address");
    judge(page, &path, &format!("edit-{language}"), &mut complaints).await;
    what_is_opened_by_a_click(page, language, &mut complaints).await;
    page.click("log-out").await;
    page.gone("user-name").await;
    page.open("/login").await;
    // The choice of before is remembered, and a cookie has no token to show.
    page.choose_store("local").await;
    page.submit_log_in("john_doe", "password123").await;
    page.find("user-name").await;
    for (name, path) in ADMIN_PAGES {
        judge(page, path, &format!("{name}-{language}"), &mut complaints).await;
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
    #[cfg(feature = "lab")]
    picture_for_the_readme(page, language).await;
}

/// The first page after log-in, with a request and its answer, as the README
/// shows it: with the lessons. `docs/images` has a copy.
#[cfg(feature = "lab")]
async fn picture_for_the_readme(page: &Page, language: &str) {
    emulate_theme(page, "light").await;
    resize(page, 1280, 800).await;
    page.open("/").await;
    page.click("call-me").await;
    page.find("me-answer").await;
    page.screenshot(&format!("readme-{language}")).await;
}

/// What no address leads to: a link that was made, the question for the
/// password, the choice of a store, and what the first page shows without a
/// token.
async fn what_is_opened_by_a_click(page: &Page, language: &str, complaints: &mut Vec<String>) {
    page.click("make-link").await;
    page.find("link-address").await;
    judge_in_place(page, &format!("link-{language}"), complaints).await;

    #[cfg(feature = "lab")]
    {
        page.open("/forge#public-key-as-secret").await;
        page.click("forge-it").await;
        page.find("server-code").await;
        judge_in_place(page, &format!("forged-{language}"), complaints).await;
    }

    page.site.advance(Duration::from_secs(6 * 60));
    page.open("/account").await;
    page.click("delete-account").await;
    judge_in_place(page, &format!("confirm-{language}"), complaints).await;
    page.click_on("dialog[open] [data-testid='confirm']").await;
    page.find("step-up-submit").await;
    judge_in_place(page, &format!("step-up-{language}"), complaints).await;
    page.click("step-up-cancel").await;
    page.click("log-out").await;
    page.gone("user-name").await;

    page.open("/login").await;
    page.choose_store("cookie").await;
    judge_in_place(page, &format!("stores-{language}"), complaints).await;
    page.submit_log_in("alice", "wonderland").await;
    page.click("call-me").await;
    page.find("me-answer").await;
    judge_in_place(page, &format!("cookie-{language}"), complaints).await;

    page.open("/forgot-password").await;
    page.fill("username", "alice").await;
    page.click("send-link").await;
    page.notice("link_sent").await;
    page.click("outbox-link").await;
    page.wait_for("the mail is there", async || {
        let count = page.count("[data-testid='mail']").await;
        if count == 0 {
            page.click("reload-outbox").await;
        }
        count > 0
    })
    .await;
    judge_in_place(page, &format!("mail-{language}"), complaints).await;
}

pub(crate) async fn judge_in_place(page: &Page, name: &str, complaints: &mut Vec<String>) {
    for theme in ["light", "dark"] {
        emulate_theme(page, theme).await;
        for (size, width, height) in SIZES {
            resize(page, width, height).await;
            look_at_it(
                page,
                &format!("{name}-{theme}-{size}"),
                (size, width),
                complaints,
            )
            .await;
        }
    }
}

async fn judge(page: &Page, path: &str, name: &str, complaints: &mut Vec<String>) {
    for theme in ["light", "dark"] {
        emulate_theme(page, theme).await;
        for (size, width, height) in SIZES {
            resize(page, width, height).await;
            page.open(path).await;
            page.wait_for("nothing is loading", async || {
                page.count("[aria-busy='true']").await == 0
            })
            .await;
            look_at_it(
                page,
                &format!("{name}-{theme}-{size}"),
                (size, width),
                complaints,
            )
            .await;
        }
    }
}

async fn look_at_it(
    page: &Page,
    name: &str,
    (size, width): (&str, u32),
    complaints: &mut Vec<String>,
) {
    let overflow = page
        .run("return document.documentElement.scrollWidth")
        .await;
    if overflow.as_u64() > Some(u64::from(width)) {
        complaints.push(format!("{name} is {overflow} px wide"));
    }
    if size != "narrow" {
        page.screenshot(name).await;
        complaints.extend(axe(page).await.into_iter().map(|c| format!("{name}: {c}")));
    }
}

/// Without motion, as people can ask for.
#[cfg(feature = "lab")]
pub(crate) async fn still(page: &Page) {
    emulate_theme(page, "light").await;
}

pub(crate) async fn emulate_theme(page: &Page, theme: &str) {
    let features = json!([
        { "name": "prefers-color-scheme", "value": theme },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ]);
    page.devtools(
        "Emulation.setEmulatedMedia",
        json!({ "features": features }),
    )
    .await;
}

pub(crate) async fn resize(page: &Page, width: u32, height: u32) {
    let metrics = json!({
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600
    });
    page.devtools("Emulation.setDeviceMetricsOverride", metrics)
        .await;
}

/// What axe-core finds that is serious or critical. The script comes in by the
/// browser's own protocol: the page's policy would not load it.
async fn axe(page: &Page) -> Vec<String> {
    let path = std::env::var("AXE_CORE").expect("AXE_CORE (cargo xtask test sets it)");
    let source = std::fs::read_to_string(path).expect("axe.min.js");
    let evaluate = |expression: String| json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
    page.devtools("Runtime.evaluate", evaluate(source)).await;
    let run = "axe.run().then(results => results.violations
        .filter(v => ['serious', 'critical'].includes(v.impact))
        .map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join('; ')))";
    let answer = page
        .devtools("Runtime.evaluate", evaluate(run.to_owned()))
        .await;
    let found = answer["result"]["value"].as_array();
    let found = found.unwrap_or_else(|| panic!("axe-core did not run: {answer}"));
    found.iter().map(Value::to_string).collect()
}

#[tokio::test]
async fn a_theme_that_was_chosen_outweighs_the_system_and_is_kept() {
    walk("theme", Options::default(), async |page| {
        emulate_theme(page, "light").await;
        page.open("/").await;
        let is_dark = async || {
            let background = "return getComputedStyle(document.body).backgroundColor";
            page.run(background).await == "rgb(20, 18, 16)"
        };
        assert!(!is_dark().await);
        // From the system's to light, and from there to dark.
        page.click("theme-switch").await;
        page.click("theme-switch").await;
        page.wait_for("the page is dark", is_dark).await;
        page.browser.refresh().await.expect("a reload");
        page.see("main h1").await;
        assert!(is_dark().await);
    })
    .await;
}
