//! What `soak` and `bench` have in common: the released backend on a folder of its
//! own, a client that costs little, and the table at the end.

pub(crate) mod busy;
pub(crate) mod client;
pub(crate) mod probe;
pub(crate) mod report;
pub(crate) mod server;
pub(crate) mod users;

use std::path::{Path, PathBuf};

use crate::{Failure, process, toolchain, workspace};

/// What is to be measured: the program that was named, or the backend as it is released.
/// By its whole path: it is started in other folders.
pub(crate) fn program(named: Option<&Path>) -> Result<PathBuf, Failure> {
    if !cfg!(target_os = "linux") {
        let why = "Memory, open files and processor time are read from /proc: this needs Linux.";
        return Err(Failure::Said(why.to_owned()));
    }
    server::allow_many_files();
    let Some(path) = named else {
        return build("backend");
    };
    let found = path.canonicalize();
    Ok(found.map_err(|error| format!("{}: {error}.", path.display()))?)
}

/// What the backend is compared with.
const BARE: [&str; 2] = ["bare", "bare-bcrypt"];

/// The program of this package as it is released: an unoptimized one has other limits.
/// The backend is always built with what it is compared with: by itself, each would
/// have its crates compiled with other features.
pub(crate) fn build(program: &str) -> Result<PathBuf, Failure> {
    toolchain::check()?;
    println!("== building `{program}` as it is released");
    let mut build = process::cargo(["build", "--release", "--package", "backend"]);
    for bare in BARE {
        build.args(["--package", bare]);
    }
    if !process::run(&mut build)? {
        return Err(Failure::Reported);
    }
    // `target/debug/xtask` and `target/release/backend` stand side by side.
    let beside_xtask = workspace::built_binary(program)?;
    let profiles = beside_xtask.parent().and_then(|folder| folder.parent());
    let name = beside_xtask.file_name().unwrap_or_default();
    profiles
        .map(|folder| folder.join("release").join(name))
        .ok_or_else(|| Failure::Said("The built program is not found.".to_owned()))
}

/// Ends early when the user wants so.
pub(crate) fn go_on() -> Result<(), Failure> {
    if process::interrupted() {
        Err(Failure::Interrupted)
    } else {
        Ok(())
    }
}
