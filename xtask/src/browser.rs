//! What the tests in a browser use: Chromium, its driver, a CJK font, axe-core.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, process, workspace};

/// The accessibility checker that the browser tests load into the page.
const AXE_VERSION: &str = "4.10.3";

const CHROMIUM_NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

pub(crate) fn chromium() -> Option<PathBuf> {
    CHROMIUM_NAMES
        .iter()
        .find_map(|name| workspace::find_program(name))
}

pub(crate) fn chromedriver() -> Option<PathBuf> {
    let named = env::var_os("CHROMEDRIVER").map(PathBuf::from);
    named
        .filter(|path| path.is_file())
        .or_else(|| workspace::find_program("chromedriver"))
        .or_else(|| Some(PathBuf::from("/usr/bin/chromedriver")).filter(|path| path.is_file()))
}

pub(crate) fn has_cjk_font() -> bool {
    // Other desktop systems come with one.
    !cfg!(target_os = "linux")
        || process::output("fc-list", &[":lang=zh", "family"])
            .is_some_and(|fonts| !fonts.trim().is_empty())
}

/// A driver only drives a browser of its own major version.
pub(crate) fn check_versions() -> Result<String, String> {
    let (Some(chromium), Some(driver)) = (chromium(), chromedriver()) else {
        return Err("Chromium or chromedriver is missing.".to_owned());
    };
    let major = |program: &Path| {
        let says = process::output(program, &["--version"])?;
        major_version(&says)
    };
    match (major(&chromium), major(&driver)) {
        (Some(browser), Some(driver)) if browser == driver => Ok(browser),
        (browser, driver) => Err(format!(
            "Chromium is version {} and chromedriver {}, but they must be equal: \
             `sudo apt-get install chromium chromium-driver` brings a pair.",
            browser.as_deref().unwrap_or("unknown"),
            driver.as_deref().unwrap_or("unknown"),
        )),
    }
}

/// "Chromium 156.0.8078.79 built on Debian" and "ChromeDriver 156.0.8078.79 (…)".
fn major_version(says: &str) -> Option<String> {
    let version = says
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    version.split('.').next().map(str::to_owned)
}

fn axe_dir() -> PathBuf {
    workspace::tool_dir("axe-core", AXE_VERSION)
}

fn axe_file() -> PathBuf {
    axe_dir().join("node_modules/axe-core/axe.min.js")
}

pub(crate) fn axe_is_installed() -> bool {
    axe_file().is_file()
}

/// What a person would type to have it.
pub(crate) fn axe_install_command() -> String {
    format!(
        "npm install --prefix target/tools/axe-core-{AXE_VERSION} --ignore-scripts \
         axe-core@{AXE_VERSION}"
    )
}

/// Pinned, and none of its scripts is run.
pub(crate) fn install_axe() -> Result<PathBuf, Failure> {
    if axe_is_installed() {
        return Ok(axe_file());
    }
    println!("axe-core {AXE_VERSION} is missing: installing it with npm.");
    std::fs::create_dir_all(axe_dir())
        .map_err(|error| format!("{} cannot be made: {error}.", axe_dir().display()))?;
    let mut npm: Command = process::command(workspace::find_program("npm").unwrap_or_default());
    npm.arg("install")
        .arg("--prefix")
        .arg(axe_dir())
        .arg(format!("axe-core@{AXE_VERSION}"))
        .args(["--save-exact", "--no-audit", "--no-fund"])
        .arg("--ignore-scripts");
    if process::run(&mut npm)? && axe_is_installed() {
        return Ok(axe_file());
    }
    Err(Failure::Said(format!(
        "axe-core {AXE_VERSION} could not be installed with npm; the reason is above."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_first_number() {
        let browser = major_version("Chromium 156.0.8078.79 built on Debian GNU/Linux 12");
        let driver = major_version("ChromeDriver 156.0.8078.79 (a21ce95c24ce)");
        assert_eq!(browser.as_deref(), Some("156"));
        assert_eq!(browser, driver);
        assert_eq!(major_version("no number"), None);
    }
}
