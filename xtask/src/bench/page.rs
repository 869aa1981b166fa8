//! A first visit of the page as it is released: what Lighthouse says of it, and when
//! it can be used on a slow phone in a slow network.
//!
//! Lighthouse 12 loads the page as it is and computes how long that would have taken
//! on a phone; `xtask/browser/judge.mjs` speaks to it. The control is measured by
//! ourselves, with a browser that is really slowed down.

use std::collections::BTreeMap;
use std::path::Path;

use super::Plan;
use crate::measure::client::Client;
use crate::measure::report::Report;
use crate::measure::server::{Folder, Server};
use crate::needs::{self, CHROMIUM, FONT, NODE, NPM};
use crate::{Failure, browser, peers, process, workspace};

const PART: &str = "page";
const ADDRESSES: [&str; 2] = ["/", "/login"];
const DEVICES: [&str; 2] = ["mobile", "desktop"];
const CATEGORIES: [&str; 3] = ["performance", "accessibility", "best-practices"];
/// How often each is visited: the median counts.
const RUNS: &str = "3";

const SCORE: f64 = 95.0;
const CONTROL: f64 = 1000.0;

/// Five times what a released page weighs, a quarter of what one in development does.
const RELEASED: u64 = 5_000_000;

pub(super) fn run(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    needs::install_missing(&[&CHROMIUM, &FONT, &NODE, &NPM])?;
    let modules = peers::install_lighthouse()?;
    let folder = Folder::new()?;
    let server = serve(plan, &folder)?;
    let says = judge(&modules, &server)?;
    server.kill()?;

    for address in ADDRESSES {
        let value = |device: &str, name: &str| {
            let key = format!("{address} {device} {name}");
            let value = says.values.get(&key).copied();
            value.ok_or_else(|| Failure::Said(format!("Lighthouse does not say: {key}.")))
        };
        for device in DEVICES {
            for category in CATEGORIES {
                let score = value(device, category)?;
                let what = format!("Lighthouse, {address} on {device}: {category}");
                report.held(PART, &what, score, "at least 95", score >= SCORE);
            }
        }
        for (name, words) in [
            ("first-contentful-paint", "first contentful paint"),
            ("largest-contentful-paint", "largest contentful paint"),
            ("total-blocking-time", "total blocking time"),
            ("interactive", "time to interactive"),
        ] {
            let what = format!("Lighthouse, {address} on mobile: {words}");
            let measured = format!("{:.0} ms", value("mobile", name)?);
            report.told(PART, &what, measured);
        }
        let shift = value("mobile", "cumulative-layout-shift")?;
        let what = format!("Lighthouse, {address} on mobile: cumulative layout shift");
        report.told(PART, &what, format!("{shift:.3}"));

        let kilobytes = format!("{:.0} KB", value("slow", "bytes")? / 1e3);
        let what = format!("{address}: what a first visit transfers");
        report.told(PART, &what, kilobytes);
        let control = value("slow", "control")?;
        let what = format!("{address}: first control, slow 4G and a processor 4 times slower");
        let measured = format!("{control:.0} ms");
        report.held(PART, &what, measured, "< 1,000 ms", control < CONTROL);
    }
    for failed in says.failed {
        println!("          costs points: {failed}");
    }
    Ok(())
}

/// The program with the page that it has in itself, or else with the one in `dist`.
fn serve(plan: &Plan, folder: &Folder) -> Result<Server, Failure> {
    let server = Server::start(&plan.program, folder.path(), &[])?;
    let has_page = Client::new(server.address)
        .get("/", "")
        .is_ok_and(|answer| answer.status == 200);
    if has_page {
        return Ok(server);
    }
    server.kill()?;
    let dist = workspace::root().join("dist");
    if !is_released(&dist) {
        let sentence = "The program has no page in itself, and `dist` has none that is released: \
                        run `trunk build --release` first.";
        return Err(Failure::Said(sentence.to_owned()));
    }
    copy(&dist, &folder.path().join("dist"))
        .map_err(|error| format!("{} cannot be copied: {error}.", dist.display()))?;
    Server::start(&plan.program, folder.path(), &[])
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            std::fs::copy(from, to)?;
        }
    }
    Ok(())
}

fn is_released(dist: &Path) -> bool {
    let files = std::fs::read_dir(dist).into_iter().flatten().flatten();
    let sizes: Vec<u64> = files
        .filter(|file| file.path().extension().is_some_and(|end| end == "wasm"))
        .filter_map(|file| Some(file.metadata().ok()?.len()))
        .collect();
    !sizes.is_empty() && sizes.iter().all(|size| *size < RELEASED)
}

/// What the script says.
#[derive(Debug, Default, PartialEq)]
struct Says {
    /// By address, device and name, with spaces between them.
    values: BTreeMap<String, f64>,
    failed: Vec<String>,
}

impl Says {
    fn read(lines: &str) -> Self {
        let mut says = Self::default();
        for line in lines.lines() {
            if let Some(failed) = line.strip_prefix("failed ") {
                says.failed.push(failed.to_owned());
            } else if let Some((key, value)) = line.rsplit_once(' ')
                && let Ok(value) = value.parse()
            {
                says.values.insert(key.to_owned(), value);
            }
        }
        says
    }
}

fn judge(modules: &Path, server: &Server) -> Result<Says, Failure> {
    let mut node = process::command("node");
    node.arg("xtask/browser/judge.mjs")
        .arg(modules)
        .arg(browser::chromium().unwrap_or_default())
        .arg(format!("http://{}", server.address))
        .arg(RUNS)
        .args(ADDRESSES);
    println!("   visiting it again and again takes some minutes");
    let output = node.output();
    let output = output.map_err(|error| format!("`node` cannot be started: {error}."))?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::Said(format!("Lighthouse failed:\n{why}")));
    }
    Ok(Says::read(&String::from_utf8_lossy(&output.stdout)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_failures_are_told_apart() {
        let says = Says::read(
            "/login mobile performance 98\n\
             failed /login mobile accessibility color-contrast: Too pale in 3\n\
             /login slow control 812.5\n",
        );
        assert_eq!(says.values["/login mobile performance"], 98.0);
        assert_eq!(says.values["/login slow control"], 812.5);
        let failed = "/login mobile accessibility color-contrast: Too pale in 3";
        assert_eq!(says.failed, [failed]);
    }

    #[test]
    fn a_folder_without_a_page_is_no_released_page() {
        assert!(!is_released(Path::new("no/such/folder")));
    }
}
