//! The one program with everything in it, as `cargo xtask dist` leaves it: alone, and
//! as the image and the compose file start it.
//!
//! `cargo xtask test --only dist` builds it and runs this, with its path in DIST_BINARY.
//! There is no Docker engine in that: what the files for it say is done by hand here.

mod alone;
mod compose;
mod context;
mod dockerfile;
mod image;
#[path = "../support/program.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod program;
#[path = "../support/store.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod store;

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The program.
fn built() -> PathBuf {
    let path = std::env::var_os("DIST_BINARY");
    path.expect("DIST_BINARY: run `cargo xtask test --only dist`")
        .into()
}

/// The top of the workspace.
fn workspace() -> PathBuf {
    let backend = Path::new(env!("CARGO_MANIFEST_DIR"));
    backend.parent().unwrap().to_owned()
}

/// A folder with a copy of the program, and nothing else.
fn copied() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_to(&folder.path().join("backend"));
    folder
}

/// Copies the program, in a process of its own: a file that is open for writing here is
/// so for a moment in every process that another test starts just then, and a program
/// that is open for writing cannot be started ("text file busy").
fn copy_to(path: &Path) {
    let done = Command::new("cp").arg(built()).arg(path).status();
    assert!(done.unwrap().success());
}

/// The copy in this folder, with an environment of its own.
fn command(folder: &Path) -> Command {
    let mut command = Command::new(folder.join("backend"));
    command
        .current_dir(folder)
        .env_clear()
        .env("APP_BIND", "127.0.0.1:0")
        .env("APP_BCRYPT_COST", "4");
    command
}
