//! Builds the page as it is released: its code in several files, of which a
//! visit fetches those it needs.
//!
//! `trunk` makes one file of the code, which is what one wants while writing it.
//! Dividing it is a step between the linker and wasm-bindgen, for which trunk has
//! no place, so the few steps that trunk takes besides are taken here.

mod files;
mod html;
mod shared;
mod wasm;

use std::fs;
use std::path::{Path, PathBuf};

use crate::arguments::Arguments;
use crate::toolchain::{self, WASM_TARGET};
use crate::{Failure, process, setup, workspace};
use files::{Program, problem};

/// The cargo features that something is built with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Features {
    /// Those that it has if nothing is said.
    Default,
    /// `--no-default-features`, as cargo calls it.
    Fewest,
}

/// Where the server and the browser tests look for it.
pub(crate) fn folder() -> PathBuf {
    workspace::root().join("dist")
}

/// `cargo xtask page`.
pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let (mut features, mut to) = (Features::Default, folder());
    let mut args = Arguments::of("page", args);
    while let Some(arg) = args.next()? {
        match arg {
            "--no-default-features" => features = Features::Fewest,
            "--out" => to = workspace::root().join(args.value()?),
            other => return Err(args.unknown(other)),
        }
    }
    check_place(&to)?;
    toolchain::check()?;
    let tools = setup::released_page_tools()?;
    toolchain::fetch()?;
    if !build(&tools, features, &to)? {
        return Err(Failure::Reported);
    }
    println!("The page is in {}.", to.display());
    Ok(())
}

/// What is there goes, so it has to be a page: a word too few after `--out`, and it
/// would be somebody's home.
fn check_place(folder: &Path) -> Result<(), Failure> {
    let Ok(entries) = fs::read_dir(folder) else {
        // Nothing is there; or a file is, which nobody deletes.
        return Ok(());
    };
    let names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    let has = |end: &str| {
        names
            .iter()
            .any(|name| name.to_string_lossy().ends_with(end))
    };
    if names.is_empty() || has("index.html") && has("_bg.wasm") {
        return Ok(());
    }
    Err(Failure::Said(format!(
        "{} is neither empty nor a page that was built before: nothing else is deleted.",
        folder.display()
    )))
}

/// Leaves the page in `folder`, in place of what is there. False if it could not
/// be built; the reason has been printed.
///
/// `tools` are the directories of `setup::released_page_tools`.
pub(crate) fn build(tools: &[PathBuf], features: Features, folder: &Path) -> Result<bool, Failure> {
    if !compile(features)? {
        return Ok(false);
    }
    let target = workspace::target_dir()?;
    let work = target.join("page");
    anew(&work)?;
    let linked = target.join(WASM_TARGET).join("wasm-release/frontend.wasm");
    let (divided, bound) = (work.join("divided"), work.join("bound"));
    if !divide(tools, &linked, &divided)? || !bind(tools, &divided, &bound)? {
        return Ok(false);
    }
    let program = Program::gather(&divided, &bound)?;
    anew(folder)?;
    program.write(folder)?;
    html::write(&program, features, folder)?;
    Ok(true)
}

/// The relocations tell the next step what every function and every text needs.
/// They and the names are not in what is released.
fn compile(features: Features) -> Result<bool, Failure> {
    let mut cargo = process::cargo(["rustc", "--locked", "--package", "frontend"]);
    cargo
        .args(["--target", WASM_TARGET, "--profile", "wasm-release"])
        .args(["--features", "split"]);
    if features == Features::Fewest {
        cargo.arg("--no-default-features");
    }
    cargo.args(["--", "-Cstrip=none", "-Clink-arg=--emit-relocs"]);
    process::run(&mut cargo)
}

fn divide(tools: &[PathBuf], linked: &Path, to: &Path) -> Result<bool, Failure> {
    let mut split = process::command("wasm-split-cli");
    split
        .env("PATH", workspace::path_with(tools)?)
        .args([linked, to])
        .args(["--out-name", files::NAME]);
    process::run(&mut split)
}

fn bind(tools: &[PathBuf], divided: &Path, to: &Path) -> Result<bool, Failure> {
    let mut bindgen = process::command("wasm-bindgen");
    bindgen
        .env("PATH", workspace::path_with(tools)?)
        .args(["--target", "web", "--no-typescript", "--no-demangle"])
        .args(["--remove-name-section", "--remove-producers-section"])
        // What the other files need of the main one is exported for them.
        .arg("--keep-lld-exports")
        .args(["--out-name", files::NAME, "--out-dir"])
        .arg(to)
        .arg(divided.join(files::NAME).with_extension("wasm"));
    process::run(&mut bindgen)
}

/// An empty folder, whatever was there.
fn anew(folder: &Path) -> Result<(), String> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| problem(folder, &error))?;
    }
    fs::create_dir_all(folder).map_err(|error| problem(folder, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_former_page_is_deleted_to_make_room() {
        let place = std::env::temp_dir().join(format!("tessera-page-{}", std::process::id()));
        assert!(check_place(&place).is_ok(), "not there");
        fs::create_dir_all(&place).unwrap();
        assert!(check_place(&place).is_ok(), "empty");
        fs::write(place.join("thesis.txt"), "").unwrap();
        assert!(check_place(&place).is_err(), "somebody's own");
        fs::write(place.join("index.html"), "").unwrap();
        assert!(check_place(&place).is_err(), "somebody's own page");
        fs::write(place.join("frontend-0123456789abcdef_bg.wasm"), "").unwrap();
        assert!(check_place(&place).is_ok(), "a page of ours");
        assert!(check_place(&workspace::root()).is_err());
        fs::remove_dir_all(place).unwrap();
    }
}
