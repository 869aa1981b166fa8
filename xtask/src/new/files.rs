//! Which files an app is made of.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::process;

/// What is looked at of the top level: nothing else is anybody's but the user's.
const TOP: [&str; 15] = [
    ".cargo",
    ".ci",
    ".dockerignore",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "backend",
    "deny.toml",
    "docs",
    "frontend",
    "migrations",
    "rust-toolchain.toml",
    "shared",
    "xtask",
];

/// What stays behind, and why. The modules of the lessons are not in this list: they
/// go with their declarations, which are compiled with the feature `lab` only.
const STAY_BEHIND: [(&str, &str); 10] = [
    ("backend/bare", "a server to be measured beside"),
    ("backend/bare-bcrypt", "bcrypt to be measured beside"),
    ("backend/benches", "measures this project's verifier"),
    (
        "backend/fuzz",
        "needs a nightly compiler; the verifier is tested here",
    ),
    (
        "backend/tests/interop",
        "needs Python and Node; the tokens are tested here",
    ),
    (
        "backend/tests/proxy",
        "tests the set-up of nginx in the paper, which comes along",
    ),
    (
        "backend/tests/schemathesis",
        "needs Python; made-up requests for our own API",
    ),
    (
        "frontend/src/api/record.rs",
        "writes requests down for the lessons",
    ),
    ("frontend/style/lab", "the lessons"),
    ("xtask/browser", "visits the page for `cargo xtask bench`"),
];

/// Papers that an app's developer needs. The others are about this project, its
/// lessons, or in Chinese, as an app has one language for its papers.
const PAPERS: [&str; 8] = [
    "docs/architecture.md",
    "docs/deployment.md",
    "docs/operations.md",
    "docs/other-apis.md",
    "docs/own-resource.md",
    "docs/scaling.md",
    "docs/security.md",
    "docs/settings.md",
];

/// The files of this workspace that an app is made of, by their paths with `/`.
pub(super) fn of_an_app(root: &Path) -> io::Result<BTreeSet<String>> {
    let all = match tracked(root) {
        Some(paths) => paths,
        None => unpacked(root)?,
    };
    Ok(all
        .into_iter()
        .filter(|path| is_wanted(path) && root.join(path).is_file())
        .collect())
}

fn is_wanted(path: &str) -> bool {
    let top = path.split('/').next().unwrap_or_default();
    let is_paper = path.starts_with("docs/");
    TOP.contains(&top)
        && (!is_paper || PAPERS.contains(&path))
        && !STAY_BEHIND.iter().any(|(left, _)| is_at(path, left))
}

/// At this path or under it.
pub(super) fn is_at(path: &str, left: &str) -> bool {
    path.strip_prefix(left)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What git knows of; `None` where this is no repository of its own.
fn tracked(root: &Path) -> Option<Vec<String>> {
    if !root.join(".git").exists() {
        return None;
    }
    let names = process::output("git", &["ls-files", "-z"])?;
    let paths: Vec<String> = names
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    (!paths.is_empty()).then_some(paths)
}

/// All files in the folders above: of an archive that somebody unpacked.
fn unpacked(root: &Path) -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    for name in TOP {
        add(root, name, &mut paths)?;
    }
    Ok(paths)
}

fn add(root: &Path, path: &str, paths: &mut Vec<String>) -> io::Result<()> {
    let full = root.join(path);
    if full.is_file() {
        paths.push(path.to_owned());
    } else if full.is_dir() && !full.join("CACHEDIR.TAG").is_file() {
        for entry in full.read_dir()? {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            if !["target", "dist", "data", "node_modules"].contains(&&*name) {
                add(root, &format!("{path}/{name}"), paths)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn what_is_the_users_own_is_not_looked_at() {
        for path in [
            ".env",
            "data/keys.json",
            "notes.txt",
            "target/a",
            "dist/index.html",
        ] {
            assert!(!is_wanted(path), "{path}");
        }
        assert!(is_wanted("backend/src/main.rs") && is_wanted("docs/security.md"));
        assert!(!is_wanted("docs/tour.md") && !is_wanted("backend/fuzz/Cargo.toml"));
    }

    #[test]
    fn a_folder_without_git_has_the_same_files() {
        let root = workspace::root();
        let Some(tracked) = tracked(&root) else {
            return;
        };
        let unpacked = unpacked(&root).unwrap();
        for path in tracked
            .iter()
            .filter(|path| is_wanted(path) && root.join(path).is_file())
        {
            assert!(unpacked.contains(path), "{path}");
        }
    }

    #[test]
    fn what_stays_behind_is_there_to_stay() {
        let root = workspace::root();
        for path in STAY_BEHIND.iter().map(|(path, _)| path).chain(&PAPERS) {
            assert!(root.join(path).exists(), "{path}");
        }
    }
}
