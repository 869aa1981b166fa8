//! The app without its lessons: what somebody starts an app of their own from. It
//! must build, without a warning, and pass every test that is not a lesson's.

use std::process::Command;

use super::{Context, Totals, cargo, packages};
use crate::page::{self, Lessons};
use crate::toolchain::WASM_TARGET;
use crate::{Failure, process, workspace};

/// Leaves the lessons out.
const WITHOUT: &str = "--no-default-features";

/// Besides the whole: a crate that only lessons use, or a name that nobody does
/// without them, shows here.
pub(super) fn clippy() -> Result<bool, Failure> {
    let mut native = without(cargo("clippy", &packages(&["backend"])));
    native.args(["--all-targets", "--", "-D", "warnings"]);
    let mut wasm = without(cargo("clippy", &packages(&["frontend"])));
    wasm.args(["--target", WASM_TARGET])
        .args(["--all-targets", "--", "-D", "warnings"]);
    Ok(process::run(&mut native)? & process::run(&mut wasm)?)
}

fn without(mut command: Command) -> Command {
    command.arg(WITHOUT);
    command
}

impl Context {
    pub(super) fn starter(&self) -> Result<(bool, Totals), Failure> {
        let (mut ok, mut totals) = (true, Totals::default());
        let mut add = |(passed, counted): (bool, Totals)| {
            ok &= passed;
            totals.add(counted);
        };
        // All of it is run, whatever fails.
        add(self.count(&mut without(cargo("test", &packages(&["backend"]))))?);
        add(self.wasm_tests(&mut without(cargo("test", &packages(&["frontend"]))))?);

        let page = workspace::root().join("target/starter-page");
        if !page::build(&self.tools, Lessons::Without, &page)? {
            return Ok((false, totals));
        }
        let mut walks = without(cargo("test", &packages(&["browser-tests"])));
        add(self.walks(walks.env("BUILT_PAGE", &page))?);
        Ok((ok, totals))
    }
}
