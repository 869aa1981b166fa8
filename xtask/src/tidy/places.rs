//! Links from the documents to lines of code: `` [`name`](../file.rs#L12) `` leads
//! to where `name` is declared. Code moves; `cargo xtask tidy --fix` moves the
//! numbers after it.

use super::Finding;
use super::tree::{SourceFile, Tree};

/// Before the name where it is declared.
const KEYWORDS: [&str; 7] = ["fn", "struct", "enum", "trait", "const", "type", "static"];

/// Links whose line is not that of the declaration.
pub(super) fn places(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in documents(tree) {
        for (index, line) in file.text.lines().enumerate() {
            for link in links(line) {
                let says = match declared(tree, &file.path, &link) {
                    None => format!("`{}` is not declared in {}", link.name, link.path),
                    Some(at) if at != link.line => format!(
                        "`{}` stands in line {at}, not {} (cargo xtask tidy --fix)",
                        link.name, link.line
                    ),
                    Some(_) => continue,
                };
                findings.push(Finding::new(&file.path, index + 1, says));
            }
        }
    }
    findings
}

/// The documents whose links have to change, with their new text.
pub(super) fn fixed(tree: &Tree) -> Vec<(String, String)> {
    let mut changed = Vec::new();
    for file in documents(tree) {
        let mut text = file.text.clone();
        for link in file.text.lines().flat_map(links) {
            if let Some(at) = declared(tree, &file.path, &link) {
                let Link { name, path, line } = link;
                let whole = |line| format!("[`{name}`]({path}#L{line})");
                text = text.replace(&whole(line), &whole(at));
            }
        }
        if text != file.text {
            changed.push((file.path.clone(), text));
        }
    }
    changed
}

fn documents(tree: &Tree) -> impl Iterator<Item = &SourceFile> {
    tree.with_extension("md")
        .filter(|file| !file.path.contains('/') || file.path.starts_with("docs/"))
}

struct Link<'a> {
    name: &'a str,
    path: &'a str,
    line: usize,
}

/// The links of a line that name a declaration.
fn links(line: &str) -> Vec<Link<'_>> {
    let mut found = Vec::new();
    for (at, between) in line.match_indices("`](") {
        let Some((_, name)) = line[..at].rsplit_once("[`") else {
            continue;
        };
        let rest = &line[at + between.len()..];
        let target = rest.split(')').next().unwrap_or_default();
        if let Some((path, line)) = target.split_once(".rs#L")
            && let Ok(line) = line.parse()
        {
            let path = &target[..path.len() + ".rs".len()];
            found.push(Link { name, path, line });
        }
    }
    found
}

/// The first line of the linked file that declares the name.
fn declared(tree: &Tree, document: &str, link: &Link<'_>) -> Option<usize> {
    let (folder, _) = document.rsplit_once('/').unwrap_or(("", document));
    let path = super::papers::resolve(folder, link.path)?;
    let text = tree.text(&path)?;
    let at = text.lines().position(|line| declares(line, link.name))?;
    Some(at + 1)
}

fn declares(line: &str, name: &str) -> bool {
    let mut words = line.trim_start().split(' ').peekable();
    while words.next_if(|word| is_before(word)).is_some() {}
    let is_keyword = words.next().is_some_and(|word| KEYWORDS.contains(&word));
    let rest = words.next().and_then(|word| word.strip_prefix(name));
    is_keyword
        && rest.is_some_and(|rest| !rest.starts_with(|c: char| c == '_' || c.is_alphanumeric()))
}

/// What may stand before the keyword: `pub(crate) async fn`.
fn is_before(word: &str) -> bool {
    matches!(word, "async" | "pub") || word.starts_with("pub(")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "//! A file.\n\n// fn issue in words\npub(super) async fn issue_all() {}\n\
                        pub fn issue<T>(t: T) {}\npub struct Key(u8);\n";

    fn tree(document: &str) -> Tree {
        Tree::of(&[("docs/tour.md", document), ("backend/a.rs", CODE)])
    }

    #[test]
    fn a_link_leads_to_the_line_of_the_declaration() {
        let right = "[`issue`](../backend/a.rs#L5), [`Key`](../backend/a.rs#L6)";
        assert!(places(&tree(right)).is_empty());
        for wrong in [
            "[`issue`](../backend/a.rs#L4)",
            "[`verify`](../backend/a.rs#L5)",
            "[`issue`](../backend/b.rs#L5)",
        ] {
            assert_eq!(places(&tree(wrong)).len(), 1, "{wrong}");
        }
    }

    #[test]
    fn other_links_are_left_alone() {
        let others = "[`a.rs`](../backend/a.rs) [issue](../backend/a.rs#L1) `[`x`](y)`";
        assert!(places(&tree(others)).is_empty());
    }

    #[test]
    fn numbers_follow_the_code() {
        let tree = tree("See [`issue`](../backend/a.rs#L1) and [`Key`](../backend/a.rs#L1).\n");
        let right = "See [`issue`](../backend/a.rs#L5) and [`Key`](../backend/a.rs#L6).\n";
        assert_eq!(
            fixed(&tree),
            [("docs/tour.md".to_owned(), right.to_owned())]
        );
    }
}
