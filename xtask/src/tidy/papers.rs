//! What is not Rust: migrations, the two READMEs, links.

use super::Finding;
use super::tree::Tree;

#[cfg(feature = "lab")]
const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

/// Every migration has both directions, the same ones for each database.
pub(super) fn migrations(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sqlite = folders(tree, "migrations/sqlite/");
    if sqlite.is_empty() {
        findings.push(Finding::new("migrations/sqlite", 0, "has no migration"));
    }
    let postgres = folders(tree, "migrations/postgres/");
    let all = sqlite
        .iter()
        .map(|name| format!("migrations/sqlite/{name}"));
    let others = postgres
        .iter()
        .map(|name| format!("migrations/postgres/{name}"));
    for folder in all.chain(others) {
        for file in ["up.sql", "down.sql"] {
            let path = format!("{folder}/{file}");
            let text = tree.text(&path).unwrap_or_default();
            if text.trim().is_empty() {
                findings.push(Finding::new(&path, 0, "is missing or empty"));
            }
        }
    }
    if !postgres.is_empty() && sqlite != postgres {
        let says = "must have the same names as migrations/sqlite";
        findings.push(Finding::new("migrations/postgres", 0, says));
    }
    findings
}

fn folders<'a>(tree: &'a Tree, prefix: &str) -> Vec<&'a str> {
    tree.paths
        .iter()
        .filter_map(|path| path.strip_prefix(prefix))
        .filter(|rest| !rest.contains('/') && !rest.contains('.'))
        .collect()
}

/// A section that is in one language only was forgotten in the other.
#[cfg(feature = "lab")]
pub(super) fn readmes(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut counts = Vec::new();
    for path in READMES {
        match tree.text(path) {
            Some(text) => counts.push(sections(text)),
            None => findings.push(Finding::new(path, 0, "is missing")),
        }
    }
    if let [en, zh] = counts[..]
        && en != zh
    {
        let says = format!("has {zh} sections (##), {} has {en}", READMES[0]);
        findings.push(Finding::new(READMES[1], 0, says));
    }
    findings
}

#[cfg(feature = "lab")]
fn sections(markdown: &str) -> usize {
    prose(markdown)
        .filter(|(_, line)| line.starts_with("## "))
        .count()
}

/// Links of the documents at top level and in docs/ to files of ours.
pub(super) fn links(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension("md") {
        let (folder, _) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        if !folder.is_empty() && !file.path.starts_with("docs/") {
            continue;
        }
        for (line, text) in prose(&file.text) {
            for target in targets(text) {
                let missing =
                    resolve(folder, target).is_none_or(|path| !tree.paths.contains(&path));
                if missing {
                    let says = format!("the link to `{target}` leads nowhere");
                    findings.push(Finding::new(&file.path, line, says));
                }
            }
        }
    }
    findings
}

/// The lines outside fenced code, with their numbers.
pub(super) fn prose(markdown: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    markdown
        .lines()
        .enumerate()
        .filter_map(move |(index, line)| {
            let fence = line.trim_start();
            if fence.starts_with("```") || fence.starts_with("~~~") {
                fenced = !fenced;
                return None;
            }
            (!fenced).then_some((index + 1, line))
        })
}

/// What `[text](target)` points at, where that is a file: no address of a
/// site, no place in the same document, nothing in `code`.
fn targets(line: &str) -> Vec<&str> {
    let mut targets = Vec::new();
    for (at, found) in line.match_indices("](") {
        let in_code = line[..at].matches('`').count() % 2 == 1;
        let rest = &line[at + found.len()..];
        let end = rest.find(')').unwrap_or(rest.len());
        let target = rest[..end].split_whitespace().next().unwrap_or_default();
        let path = target.split('#').next().unwrap_or_default();
        let is_site = path.contains("://") || path.starts_with("mailto:");
        if !in_code && !is_site && !path.is_empty() {
            targets.push(path);
        }
    }
    targets
}

/// `None` for a path that leaves the workspace.
pub(super) fn resolve(folder: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| &*finding.path).collect()
    }

    #[test]
    fn a_migration_without_a_way_back_is_found() {
        let both = [
            ("migrations/sqlite/0001_users/up.sql", "CREATE"),
            ("migrations/sqlite/0001_users/down.sql", "DROP"),
        ];
        assert!(migrations(&Tree::of(&both)).is_empty());
        let found = migrations(&Tree::of(&both[..1]));
        assert_eq!(paths(&found), ["migrations/sqlite/0001_users/down.sql"]);
        let found = migrations(&Tree::of(&[]));
        assert_eq!(paths(&found), ["migrations/sqlite"]);
    }

    #[test]
    fn both_databases_have_the_same_migrations() {
        let tree = Tree::of(&[
            ("migrations/sqlite/0001_users/up.sql", "CREATE"),
            ("migrations/sqlite/0001_users/down.sql", "DROP"),
            ("migrations/postgres/0001_user/up.sql", "CREATE"),
            ("migrations/postgres/0001_user/down.sql", "DROP"),
        ]);
        assert_eq!(paths(&migrations(&tree)), ["migrations/postgres"]);
    }

    #[cfg(feature = "lab")]
    #[test]
    fn a_section_that_only_one_readme_has_is_found() {
        let en = "# T\n## A\n```sh\n## a comment\n```\n## B\n";
        let same = [("README.md", en), ("README.zh-CN.md", "## 甲\n## 乙\n")];
        assert!(readmes(&Tree::of(&same)).is_empty());
        let fewer = [("README.md", en), ("README.zh-CN.md", "## 甲\n")];
        assert_eq!(paths(&readmes(&Tree::of(&fewer))), ["README.zh-CN.md"]);
        assert_eq!(paths(&readmes(&Tree::of(&[]))), READMES);
    }

    #[test]
    fn a_link_to_a_file_that_is_not_there_is_found() {
        let text = "[a](docs/a.md#x), [b](https://b.example), [c](#c), `[d](d)`,\n\
                    [e](docs/gone.md) ![f](docs/img/f.png \"title\")\n";
        let tree = Tree::of(&[
            ("README.md", text),
            ("docs/a.md", "[up](../README.md) [out](../../x.md)"),
            ("docs/img/f.png", ""),
            ("backend/notes.md", "[not looked at](nowhere)"),
        ]);
        let found: Vec<(String, usize)> = links(&tree)
            .into_iter()
            .map(|finding| (finding.path, finding.line))
            .collect();
        assert_eq!(
            found,
            [("README.md".to_owned(), 2), ("docs/a.md".to_owned(), 1)]
        );
    }
}
