//! The files of the workspace, read once.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

/// Made by tools, or the user's own.
const NOT_OURS: [&str; 5] = ["target", "dist", "data", "node_modules", ".git"];

/// Whose text is looked at.
const READ: [&str; 5] = ["rs", "html", "md", "sql", "toml"];

pub(super) struct SourceFile {
    /// From the top level, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

#[derive(Default)]
pub(super) struct Tree {
    pub(super) files: Vec<SourceFile>,
    /// Every file and folder, whatever is in it.
    pub(super) paths: BTreeSet<String>,
}

impl Tree {
    pub(super) fn read(root: &Path) -> io::Result<Self> {
        let mut tree = Self::default();
        tree.add(root, "")?;
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(tree)
    }

    fn add(&mut self, dir: &Path, prefix: &str) -> io::Result<()> {
        // Cargo marks its target directories, whatever they are called.
        if dir.join("CACHEDIR.TAG").is_file() {
            return Ok(());
        }
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if NOT_OURS.contains(&name.as_str()) {
                continue;
            }
            let path = format!("{prefix}{name}");
            // The entry's own type: a link is not followed out of the workspace.
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.add(&entry.path(), &format!("{path}/"))?;
            } else if kind.is_file() && READ.contains(&extension(&name)) {
                let text = fs::read_to_string(entry.path())?;
                self.files.push(SourceFile {
                    path: path.clone(),
                    text,
                });
            }
            self.paths.insert(path);
        }
        Ok(())
    }

    pub(super) fn with_extension(&self, wanted: &str) -> impl Iterator<Item = &SourceFile> {
        self.files
            .iter()
            .filter(move |file| extension(&file.path) == wanted)
    }

    pub(super) fn text(&self, path: &str) -> Option<&str> {
        let file = self.files.iter().find(|file| file.path == path)?;
        Some(&file.text)
    }

    /// A tree of samples, for the checks' tests.
    #[cfg(test)]
    pub(super) fn of(samples: &[(&str, &str)]) -> Self {
        let mut tree = Self::default();
        for (path, text) in samples {
            let parts: Vec<&str> = path.split('/').collect();
            for depth in 1..=parts.len() {
                tree.paths.insert(parts[..depth].join("/"));
            }
            tree.files.push(SourceFile {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
            });
        }
        tree
    }
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn the_workspace_is_read_without_what_tools_made() {
        let tree = Tree::read(&workspace::root()).unwrap();
        assert!(tree.text("xtask/src/tidy/tree.rs").is_some());
        assert!(tree.paths.contains("Cargo.toml"));
        assert!(!tree.paths.iter().any(|path| path.starts_with("target/")));
    }
}
