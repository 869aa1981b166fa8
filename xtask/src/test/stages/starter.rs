//! What somebody starts an app of their own from: `cargo xtask new` makes one, and
//! its own tests must pass there, as they would on its developer's machine.

mod paper;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Context, Stage, Totals, counted, packages};
use crate::new::{self, Options};
use crate::toolchain::WASM_TARGET;
use crate::{Failure, process, workspace};

/// What the app's own `cargo xtask test` runs here, besides the walks. Not `clippy`,
/// which has looked at the same code without the lessons.
const STAGES: [Stage; 5] = [
    Stage::Fmt,
    Stage::Tidy,
    Stage::Deny,
    Stage::Native,
    Stage::Frontend,
];

/// The walks that lead through all of the app. Each of the others looks at one thing
/// that the stage before has looked at in the very same code.
const WALKS: [&str; 6] = [
    "account::",
    "lasting::",
    "notes::",
    "register::",
    "session::",
    "weight::",
];

/// The starter needs what the stages need that the app runs.
pub(super) fn with_its_own(stages: &[Stage]) -> Vec<Stage> {
    let mut all = stages.to_vec();
    if stages.contains(&Stage::Starter) {
        all.extend(STAGES);
        all.extend([Stage::Page, Stage::Browser]);
    }
    all
}

impl Context {
    pub(super) fn starter(&self) -> Result<(bool, Totals), Failure> {
        let (mut ok, mut totals) = (true, Totals::default());
        let options = Options::sample(&folder("my-app"))?;
        let app = made(&options)?;
        use_our_tools(&app)?;
        let stages = STAGES.map(Stage::name).join(",");
        let mut walks: Vec<&str> = vec!["--only", "browser", "--"];
        walks.push("--");
        walks.extend(WALKS);
        // All of it is run, whatever fails.
        for arguments in [&["--only", &*stages][..], &walks] {
            let mut test = in_app(&app, &["xtask", "test"])?;
            test.args(arguments);
            let (passed, counted) = counted::run(&mut test)?;
            ok &= passed;
            totals.add(counted);
        }
        let (passed, counted) = after_the_paper(&app)?;
        ok &= passed;
        totals.add(counted);
        // What else can be asked for is a constant and a paper; the unit tests of
        // `new` make every one of them.
        let other = made(&Options::other_sample(&folder("other-app"))?)?;
        for arguments in [
            &["xtask", "test", "--only", "fmt,tidy"][..],
            &["check", "--package", "backend"],
        ] {
            ok &= process::run(&mut in_app(&other, arguments)?)?;
        }
        Ok((ok, totals))
    }
}

/// The app has a resource of its own, as the paper says: it compiles, on both sides,
/// and the tests that the paper names find nothing.
fn after_the_paper(app: &Path) -> Result<(bool, Totals), Failure> {
    paper::follow(app)?;
    if !process::run(&mut in_app(app, &["fmt", "--all"])?)? {
        return Ok((false, Totals::default()));
    }
    let check = ["check", "--package", "frontend", "--target", WASM_TARGET];
    let page = process::run(&mut in_app(app, &check)?)?;
    let mut tests = in_app(app, &["test"])?;
    tests
        .args(packages(&["shared", "backend", "xtask"]))
        .args(["--test", "api", "--"])
        .args(["bookmarks::", "openapi::", "tables::", "errors::"]);
    let (passed, totals) = counted::run(&mut tests)?;
    Ok((page && passed, totals))
}

/// A place for an app that is made to be tested: the same each time, so that cargo
/// builds anew only what has changed. Not under this workspace, whose settings cargo
/// would read there as well.
fn folder(name: &str) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    workspace::root().hash(&mut hasher);
    let ours = format!("tessera-starter-{:016x}", hasher.finish());
    std::env::temp_dir().join(ours).join(name)
}

/// A fresh app, whatever was there.
fn made(options: &Options) -> Result<PathBuf, Failure> {
    let folder = &options.folder;
    if folder.exists() {
        let gone = std::fs::remove_dir_all(folder);
        gone.map_err(|error| format!("{} cannot be removed: {error}.", folder.display()))?;
    }
    new::write(options)?;
    println!("{} is made", folder.display());
    Ok(folder.clone())
}

/// What was installed for our own tests does for the app's: it would install the same.
fn use_our_tools(app: &Path) -> Result<(), Failure> {
    let target = app.join("target");
    let made = std::fs::create_dir_all(&target);
    #[cfg(unix)]
    let made = made
        .and_then(|()| std::os::unix::fs::symlink(workspace::tools_dir(), target.join("tools")));
    made.map_err(|error| Failure::Said(format!("{} cannot be made: {error}.", target.display())))
}

/// A cargo command in the app, which builds where we do: what comes from others is
/// built once.
fn in_app(app: &Path, arguments: &[&str]) -> Result<Command, Failure> {
    let mut command = process::cargo([]);
    let binary = workspace::built_binary("backend")?;
    // `target/debug/backend`
    let target = binary.ancestors().nth(2).map(Path::to_path_buf);
    command
        .args(arguments)
        .current_dir(app)
        .env("CARGO_TARGET_DIR", target.unwrap_or_default());
    Ok(command)
}
