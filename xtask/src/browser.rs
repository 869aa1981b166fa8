//! What the tests in a browser need: Chromium, its driver, a CJK font, axe-core.

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

/// Something a test needs.
pub(crate) struct Need {
    pub(crate) what: &'static str,
    /// The packages that bring it.
    on_debian: &'static str,
    on_ubuntu: &'static str,
    pub(crate) present: fn() -> bool,
}

impl Need {
    pub(crate) fn package(&self) -> &'static str {
        let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
        if release.lines().any(|line| line == "ID=ubuntu") {
            self.on_ubuntu
        } else {
            self.on_debian
        }
    }
}

pub(crate) const CHROMIUM: Need = Need {
    what: "Chromium",
    on_debian: "chromium",
    on_ubuntu: "chromium-browser",
    present: || chromium().is_some(),
};
pub(crate) const DRIVER: Need = Need {
    what: "chromedriver",
    on_debian: "chromium-driver",
    on_ubuntu: "chromium-chromedriver",
    present: || chromedriver().is_some(),
};
/// Without one, Chinese text is drawn as empty boxes, each as wide as the next.
pub(crate) const FONT: Need = Need {
    what: "a font with Chinese characters",
    on_debian: "fonts-noto-cjk",
    on_ubuntu: "fonts-noto-cjk",
    present: has_cjk_font,
};
pub(crate) const NPM: Need = Need {
    what: "npm",
    on_debian: "npm",
    on_ubuntu: "npm",
    present: || workspace::find_program("npm").is_some(),
};

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

fn has_cjk_font() -> bool {
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

/// Installs what is missing where we may, else says in one sentence what to do.
pub(crate) fn install_missing(needs: &[&Need]) -> Result<(), Failure> {
    let missing: Vec<&&Need> = needs.iter().filter(|need| !(need.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let whats: Vec<&str> = missing.iter().map(|need| need.what).collect();
    let mut packages: Vec<&str> = missing.iter().map(|need| need.package()).collect();
    if packages.contains(&FONT.package()) {
        packages.push("fontconfig");
    }
    let by_hand = format!("sudo apt-get install {}", packages.join(" "));

    let Some(as_root) = root_prefix() else {
        return Err(Failure::Said(format!(
            "Missing: {}. On Debian or Ubuntu run `{by_hand}`, then this again.",
            whats.join(", ")
        )));
    };
    println!("Missing: {}. Installing with apt-get.", whats.join(", "));
    let apt_get = |args: &[&str]| {
        let mut command = match as_root {
            [] => process::command("apt-get"),
            [sudo, options @ ..] => {
                let mut command = process::command(sudo);
                command.args(options).arg("apt-get");
                command
            }
        };
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    let mut install = apt_get(&["install", "--yes", "--no-install-recommends"]);
    install.args(["-o", "Dpkg::Use-Pty=0"]).args(&packages);
    // An update that fails halfway (one dead mirror) may still do.
    process::run(&mut apt_get(&["update", "--quiet"]))?;
    let done = process::run(&mut install)?;
    if done && missing.iter().all(|need| (need.present)()) {
        return Ok(());
    }
    Err(Failure::Said(format!(
        "{} could not be installed (the reason is above); mend that and run `{by_hand}`.",
        whats.join(", ")
    )))
}

/// How to call apt-get with the right to install, if there is a way that asks
/// no question.
fn root_prefix() -> Option<&'static [&'static str]> {
    workspace::find_program("apt-get")?;
    let is_root = process::output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    if is_root {
        return Some(&[]);
    }
    process::output("sudo", &["-n", "true"])?;
    // sudo empties the environment, so what apt-get should see is said after it.
    Some(&["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"])
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
