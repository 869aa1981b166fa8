//! What a person sees and does, in a few verbs. Every look waits until the thing
//! is there, for as long as a person would.

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::WindowHandle;
use thirtyfour::prelude::*;

use crate::Site;

const PATIENCE: Duration = Duration::from_secs(10);
const GLANCE: Duration = Duration::from_millis(40);

/// The browser's window, on the app.
pub struct Page {
    /// The browser.
    pub browser: WebDriver,
    /// The server.
    pub site: Site,
    /// Parts of messages on the console that this walk is meant to cause.
    expected: Mutex<Vec<&'static str>>,
}

/// The methods fail the test, with what was looked for, when it does not come.
#[expect(clippy::missing_panics_doc, reason = "all of them panic, as tests do")]
impl Page {
    pub(crate) fn new(browser: WebDriver, site: Site) -> Self {
        Self {
            browser,
            site,
            expected: Mutex::default(),
        }
    }

    /// Opens a path of the app by its address.
    pub async fn open(&self, path: &str) {
        let url = format!("{}{path}", self.site.address);
        self.browser.goto(url).await.expect("the page loads");
        self.see("main h1").await;
    }

    /// The first visible element that fits the CSS selector. An element that the
    /// page exchanges while it is looked at is looked for again.
    pub async fn see(&self, css: &str) -> WebElement {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.browser.find_all(By::Css(css.to_owned())).await;
            for element in found.unwrap_or_default() {
                if element.is_displayed().await.unwrap_or(false) {
                    return element;
                }
            }
            assert!(Instant::now() < deadline, "{css} does not appear");
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// The element that the page marks with this name.
    pub async fn find(&self, test_id: &str) -> WebElement {
        self.see(&marked(test_id)).await
    }

    /// Its text.
    pub async fn text(&self, test_id: &str) -> String {
        self.find(test_id).await.text().await.expect("its text")
    }

    /// Waits until nothing is marked so.
    pub async fn gone(&self, test_id: &str) {
        let css = marked(test_id);
        self.wait_for(&format!("{test_id} is gone"), async || {
            self.count(&css).await == 0
        })
        .await;
    }

    /// How many elements fit the CSS selector now.
    pub async fn count(&self, css: &str) -> usize {
        let found = self.browser.find_all(By::Css(css.to_owned())).await;
        found.map_or(0, |all| all.len())
    }

    /// Clicks the element that the page marks with this name.
    pub async fn click(&self, test_id: &str) {
        self.click_on(&marked(test_id)).await;
    }

    /// Clicks the first visible element that fits the CSS selector.
    pub async fn click_on(&self, css: &str) {
        let element = self.see(css).await;
        element.wait_until().clickable().await.expect("clickable");
        element
            .click()
            .await
            .unwrap_or_else(|e| panic!("click {css}: {e}"));
    }

    /// Types into the field of this name, in place of what stood there.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.see(&format!("[name='{name}']")).await;
        field.send_keys(Key::Control + "a").await.expect("select");
        field.send_keys(Key::Delete + "").await.expect("delete");
        field.send_keys(text).await.expect("type");
    }

    /// What stands in the field of this name.
    pub async fn value(&self, name: &str) -> String {
        let field = self.see(&format!("[name='{name}']")).await;
        field.prop("value").await.expect("read").unwrap_or_default()
    }

    /// Presses a key, wherever the focus is.
    pub async fn press(&self, key: Key) {
        self.type_in(&char::from(key).to_string()).await;
    }

    /// Types, wherever the focus is.
    pub async fn type_in(&self, text: &str) {
        self.browser
            .action_chain()
            .send_keys(text)
            .perform()
            .await
            .expect("press");
    }

    /// Fills in the form of the log-in page and sends it.
    pub async fn submit_log_in(&self, username: &str, password: &str) {
        self.fill("username", username).await;
        self.fill("password", password).await;
        self.click_on("main form button[type=submit]").await;
    }

    /// Opens the log-in page and logs in as Alice of the demo, with the token where
    /// a walk can look at it, whatever the log-in page suggests.
    pub async fn log_in(&self) {
        self.log_in_with("local").await;
    }

    /// The same, with the token kept in the store of this name.
    pub async fn log_in_with(&self, store: &str) {
        self.open("/login").await;
        self.choose_store(store).await;
        self.submit_log_in("alice", "wonderland").await;
        assert_eq!(self.text("user-name").await, "Alice");
    }

    /// Chooses where the token is kept.
    pub async fn choose_store(&self, store: &str) {
        self.click_on("[data-testid='store-choice'] summary").await;
        self.click(&format!("store-{store}")).await;
    }

