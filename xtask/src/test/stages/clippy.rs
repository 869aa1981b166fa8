//! No warnings, in anything that is built.

use super::{cargo, native, packages};
use crate::toolchain::WASM_TARGET;
use crate::{Failure, process};

pub(super) fn check() -> Result<bool, Failure> {
    let clippy = |targets: &[&str]| {
        let mut clippy = cargo("clippy", &native());
        clippy.args(targets).args(["--", "-D", "warnings"]);
        clippy
    };
    // To cargo, all targets are those that a plain `cargo test` runs.
    let mut all = clippy(&["--all-targets"]);
    let others = [
        "--test=postgres",
        "--test=single",
        "--bin=pack",
        "--features=xtask/pack",
        #[cfg(feature = "lab")]
        "--test=interop",
        #[cfg(feature = "lab")]
        "--test=proxy",
        #[cfg(feature = "lab")]
        "--test=schemathesis",
    ];
    let mut others = clippy(&others);
    let mut wasm = cargo("clippy", &packages(&["frontend"]));
    wasm.args(["--target", WASM_TARGET])
        .args(["--all-targets", "--", "-D", "warnings"]);
    // All are run, so that one look shows all there is to mend.
    let mut ok = true;
    for command in [&mut all, &mut others, &mut wasm] {
        ok &= process::run(command)?;
    }
    #[cfg(feature = "lab")]
    {
        ok &= without_lessons()?;
    }
    Ok(ok)
}

/// Besides the whole: a crate that only lessons use, or a name that nobody does
/// without them, shows here.
#[cfg(feature = "lab")]
fn without_lessons() -> Result<bool, Failure> {
    let native = |targets: &[&str]| {
        let mut clippy = cargo("clippy", &packages(&["backend", "browser-tests", "xtask"]));
        clippy.arg("--no-default-features").args(targets);
        clippy.args(["--", "-D", "warnings"]);
        clippy
    };
    let mut all = native(&["--all-targets"]);
    let mut others = native(&["--test=postgres", "--test=single"]);
    let mut wasm = cargo("clippy", &packages(&["frontend"]));
    wasm.args(["--no-default-features", "--target", WASM_TARGET])
        .args(["--all-targets", "--", "-D", "warnings"]);
    Ok(process::run(&mut all)? & process::run(&mut others)? & process::run(&mut wasm)?)
}
