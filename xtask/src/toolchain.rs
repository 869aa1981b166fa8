//! What comes before any tool: rustc, its target for the page, a C compiler,
//! and the dependencies' source.

use std::path::Path;

use crate::{Failure, process, workspace};

pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The oldest compiler that our dependencies accept.
pub(crate) const OLDEST_RUSTC: (u32, u32) = (1, 88);

/// The compiler's library for the page.
pub(crate) fn has_wasm_target() -> bool {
    process::output(
        "rustc",
        &["--print", "target-libdir", "--target", WASM_TARGET],
    )
    .is_some_and(|dir| Path::new(dir.trim()).is_dir())
}

pub(crate) fn add_wasm_target() -> Result<(), Failure> {
    if has_wasm_target() {
        println!("      the compile target {WASM_TARGET} is there");
        return Ok(());
    }
    println!("      the compile target {WASM_TARGET} is missing: adding it");
    let mut add = process::command("rustup");
    add.args(["target", "add", WASM_TARGET]);
    if process::run(&mut add)? && has_wasm_target() {
        return Ok(());
    }
    Err(Failure::Said(format!(
        "The compile target could not be added (the reason is above); mend that and run \
         `rustup target add {WASM_TARGET}`."
    )))
}

/// What cannot be installed for the user, told before anything slow starts.
pub(crate) fn check() -> Result<(), String> {
    match rustc_version() {
        None => return Err("rustc is missing: install Rust from https://rustup.rs.".to_owned()),
        Some(version) if version < OLDEST_RUSTC => {
            let ((major, minor), (old_major, old_minor)) = (OLDEST_RUSTC, version);
            return Err(format!(
                "rustc {old_major}.{old_minor} is too old, {major}.{minor} is the oldest that \
                 works: run `rustup update stable`."
            ));
        }
        Some(_) => {}
    }
    if !has_wasm_target() && workspace::find_program("rustup").is_none() {
        return Err(format!(
            "The compile target {WASM_TARGET} is missing and there is no rustup to add it: \
             install rustup from https://rustup.rs, or your system's package of that target."
        ));
    }
    if c_compiler().is_none() {
        return Err(format!("No C compiler (cc) was found: {C_COMPILER_MEND}."));
    }
    Ok(())
}

pub(crate) fn rustc_version() -> Option<(u32, u32)> {
    parse_version(&process::output("rustc", &["--version"])?)
}

fn parse_version(says: &str) -> Option<(u32, u32)> {
    let mut numbers = says.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

pub(crate) const C_COMPILER_MEND: &str = "on Debian or Ubuntu `sudo apt-get install gcc libc6-dev`";

/// SQLite and the cryptography are built from C.
pub(crate) fn c_compiler() -> Option<String> {
    if cfg!(windows) {
        // Visual Studio's is not on PATH; builds find it in the registry.
        return Some("Visual Studio's".to_owned());
    }
    let from_env = std::env::var("CC").ok();
    from_env
        .into_iter()
        .chain(["cc", "gcc", "clang"].map(str::to_owned))
        .find(|name| {
            let program = name.split_whitespace().next().unwrap_or_default();
            Path::new(program).is_file() || workspace::find_program(program).is_some()
        })
}

/// What `cargo fmt` and `cargo clippy` are parts of.
pub(crate) fn check_components() -> Result<(), Failure> {
    let present = |subcommand| process::output("cargo", &[subcommand, "--version"]).is_some();
    if present("fmt") && present("clippy") {
        return Ok(());
    }
    println!("rustfmt or clippy is missing: adding them");
    let mut add = process::command("rustup");
    add.args(["component", "add", "rustfmt", "clippy"]);
    if process::run(&mut add)? {
        return Ok(());
    }
    Err(Failure::Said(
        "rustfmt or clippy is missing: run `rustup component add rustfmt clippy`.".to_owned(),
    ))
}

/// Fetches what Cargo.lock names, for this machine and for the page.
pub(crate) fn fetch() -> Result<(), Failure> {
    let mut fetch = process::cargo(["fetch", "--locked", "--target", WASM_TARGET]);
    let host = process::output("rustc", &["-vV"]).and_then(|says| {
        let host = says.lines().find_map(|line| line.strip_prefix("host: "))?;
        Some(host.to_owned())
    });
    if let Some(host) = host {
        fetch.args(["--target", &host]);
    }
    if process::run(&mut fetch)? {
        return Ok(());
    }
    Err(Failure::Said(
        "The dependencies could not be fetched; cargo says why above.".to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compilers_version_is_read() {
        let stable = parse_version("rustc 1.95.0 (59807616e 2026-04-14)\n");
        assert_eq!(stable, Some((1, 95)));
        assert!(Some((1, 87)) < Some(OLDEST_RUSTC) && stable > Some(OLDEST_RUSTC));
        assert_eq!(parse_version("something else"), None);
    }
}
