//! The stages of `cargo xtask test`, in the order in which they run.

mod clippy;
mod context;
mod rustdoc;
#[cfg(feature = "lab")]
mod starter;

use std::process::Command;

use crate::postgres::Postgres;
use crate::test::counted::{self, Totals};
use crate::toolchain::WASM_TARGET;
use crate::{Failure, deny, dist, page, process, tidy, workspace};
pub(super) use context::Context;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stage {
    Fmt,
    Clippy,
    Rustdoc,
    Tidy,
    Deny,
    Native,
    Unit,
    Api,
    Postgres,
    #[cfg(feature = "lab")]
    Interop,
    #[cfg(feature = "lab")]
    Proxy,
    #[cfg(feature = "lab")]
    Openapi,
    Frontend,
    Page,
    Dist,
    Browser,
    #[cfg(feature = "lab")]
    Starter,
}

impl Stage {
    /// A full run. `unit` and `api` are parts of `native`.
    pub(super) const ALL: &[Self] = &[
        Self::Fmt,
        Self::Clippy,
        Self::Rustdoc,
        Self::Tidy,
        Self::Deny,
        Self::Native,
        Self::Postgres,
        #[cfg(feature = "lab")]
        Self::Interop,
        #[cfg(feature = "lab")]
        Self::Proxy,
        #[cfg(feature = "lab")]
        Self::Openapi,
        Self::Frontend,
        Self::Page,
        Self::Dist,
        Self::Browser,
        #[cfg(feature = "lab")]
        Self::Starter,
    ];

    /// Everything that `--only` knows.
    pub(super) const EVERY: &[Self] = &[
        Self::Fmt,
        Self::Clippy,
        Self::Rustdoc,
        Self::Tidy,
        Self::Deny,
        Self::Native,
        Self::Unit,
        Self::Api,
        Self::Postgres,
        #[cfg(feature = "lab")]
        Self::Interop,
        #[cfg(feature = "lab")]
        Self::Proxy,
        #[cfg(feature = "lab")]
        Self::Openapi,
        Self::Frontend,
        Self::Page,
        Self::Dist,
        Self::Browser,
        #[cfg(feature = "lab")]
        Self::Starter,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Rustdoc => "rustdoc",
            Self::Tidy => "tidy",
            Self::Deny => "deny",
            Self::Native => "native",
            Self::Unit => "unit",
            Self::Api => "api",
            Self::Postgres => "postgres",
            #[cfg(feature = "lab")]
            Self::Interop => "interop",
            #[cfg(feature = "lab")]
            Self::Proxy => "proxy",
            #[cfg(feature = "lab")]
            Self::Openapi => "openapi",
            Self::Frontend => "frontend",
            Self::Page => "page",
            Self::Dist => "dist",
            Self::Browser => "browser",
            #[cfg(feature = "lab")]
            Self::Starter => "starter",
        }
    }

    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Fmt => "is every file formatted?",
            Self::Clippy => "no warnings, on this machine and for the browser",
            Self::Rustdoc => "the documentation is built without a warning",
            Self::Tidy => "architecture and style",
            Self::Deny => "what comes from others: licences, sources, known weaknesses",
            Self::Native => "unit, API and doc tests",
            Self::Unit => "unit tests",
            Self::Api => "API tests",
            Self::Postgres => "the API tests on PostgreSQL, and several servers on one",
            #[cfg(feature = "lab")]
            Self::Interop => "PyJWT, jose, jsonwebtoken and signxml read our tokens, and we theirs",
            #[cfg(feature = "lab")]
            Self::Proxy => "behind nginx, set up as docs/deployment.md says",
            #[cfg(feature = "lab")]
            Self::Openapi => "requests made up from the document of the API find nothing",
            Self::Frontend => "the frontend's tests in a browser engine",
            Self::Page => "building the page as it is released",
            Self::Dist => "one program with the page in it, alone and as an image has it",
            Self::Browser => "a browser and that program",
            #[cfg(feature = "lab")]
            Self::Starter => "an app made by `cargo xtask new` passes its own tests",
        }
    }

    pub(super) fn has_tests(self) -> bool {
        !matches!(
            self,
            Self::Fmt | Self::Clippy | Self::Rustdoc | Self::Tidy | Self::Deny | Self::Page
        )
    }

    /// Whether the stage passed, and the tests it counted.
    pub(super) fn run(self, context: &Context) -> Result<(bool, Totals), Failure> {
        let no_tests = |ok| (ok, Totals::default());
        match self {
            Self::Fmt => process::run(&mut cargo("fmt", &["--all", "--check"])).map(no_tests),
            Self::Clippy => clippy::check().map(no_tests),
            Self::Rustdoc => rustdoc::check().map(no_tests),
            Self::Tidy => Ok(no_tests(tidy::is_tidy())),
            Self::Deny => {
                let (ok, note) = deny::check(&context.deny)?;
                context.note.set(note);
                Ok(no_tests(ok))
            }
            Self::Native => context.count(&mut native_tests(&[])),
            Self::Unit => context.count(&mut native_tests(&["--lib", "--bins"])),
            Self::Api => context.count(&mut native_tests(&["--test", "api"])),
            Self::Postgres => context.postgres(),
            #[cfg(feature = "lab")]
            Self::Interop => context.with_peers("interop"),
            #[cfg(feature = "lab")]
            Self::Proxy => context.proxy(),
            #[cfg(feature = "lab")]
            Self::Openapi => context.with_peers("schemathesis"),
            Self::Frontend => context.frontend(),
            Self::Page => {
                page::build(&context.tools, page::Features::Default, &page::folder()).map(no_tests)
            }
            Self::Dist => context.dist(),
            Self::Browser => context.browser(),
            #[cfg(feature = "lab")]
            Self::Starter => context.starter(),
        }
    }
}

