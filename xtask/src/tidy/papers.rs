//! What is not Rust: migrations, papers in two languages, bold text, links.

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

/// A section that is in one language only was forgotten in the other. README is
/// there in both, every other paper may be in English alone.
#[cfg(feature = "lab")]
pub(super) fn twins(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in READMES {
        if tree.text(path).is_none() {
            findings.push(Finding::new(path, 0, "is missing"));
        }
    }
    for zh in tree.with_extension("md") {
        let Some(name) = zh.path.strip_suffix(".zh-CN.md") else {
            continue;
        };
        let en = format!("{name}.md");
        match tree.text(&en).map(sections) {
            None => findings.push(Finding::new(&zh.path, 0, format!("there is no {en}"))),
            Some(there) if there != sections(&zh.text) => {
                let here = sections(&zh.text);
                let says = format!("has {here} sections (##), {en} has {there}");
                findings.push(Finding::new(&zh.path, 0, says));
            }
            Some(_) => {}
        }
    }
    findings
}

#[cfg(feature = "lab")]
fn sections(markdown: &str) -> usize {
    prose(markdown)
        .filter(|(_, line)| line.starts_with("## "))
        .count()
}

/// Bold text that Markdown does not take for bold: its end stands between a
/// punctuation mark and a letter, as Chinese text has no space there.
pub(super) fn bold(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension("md") {
        for (line, text) in prose(&file.text) {
            for (at, _) in text.match_indices("**").skip(1).step_by(2) {
                let before = text[..at].chars().next_back();
                let after = text[at + "**".len()..].chars().next();
                let is_mark = |c: char| !c.is_alphanumeric() && !matches!(c, '`' | ')');
                if before.is_some_and(is_mark) && after.is_some_and(char::is_alphanumeric) {
                    let says = "the bold text does not end: put the mark behind the `**`";
                    findings.push(Finding::new(&file.path, line, says));
                }
            }
        }
    }
    findings
}

/// Links of the documents at top level, in docs/ and .github/ to files of ours.
pub(super) fn links(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension("md") {
        let (folder, _) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        if !matches!(folder, "" | "docs" | ".github") {
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
    fn a_section_that_a_paper_has_in_one_language_only_is_found() {
        let found = |papers: &[(&str, &str)]| -> Vec<String> {
            let found = twins(&Tree::of(papers)).into_iter();
            found.map(|finding| finding.path).collect()
        };
        let en = ("README.md", "# T\n## A\n```sh\n## a comment\n```\n## B\n");
        let zh = ("README.zh-CN.md", "## 甲\n## 乙\n");
        assert!(found(&[en, zh, ("docs/english.md", "## A\n")]).is_empty());
        assert_eq!(found(&[en, ("README.zh-CN.md", "## 甲\n")]), [zh.0]);
        assert_eq!(
            found(&[en, zh, ("docs/a.zh-CN.md", "")]),
            ["docs/a.zh-CN.md"]
        );
        assert_eq!(found(&[]), READMES);
    }

    #[test]
    fn bold_text_that_does_not_end_is_found() {
        let text = "**令牌。**谁都能读。\n**令牌**。谁，**都能**读。\n**It is.** So.\n";
        let found = bold(&Tree::of(&[("docs/a.md", text)]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 1);
    }

    #[test]
    fn a_link_to_a_file_that_is_not_there_is_found() {
        let text = "[a](docs/a.md#x), [b](https://b.example), [c](#c), `[d](d)`,\n\
                    [e](docs/gone.md) ![f](docs/img/f.png \"title\")\n";
        let tree = Tree::of(&[
            ("README.md", text),
            ("docs/a.md", "[up](../README.md) [out](../../x.md)"),
            ("docs/img/f.png", ""),
            (".github/b.md", "[up](../README.md) [out](gone.md)"),
            ("backend/notes.md", "[not looked at](nowhere)"),
        ]);
        let found: Vec<(String, usize)> = links(&tree)
            .into_iter()
            .map(|finding| (finding.path, finding.line))
            .collect();
        assert_eq!(
            found,
            [
                ("README.md".to_owned(), 2),
                ("docs/a.md".to_owned(), 1),
                (".github/b.md".to_owned(), 1)
            ]
        );
    }
}
