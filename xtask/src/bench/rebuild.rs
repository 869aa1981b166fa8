//! What one waits for after one line was changed: of the page, until it stands in the
//! browser; of the backend, until it answers.
//!
//! On a copy of the workspace, so that nobody's files are touched. It stays under
//! `target` with what was built from it, for the first time takes minutes. The quickest
//! of a few counts: a build uses all cores and is slowed down by whatever else runs.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Plan;
use crate::measure::go_on;
use crate::measure::report::Report;
use crate::measure::server::{Folder, Server};
use crate::needs::{self, CHROMIUM, NODE, NPM};
use crate::process::{Running, TICK};
use crate::{Failure, browser, http, peers, process, setup, workspace};

pub(super) const PART: &str = "rebuild";
const TIMES: usize = 3;

const PAGE: Duration = Duration::from_secs(5);
const BACKEND: Duration = Duration::from_secs(8);

/// A cold build takes minutes.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// A file of the page that its first class may be added to, and where it is seen.
const CHANGED_PAGE: (&str, &str) = ("frontend/src/pages/login.rs", "/login");
const CHANGED_BACKEND: &str = "backend/src/handlers/me.rs";

/// What the workspace holds besides itself.
const NOT_COPIED: [&str; 5] = ["target", "dist", "data", ".git", ".env"];

pub(super) fn run(_: &Plan, report: &mut Report) -> Result<(), Failure> {
    needs::install_missing(&[&CHROMIUM, &NODE, &NPM])?;
    let copy = copy_workspace()?;
    let page = page(&copy)?;
    let what = "one line of the page, from saving to the reloaded page under `trunk serve`";
    report.held(PART, what, seconds(page), "< 5 s", page < PAGE);
    let backend = backend(&copy)?;
    let what = "one line of the backend, from saving to a server that answers";
    report.held(PART, what, seconds(backend), "< 8 s", backend < BACKEND);
    Ok(())
}

fn page(copy: &Path) -> Result<Duration, Failure> {
    let modules = peers::install_lighthouse()?;
    let address = free_address()?;
    let mut trunk = setup::trunk_command(&setup::page_tools()?)?;
    let port = address.port().to_string();
    trunk.args(["serve", "--port", &port]).current_dir(copy);
    trunk.env_remove("CARGO_TARGET_DIR");
    let mut trunk = Running::start(&mut trunk)?;
    let began = Instant::now();
    // Trunk answers once the first build is done.
    while http::status(address, "/").is_none() {
        go_on()?;
        if trunk.exited()?.is_some() || began.elapsed() > PATIENCE {
            return Err(Failure::Said("Trunk does not serve the copy.".to_owned()));
        }
        sleep(TICK);
    }
    let (file, path) = CHANGED_PAGE;
    let mut node = process::command("node");
    node.arg("xtask/browser/reload.mjs")
        .arg(modules)
        .arg(browser::chromium().unwrap_or_default())
        .arg(format!("http://localhost:{port}{path}"))
        .arg(copy.join(file))
        .arg(TIMES.to_string());
    let output = node.output();
    let output = output.map_err(|error| format!("`node` cannot be started: {error}."))?;
    trunk.stop();
    let says = String::from_utf8_lossy(&output.stdout);
    let times = says.lines().filter_map(|line| line.parse().ok());
    let quickest = times.min().map(Duration::from_millis);
    quickest.ok_or_else(|| {
        let why = String::from_utf8_lossy(&output.stderr);
        Failure::Said(format!("The page was not seen to change:\n{why}"))
    })
}

fn backend(copy: &Path) -> Result<Duration, Failure> {
    let folder = Folder::new()?;
    let program = copy.join("target").join("debug").join("backend");
    let file = copy.join(CHANGED_BACKEND);
    let before = fs::read_to_string(&file);
    let before = before.map_err(|error| format!("{CHANGED_BACKEND}: {error}."))?;
    let mut times = Vec::new();
    // The first builds what is built already for everybody who works on it, and makes
    // the database.
    for time in 0..=TIMES {
        let line = format!("\n/// Changed.\npub fn changed() -> usize {{ {time} }}\n");
        let saved = Instant::now();
        write(&file, &format!("{before}{line}"))?;
        let mut build = process::cargo(["build", "--quiet", "--package", "backend"]);
        build.current_dir(copy).env_remove("CARGO_TARGET_DIR");
        if !process::run(&mut build)? {
            return Err(Failure::Reported);
        }
        Server::start(&program, folder.path(), &[])?.kill()?;
        times.push(saved.elapsed());
    }
    write(&file, &before)?;
    Ok(times.into_iter().skip(1).min().unwrap_or(Duration::MAX))
}

/// The workspace as it is now, where what was built the last time still is.
fn copy_workspace() -> Result<PathBuf, Failure> {
    let root = workspace::root();
    let copy = root.join("target").join("rebuild");
    let copied = fs::create_dir_all(&copy).and_then(|()| copy_changed(&root, &copy, true));
    copied.map_err(|error| format!("The workspace cannot be copied: {error}."))?;
    Ok(copy)
}

/// Only what is different, or cargo would take all of it for changed.
fn copy_changed(from: &Path, to: &Path, is_top: bool) -> std::io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, path) = (entry.file_name(), entry.path());
        if is_top && NOT_COPIED.iter().any(|other| name == *other) {
            continue;
        }
        let target = to.join(&name);
        if path.is_dir() {
            fs::create_dir_all(&target)?;
            copy_changed(&path, &target, false)?;
        } else if path.is_file() {
            let text = fs::read(&path)?;
            if fs::read(&target).ok().as_ref() != Some(&text) {
                fs::write(&target, text)?;
            }
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let written = fs::write(path, text);
    Ok(written.map_err(|error| format!("{}: {error}.", path.display()))?)
}

/// Nobody else's when it is looked at; trunk wants to know it beforehand.
fn free_address() -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    Ok(listener.map_err(|error| format!("There is no free port: {error}."))?)
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
