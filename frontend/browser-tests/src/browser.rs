//! A headless Chromium of one's own, driven by chromedriver.

use std::io::{BufRead as _, BufReader};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use futures_util::FutureExt as _;
use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;

use crate::{Page, Site};

/// How the person's browser and the server are set.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The language that the browser asks for, as in `zh-CN`.
    pub language: &'static str,
    /// Settings of the server, besides those that every test has.
    pub settings: &'static [(&'static str, &'static str)],
    /// Whether the server speaks TLS, with a certificate that this browser trusts.
    pub https: bool,
    /// Whether the second server runs beside it.
    pub has_other_api: bool,
    /// Whether the walk moves the server's clock.
    pub moves_clock: bool,
}

impl Options {
    /// A browser that asks for English.
    pub const ENGLISH: Self = Self {
        language: "en-US",
        settings: &[],
        https: false,
        has_other_api: false,
        moves_clock: false,
    };

    /// A browser that asks for Chinese.
    pub const CHINESE: Self = Self {
        language: "zh-CN",
        settings: &[],
        https: false,
        has_other_api: false,
        moves_clock: false,
    };

    /// With these settings of the server.
    #[must_use]
    pub const fn with(self, settings: &'static [(&'static str, &'static str)]) -> Self {
        Self { settings, ..self }
    }

    /// Over https instead of plain http.
    #[must_use]
    pub const fn over_https(self) -> Self {
        Self {
            https: true,
            ..self
        }
    }

    /// With the second server beside the first.
    #[must_use]
    pub const fn and_another_api(self) -> Self {
        Self {
            has_other_api: true,
            ..self
        }
    }

    /// With [`Site::advance`].
    #[must_use]
    pub const fn moving_the_clock(self) -> Self {
        Self {
            moves_clock: true,
            ..self
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::ENGLISH
    }
}

/// Starts server and browser, takes the walk, and looks for errors of the page
/// afterwards. When the walk fails, what the page looked like and what it said
/// on its console are kept.
///
/// # Panics
/// When the walk does, or the page had an error of its own.
pub async fn walk(name: &str, options: Options, steps: impl AsyncFnOnce(&Page)) {
    let site = Site::start(options);
    let driver = Chromedriver::start();
    let profile = tempfile::tempdir().expect("a temporary folder");
    let capabilities = capabilities(options, &site, &profile).expect("capabilities");
    let browser = WebDriver::new(&driver.address, capabilities)
        .await
        .expect("Chromium starts");
    let page = Page::new(browser.clone(), site);

    let taken = AssertUnwindSafe(steps(&page)).catch_unwind().await;
    let errors = page.errors().await;
    if taken.is_err() || !errors.is_empty() {
        page.screenshot(&format!("failed-{name}")).await;
    }
    drop(page);
    browser.quit().await.expect("Chromium stops");
    match taken {
        Err(panic) => {
            assert!(
                errors.is_empty(),
                "besides, the page had errors: {errors:#?}"
            );
            resume_unwind(panic)
        }
        Ok(()) => assert!(errors.is_empty(), "the page had errors: {errors:#?}"),
    }
}

fn capabilities(
    options: Options,
    site: &Site,
    profile: &tempfile::TempDir,
) -> WebDriverResult<thirtyfour::ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for argument in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--window-size=1440,900",
    ] {
        capabilities.add_arg(argument)?;
    }
    if let Some(hash) = &site.key_hash {
        // This one key, and only in a profile of one's own: a wrong certificate
        // would still fail the walk.
        capabilities.add_arg(&format!("--ignore-certificate-errors-spki-list={hash}"))?;
    }
    capabilities.add_arg(&format!("--accept-lang={}", options.language))?;
    capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(capabilities)
}

/// A chromedriver on a free port, ended with the walk.
struct Chromedriver {
    process: Child,
    address: String,
}

impl Chromedriver {
    /// It takes a free port of one kind of address and then asks for the same of
    /// another kind, which another one may have by then: it gives up, and is
    /// started again.
    fn start() -> Self {
        (0..5)
            .find_map(|_| Self::try_start())
            .expect("chromedriver tells its port")
    }

    fn try_start() -> Option<Self> {
        let program = std::env::var_os("CHROMEDRIVER")
            .map_or_else(|| PathBuf::from("chromedriver"), PathBuf::from);
        let mut process = Command::new(program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts (cargo xtask doctor tells how to install it)");
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let Some(port) = port else {
            // It has closed its output, and is about to end.
            let _ = process.kill();
            let _ = process.wait();
            return None;
        };
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self {
            process,
            address: format!("http://127.0.0.1:{port}"),
        })
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
