//! Builds the page as it is released.

use std::path::{Path, PathBuf};

use crate::{Failure, process, setup, workspace};

/// Whether the teaching pages are part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Lessons {
    With,
    Without,
}

/// Where the server and the browser tests look for it.
pub(crate) fn folder() -> PathBuf {
    workspace::root().join("dist")
}

/// Leaves the page in `folder`, in place of what is there. False if it could not
/// be built; the reason has been printed.
pub(crate) fn build(tools: &[PathBuf], lessons: Lessons, folder: &Path) -> Result<bool, Failure> {
    let mut trunk = setup::trunk_command(tools)?;
    trunk.args(["build", "--release", "--dist"]).arg(folder);
    if lessons == Lessons::Without {
        trunk.arg("--no-default-features");
    }
    // Everything is here: what trunk would fetch now is not in the lock.
    process::run(trunk.env("TRUNK_OFFLINE", "true"))
}
