//! What `docker build` is given, by .dockerignore: all that the build reads, and none
//! of what is this machine's alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::dockerfile::stages;
use crate::{built, workspace};

/// The lines of .dockerignore. A later one outdoes an earlier one.
struct Ignored(Vec<(bool, String)>);

impl Ignored {
    fn read() -> Self {
        let text = fs::read_to_string(workspace().join(".dockerignore")).unwrap();
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let patterns = lines.map(|line| match line.strip_prefix('!') {
            Some(pattern) => (true, pattern.to_owned()),
            None => (false, line.to_owned()),
        });
        Self(patterns.collect())
    }

    /// Whether the file is sent to the engine.
    fn gives(&self, path: &str) -> bool {
        let mut given = true;
        for (gives, pattern) in &self.0 {
            if matches(pattern, path) {
                given = *gives;
            }
        }
        given
    }
}

/// The three forms that we use: everything, a name at the top, a name anywhere. A
/// folder that matches takes all that is in it along.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_prefix("**/") {
        _ if pattern == "*" => true,
        Some(name) => path.split('/').any(|part| part == name),
        None => {
            assert!(
                !pattern.contains(['*', '?', '[', '/']),
                "{pattern}: what is that?"
            );
            path.split('/').next() == Some(pattern)
        }
    }
}

/// The files of the workspace, by their paths from its top: those in git or, where
/// there is none yet, all but what is made.
fn own_files() -> Vec<String> {
    if !workspace().join(".git").exists() {
        let mut files = Vec::new();
        add_files(&workspace(), "", &mut files);
        return files;
    }
    let mut git = Command::new("git");
    let output = git
        .args(["ls-files", "-z"])
        .current_dir(workspace())
        .output();
    let output = output.expect("git");
    assert!(output.status.success());
    let names = String::from_utf8(output.stdout).unwrap();
    let names = names.split('\0').filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

fn add_files(top: &Path, under: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(top.join(under)).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let path = format!("{under}{name}");
        let is_made = matches!(&*name, ".env" | "target" | "dist" | "data" | "node_modules");
        if !is_made && top.join(&path).is_dir() {
            add_files(top, &format!("{path}/"), files);
        } else if !is_made {
            files.push(path);
        }
    }
}

/// The files of the workspace that the compilers read for the program, the page in it
/// and the command that made both: cargo writes them down beside what it builds.
fn read_by_the_build() -> BTreeSet<String> {
    let built = built();
    let target = built.parent().and_then(Path::parent).unwrap();
    let top = workspace().canonicalize().unwrap();
    let mut read = BTreeSet::new();
    for list in [
        "release/backend.d",
        "release/pack.d",
        "debug/xtask.d",
        "wasm32-unknown-unknown/wasm-release/frontend.d",
    ] {
        let path = target.join(list);
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{list}: {e}"));
        let files = text.lines().flat_map(|line| line.split_once(": "));
        let files = files.flat_map(|(_, files)| files.split_whitespace());
        let files: Vec<PathBuf> = files.map(PathBuf::from).collect();
        assert!(!files.is_empty(), "{list}");
        let ours = files.iter().filter_map(|file| {
            let file = file.canonicalize().ok()?;
            Some(file.strip_prefix(&top).ok()?.to_str()?.to_owned())
        });
        // Made by the build itself: the page, and what build scripts write.
        let is_made = |file: &str| matches!(file.split('/').next(), Some("target" | "dist"));
        read.extend(ours.filter(|file| !is_made(file)));
    }
    read
}

#[test]
fn docker_is_given_every_file_that_the_build_reads() {
    let ignored = Ignored::read();
    let read = read_by_the_build();
    for known in [
        "backend/src/main.rs",
        "frontend/src/main.rs",
        "shared/src/lib.rs",
        "xtask/src/main.rs",
    ] {
        assert!(read.contains(known), "{known} was not read?");
    }
    // And what cargo, the macros and the building of the page read without saying so: all that
    // is ours in the folders that are given at all.
    let own = own_files();
    let in_those = own.iter().filter(|path| {
        let top = path.split('/').next().unwrap_or_default();
        ignored.0.iter().any(|(gives, name)| *gives && name == top)
    });
    for path in read.iter().chain(in_those) {
        assert!(ignored.gives(path), "{path}");
    }
}

/// Without one of the files that a manifest names, cargo does not even begin.
#[test]
fn cargo_understands_the_workspace_that_docker_is_given() {
    let ignored = Ignored::read();
    let folder = tempfile::tempdir().unwrap();
    for path in own_files().iter().filter(|path| ignored.gives(path)) {
        let to = folder.path().join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(workspace().join(path), to).unwrap();
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["metadata", "--locked", "--offline", "--format-version", "1"])
        .current_dir(folder.path());
    let output = cargo.output().unwrap();
    let says = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{says}");
    // And the command that the build is, is there.
    let builds = stages()[0].all("RUN").join(" ");
    assert!(builds.contains("cargo xtask dist --no-default-features"));
    let alias = fs::read_to_string(folder.path().join(".cargo/config.toml")).unwrap();
    assert!(alias.contains("xtask = "), "{alias}");
}

#[test]
fn what_is_this_machines_alone_is_not_given() {
    let ignored = Ignored::read();
    for path in [
        ".env",
        "backend/.env",
        "data/keys.json",
        "backend/data/pepper.json",
        ".git/config",
        "target/release/backend",
        "frontend/target/x",
        "dist/index.html",
        "notes.txt",
    ] {
        assert!(!ignored.gives(path), "{path}");
    }
    assert!(ignored.gives("backend/src/main.rs"));
}