    /// Opens a path in one more tab, and looks at that.
    pub async fn open_tab(&self, path: &str) -> WindowHandle {
        let tab = self.browser.new_tab().await.expect("a tab");
        self.look_at(&tab).await;
        self.open(path).await;
        tab
    }

    /// Looks at another tab.
    pub async fn look_at(&self, tab: &WindowHandle) {
        let switched = self.browser.switch_to_window(tab.clone()).await;
        switched.expect("the tab is there");
    }

    /// Forgets the refresh token, so that the session cannot go on.
    pub async fn forget_cookies(&self) {
        let deleted = self.browser.delete_all_cookies().await;
        deleted.expect("the cookies go");
    }

    /// Waits until the address bar shows this path and query.
    pub async fn at(&self, path: &str) {
        let expected = format!("{}{path}", self.site.address);
        self.wait_for(&format!("the address is {path}"), async || {
            let url = self.browser.current_url().await;
            url.is_ok_and(|url| url.as_str() == expected)
        })
        .await;
    }

    /// The path in the address bar.
    pub async fn path(&self) -> String {
        let url = self.browser.current_url().await.expect("an address");
        url.path().to_owned()
    }

    /// Waits for the message with this code.
    pub async fn notice(&self, code: &str) -> String {
        let css = format!("[data-testid='notice'][data-code='{code}']");
        self.see(&css).await.text().await.expect("its text")
    }

    /// Runs a script and gives what it returns.
    pub async fn run(&self, script: &str) -> Value {
        let result = self.browser.execute(script, Vec::new()).await;
        result
            .unwrap_or_else(|e| panic!("{script}: {e}"))
            .json()
            .clone()
    }

    /// The token in localStorage, as gloo-storage writes it.
    pub async fn stored_token(&self) -> Option<String> {
        let stored = self
            .run("return localStorage.getItem('tessera.access_token')")
            .await;
        let stored = stored.as_str()?;
        Some(serde_json::from_str(stored).expect("JSON text"))
    }

    /// Puts another token into localStorage, behind the page's back.
    pub async fn store_token(&self, token: &str) {
        let stored = json!(token).to_string();
        self.run(&format!(
            "localStorage.setItem('tessera.access_token', {})",
            json!(stored)
        ))
        .await;
    }

    /// Calls `/api/me` with this token, as any script of the page could: what
    /// the server says, a user's name or the code of a refusal.
    pub async fn ask_with(&self, token: &str) -> Value {
        let script = format!(
            "const done = arguments[0];
             fetch('/api/me', {{ headers: {{ Authorization: 'Bearer {token}' }} }})
                 .then(answer => answer.json())
                 .then(body => done(body.code ?? body.username));"
        );
        let answer = self.browser.execute_async(&script, Vec::new()).await;
        answer.expect("an answer").json().clone()
    }

    /// Sends a command of Chromium's own protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let answer = self.browser.cdp().send_raw(command, parameters).await;
        answer.unwrap_or_else(|e| panic!("{command}: {e}"))
    }

    /// Takes the network away, or gives it back.
    pub async fn set_offline(&self, offline: bool) {
        self.devtools("Network.enable", json!({})).await;
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1
        });
        self.devtools("Network.emulateNetworkConditions", conditions)
            .await;
    }

    /// Keeps a picture of the window in `target/screenshots`.
    pub async fn screenshot(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/screenshots");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        let path = folder.join(format!("{name}.png"));
        if let Err(error) = self.browser.screenshot(&path).await {
            panic!("no picture of {name}: {error}");
        }
    }

    /// From now on, a message on the console with this in it is no error: the
    /// walk causes it on purpose.
    pub fn expect_on_console(&self, part: &'static str) {
        self.expected.lock().expect("a list").push(part);
    }

    /// What went wrong within the page: uncaught errors and violations of its
    /// security policy. An answer with an error status is none of them.
    pub(crate) async fn errors(&self) -> Vec<String> {
        let log = self.browser.browser_log().await.expect("the console");
        let expected = self.expected.lock().expect("a list").clone();
        log.into_iter()
            .filter(|entry| !expected.iter().any(|part| entry.message.contains(part)))
            .filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"))
            .filter(|entry| entry.source.as_deref() != Some("network"))
            .map(|entry| entry.message)
            .collect()
    }

    /// Waits until `holds` does.
    pub async fn wait_for(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds().await {
            assert!(Instant::now() < deadline, "it never happens that {what}");
            tokio::time::sleep(GLANCE).await;
        }
    }
}

fn marked(test_id: &str) -> String {
    format!("[data-testid='{test_id}']")
}
