//! An app before it is written: its files, filtered, edited and renamed.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::{fs, io};

use super::edits::Edits;
use super::{Options, files, own, rename, rust, traces};
use crate::Failure;

/// All of it.
pub(super) struct App {
    pub(super) files: Vec<File>,
}

/// One file of the app.
pub(super) struct File {
    /// From its top level, with `/`.
    pub(super) path: String,
    text: String,
    mode: Mode,
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Plain,
    Program,
    /// For its owner alone.
    Secret,
}

impl App {
    pub(super) fn of(root: &Path, options: &Options) -> Result<Self, Failure> {
        let unreadable = |error| Failure::Said(format!("The files cannot be read: {error}."));
        let mut texts = BTreeMap::new();
        for path in files::of_an_app(root).map_err(unreadable)? {
            let text = fs::read_to_string(root.join(&path))
                .map_err(|error| Failure::Said(format!("{path} cannot be read: {error}.")))?;
            texts.insert(path, text);
        }
        let texts = made_of(texts, options).map_err(Failure::Said)?;
        let mut files: Vec<File> = texts
            .into_iter()
            .map(|(path, text)| File::new(root, path, text))
            .collect();
        let readme = own::readme(options);
        files.push(File::new(root, "README.md".to_owned(), readme));
        files.push(File {
            path: ".env".to_owned(),
            text: own::environment(options).map_err(Failure::Said)?,
            mode: Mode::Secret,
        });
        Ok(Self { files })
    }
}

/// The files that come from here, as the app has them.
fn made_of(
    texts: BTreeMap<String, String>,
    options: &Options,
) -> Result<BTreeMap<String, String>, String> {
    let mut gone = Vec::new();
    let mut left = BTreeMap::new();
    for (path, text) in texts {
        let text = match path.ends_with(".rs") {
            true => {
                let filtered =
                    rust::without_lab(&text).map_err(|says| format!("{path}: {says}"))?;
                gone.extend(filtered.gone.iter().map(|name| module_path(&path, name)));
                filtered.text
            }
            false => own::without_marked(&text).map_err(|says| format!("{path}: {says}"))?,
        };
        left.insert(path, text);
    }
    left.retain(|path, _| {
        let stem = path.strip_suffix(".rs").unwrap_or(path);
        !gone.iter().any(|module| files::is_at(stem, module))
    });

    let mut edits = Edits::for_an_app(options);
    for (path, text) in &mut left {
        edits.apply(path, text);
    }
    edits.all_were_made()?;

    let found: Vec<String> = left
        .iter()
        .flat_map(|(path, text)| traces::of_lessons(path, text))
        .collect();
    if !found.is_empty() {
        return Err(format!(
            "This would be left of the lessons (see xtask/src/new/edits.rs):\n{}",
            found.join("\n")
        ));
    }
    for text in left.values_mut() {
        *text = rename::renamed(text, &options.name);
    }
    Ok(left)
}

/// Where the file of a module is, without `.rs`, that is declared in another one.
fn module_path(declared_in: &str, name: &str) -> String {
    let stem = declared_in.strip_suffix(".rs").unwrap_or(declared_in);
    let (folder, file) = stem.rsplit_once('/').unwrap_or(("", stem));
    match file {
        "lib" | "main" | "mod" => format!("{folder}/{name}"),
        _ => format!("{stem}/{name}"),
    }
}

impl File {
    fn new(root: &Path, path: String, text: String) -> Self {
        let mode = match is_program(&root.join(&path)) {
            true => Mode::Program,
            false => Mode::Plain,
        };
        Self { path, text, mode }
    }

    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let mut open = fs::OpenOptions::new();
        open.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            // From its first moment on, not after it was readable for one.
            open.mode(match self.mode {
                Mode::Plain => 0o644,
                Mode::Program => 0o755,
                Mode::Secret => 0o600,
            });
        }
        open.open(path)?.write_all(self.text.as_bytes())
    }
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|it| it.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_program(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::super::options::Store;
    use super::*;
    use crate::workspace;

    /// Every app that can be asked for, in files.
    static APPS: LazyLock<Vec<Vec<File>>> = LazyLock::new(|| {
        let root = workspace::root();
        let folder = root.join("nowhere");
        let (one, other) = (Options::sample(&folder), Options::other_sample(&folder));
        let (one, other) = (one.unwrap(), other.unwrap());
        let mut options: Vec<Options> = Store::ALL
            .into_iter()
            .map(|store| Options {
                store,
                ..one.clone()
            })
            .collect();
        options.extend([other.clone(), other]);
        let app = |options: &Options| App::of(&root, options).unwrap().files;
        options.iter().map(app).collect()
    });

    #[test]
    fn nothing_is_left_of_the_lessons_or_of_this_project() {
        for file in APPS.iter().flatten() {
            let found = traces::of_lessons(&file.path, &file.text);
            assert!(found.is_empty(), "{found:#?}");
            let names_us = |line: &&str| line.to_lowercase().contains("tessera");
            let line = file.text.lines().find(names_us);
            assert_eq!(line, None, "{}", file.path);
        }
    }

    #[test]
    fn an_app_has_all_its_parts_and_a_secret_of_its_own() {
        let mut secrets = std::collections::BTreeSet::new();
        for files in APPS.iter() {
            let file = |path: &str| {
                let found = files.iter().find(|file| file.path == path);
                found.unwrap_or_else(|| panic!("{path}"))
            };
            for path in [
                "README.md",
                "docs/settings.md",
                "docs/own-resource.md",
                "Cargo.lock",
                "backend/src/routes.rs",
                "frontend/src/pages/home.rs",
                "migrations/postgres/0003_notes/up.sql",
                "xtask/src/tidy.rs",
            ] {
                assert!(!file(path).text.is_empty(), "{path}");
            }
            assert!(file(".ci/run").mode == Mode::Program);
            assert!(file(".env").mode == Mode::Secret);
            assert!(file(".gitignore").text.contains(".env\n"));
            secrets.insert(file(".env").text.clone());
        }
        // SQLite needs none; each of the two others has another.
        assert_eq!(secrets.len(), 3);
    }

    #[test]
    fn a_module_stands_beside_or_under_the_file_that_declares_it() {
        assert_eq!(module_path("a/src/lib.rs", "lab"), "a/src/lab");
        assert_eq!(module_path("a/tests/api/main.rs", "lab"), "a/tests/api/lab");
        assert_eq!(module_path("a/src/db.rs", "lab"), "a/src/db/lab");
    }
}