fn cargo(subcommand: &str, args: &[&str]) -> Command {
    let mut command = process::cargo([subcommand]);
    command.args(args);
    command
}

fn packages(names: &[&'static str]) -> Vec<&'static str> {
    names.iter().flat_map(|name| ["--package", name]).collect()
}

/// What compiles for this machine: all but the page.
fn native() -> Vec<&'static str> {
    packages(&[
        "backend",
        #[cfg(feature = "lab")]
        "bare",
        #[cfg(feature = "lab")]
        "bare-bcrypt",
        "shared",
        "xtask",
        "browser-tests",
    ])
}

/// Always the same packages, as cargo chooses the features of dependencies by
/// them: another choice would build those again.
pub(crate) fn native_tests(targets: &[&str]) -> Command {
    let mut command = cargo("test", &packages(&["shared", "backend", "xtask"]));
    command.args(targets);
    command
}

impl Context {
    /// Runs a `cargo test`, all of it even if a test fails, and counts.
    fn count(&self, command: &mut Command) -> Result<(bool, Totals), Failure> {
        command.arg("--no-fail-fast").args(&self.extra);
        counted::run(command)
    }

    fn postgres(&self) -> Result<(bool, Totals), Failure> {
        let server = Postgres::start()?;
        let mut tests = native_tests(&["--test", "api", "--test", "postgres"]);
        self.count(tests.env("TEST_POSTGRES", server.url()))
    }

    /// Tests that speak to programs of others.
    #[cfg(feature = "lab")]
    fn with_peers(&self, name: &'static str) -> Result<(bool, Totals), Failure> {
        let mut tests = native_tests(&["--test", name]);
        tests.envs(self.peers.iter().map(|(name, path)| (name, path)));
        self.count(&mut tests)
    }

    #[cfg(feature = "lab")]
    fn proxy(&self) -> Result<(bool, Totals), Failure> {
        let mut tests = native_tests(&["--test", "proxy"]);
        self.count(tests.env("NGINX_BINARY", &self.nginx))
    }

    fn frontend(&self) -> Result<(bool, Totals), Failure> {
        self.wasm_tests(&mut cargo("test", &packages(&["frontend"])))
    }

    fn wasm_tests(&self, tests: &mut Command) -> Result<(bool, Totals), Failure> {
        tests
            .args(["--target", WASM_TARGET])
            .env("PATH", workspace::path_with(&self.tools)?)
            .env("CHROMEDRIVER", &self.chromedriver)
            // Without this a test that forgets to say so would run in node.
            .env("WASM_BINDGEN_USE_BROWSER", "1")
            // Seconds. A browser starts slowly on a busy machine.
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
            .env("WASM_BINDGEN_TEST_TIMEOUT", "180");
        self.count(tests)
    }

    fn dist(&self) -> Result<(bool, Totals), Failure> {
        let Some(program) = dist::whole(&page::folder())? else {
            return Ok((false, Totals::default()));
        };
        // Where it was built just now, and quick enough to be tested.
        let mut pack = cargo("test", &["--release", "--package", "xtask"]);
        pack.args(["--features", "pack", "--bin", "pack"]);
        let (packs, mut totals) = self.count(&mut pack)?;
        let mut tests = native_tests(&["--test", "single"]);
        let (ok, single) = self.count(tests.env("DIST_BINARY", program))?;
        totals.add(single);
        Ok((ok && packs, totals))
    }

    /// The page is in the program; the walks that have their server in the test's own
    /// process find the same one in its folder.
    fn browser(&self) -> Result<(bool, Totals), Failure> {
        let mut walks = cargo("test", &packages(&["browser-tests"]));
        self.walks(walks.env("DIST_BINARY", dist::place()?))
    }

    fn walks(&self, tests: &mut Command) -> Result<(bool, Totals), Failure> {
        tests
            .env("CHROMEDRIVER", &self.chromedriver)
            .env("AXE_CORE", &self.axe);
        self.count(tests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_of_a_full_run_can_be_chosen_by_a_name_of_its_own() {
        let mut names: Vec<&str> = Stage::EVERY.iter().copied().map(Stage::name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Stage::EVERY.len());
        assert!(Stage::ALL.iter().all(|stage| Stage::EVERY.contains(stage)));
    }
}
