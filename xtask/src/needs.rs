//! What the tests need of the system, and its installation by apt-get.

use crate::{Failure, browser, postgres, process, workspace};

/// Something a test needs.
pub(crate) struct Need {
    pub(crate) what: &'static str,
    /// The packages that bring it, with spaces between them.
    on_debian: &'static str,
    on_ubuntu: &'static str,
    pub(crate) present: fn() -> bool,
}

impl Need {
    pub(crate) fn packages(&self) -> &'static str {
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
    present: || browser::chromium().is_some(),
};
pub(crate) const DRIVER: Need = Need {
    what: "chromedriver",
    on_debian: "chromium-driver",
    on_ubuntu: "chromium-chromedriver",
    present: || browser::chromedriver().is_some(),
};
/// Without one, Chinese text is drawn as empty boxes, each as wide as the next.
pub(crate) const FONT: Need = Need {
    what: "a font with Chinese characters",
    on_debian: "fonts-noto-cjk fontconfig",
    on_ubuntu: "fonts-noto-cjk fontconfig",
    present: browser::has_cjk_font,
};
pub(crate) const NPM: Need = Need {
    what: "npm",
    on_debian: "npm",
    on_ubuntu: "npm",
    present: || workspace::find_program("npm").is_some(),
};
#[cfg(feature = "lab")]
pub(crate) const NODE: Need = Need {
    what: "Node",
    on_debian: "nodejs",
    on_ubuntu: "nodejs",
    present: || workspace::find_program("node").is_some(),
};
/// Debian and Ubuntu ship Python without what makes an environment of its own.
#[cfg(feature = "lab")]
pub(crate) const PYTHON: Need = Need {
    what: "Python with venv",
    on_debian: "python3-venv",
    on_ubuntu: "python3-venv",
    present: || process::output("python3", &["-c", "import ensurepip, venv"]).is_some(),
};
/// Its programs alone are used: the server that the package sets up is not.
pub(crate) const POSTGRES: Need = Need {
    what: "PostgreSQL",
    on_debian: "postgresql",
    on_ubuntu: "postgresql",
    present: || postgres::programs().is_some(),
};
/// Fills a table with a million rows for `cargo xtask bench`.
#[cfg(feature = "lab")]
pub(crate) const SQLITE: Need = Need {
    what: "SQLite's own client",
    on_debian: "sqlite3",
    on_ubuntu: "sqlite3",
    present: || workspace::find_program("sqlite3").is_some(),
};

/// Installs what is missing where we may, else says in one sentence what to do.
pub(crate) fn install_missing(needs: &[&Need]) -> Result<(), Failure> {
    let missing: Vec<&&Need> = needs.iter().filter(|need| !(need.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let whats: Vec<&str> = missing.iter().map(|need| need.what).collect();
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|need| need.packages().split(' '))
        .collect();
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

pub(crate) fn is_root() -> bool {
    process::output("id", &["-u"]).is_some_and(|id| id.trim() == "0")
}

/// How to call apt-get with the right to install, if there is a way that asks
/// no question.
fn root_prefix() -> Option<&'static [&'static str]> {
    workspace::find_program("apt-get")?;
    if is_root() {
        return Some(&[]);
    }
    process::output("sudo", &["-n", "true"])?;
    // sudo empties the environment, so what apt-get should see is said after it.
    Some(&["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"])
}
