//! Style that a reader sees: the opening line, the length, what is left over.

use super::Finding;
use super::lexer::views;
use super::rules::{LONGEST_FILE, UNFINISHED};
use super::tree::Tree;

/// A file opens with the sentence that says what it is for.
pub(super) fn opening_line(tree: &Tree) -> Vec<Finding> {
    tree.with_extension("rs")
        .filter(|file| !opens_with_doc(&file.text))
        .map(|file| Finding::new(&file.path, 1, "open the file with a `//!` line"))
        .collect()
}

fn opens_with_doc(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first
        .strip_prefix("//!")
        .is_some_and(|says| !says.trim().is_empty())
}

pub(super) fn length(tree: &Tree) -> Vec<Finding> {
    tree.with_extension("rs")
        .filter_map(|file| {
            let lines = file.text.lines().count();
            let says = format!("{lines} lines, {LONGEST_FILE} at most; split it by idea");
            (lines > LONGEST_FILE).then(|| Finding::new(&file.path, 0, says))
        })
        .collect()
}

/// Marks of unfinished work in comments, and `dbg!` in code.
pub(super) fn left_over(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension("rs") {
        let views = views(&file.text);
        for (index, line) in views.comments.lines().enumerate() {
            for mark in UNFINISHED {
                if has_word(line, mark) {
                    let says = format!("`{mark}`: do it, or open an issue");
                    findings.push(Finding::new(&file.path, index + 1, says));
                }
            }
        }
        for (index, line) in views.code.lines().enumerate() {
            if has_word(line, "dbg") && line.contains("dbg!") {
                findings.push(Finding::new(&file.path, index + 1, "`dbg!` was forgotten"));
            }
        }
    }
    findings
}

/// The Content-Security-Policy refuses `style="…"` and `<style>`.
pub(super) fn inline_style(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let in_frontend = tree
        .files
        .iter()
        .filter(|file| file.path.starts_with("frontend/"));
    for file in in_frontend {
        let code = match file.path.rsplit_once('.') {
            Some((_, "rs")) => views(&file.text).code,
            Some((_, "html")) => file.text.clone(),
            _ => continue,
        };
        for (index, line) in code.lines().enumerate() {
            if has_style_attribute(line) || line.contains("<style>") || line.contains("<style ") {
                let says = "the policy blocks inline styles: use a class and the style sheet";
                findings.push(Finding::new(&file.path, index + 1, says));
            }
        }
    }
    findings
}

/// `style=` as an attribute of its own, not `data-style=` and not `let style =`.
fn has_style_attribute(line: &str) -> bool {
    line.match_indices("style=").any(|(at, found)| {
        let before = line[..at].chars().next_back();
        let starts = before.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == '-'));
        let is_comparison = line[at + found.len()..].starts_with('=');
        starts && !is_comparison
    })
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .any(|found| found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(check: fn(&Tree) -> Vec<Finding>, path: &str, text: &str) -> Vec<usize> {
        let findings = check(&Tree::of(&[(path, text)]));
        findings.iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_file_opens_with_what_it_is_for() {
        assert_eq!(lines(opening_line, "a.rs", "use b;\n"), [1]);
        assert_eq!(lines(opening_line, "a.rs", "//!\n//! Late.\n"), [1]);
        assert!(lines(opening_line, "a.rs", "//! What it is for.\n").is_empty());
        assert!(lines(opening_line, "a.md", "# Title\n").is_empty());
    }

    #[test]
    fn a_file_may_have_so_many_lines_and_no_more() {
        let longest = "x\n".repeat(LONGEST_FILE);
        assert!(lines(length, "a.rs", &longest).is_empty());
        assert_eq!(lines(length, "a.rs", &(longest + "x\n")), [0]);
    }

    #[test]
    fn unfinished_work_is_found_in_comments_and_dbg_in_code() {
        for mark in UNFINISHED {
            let text = format!("//! x\n// {mark}: later\n");
            assert_eq!(lines(left_over, "a.rs", &text), [2], "{mark}");
        }
        assert_eq!(lines(left_over, "a.rs", "let a = dbg!(b);"), [1]);
        let fine = "let s = \"TODO dbg!\"; // to do, XXXL\nlet dbg = 1;";
        assert!(lines(left_over, "a.rs", fine).is_empty());
    }

    #[test]
    fn inline_styles_are_found_in_the_page_only() {
        let found = |path, text| lines(inline_style, path, text);
        let html = "<p>\n<i style=\"color: red\">x</i>";
        assert_eq!(found("frontend/index.html", html), [2]);
        assert_eq!(found("frontend/index.html", "<style>a {}</style>"), [1]);
        let view = "view! { <i style=\"x\"/> <b style=move || y/> }";
        assert_eq!(found("frontend/src/app.rs", view), [1]);
        let fine = "let style = 1; if style==2 {} view! { <i data-style=\"x\"/> }";
        assert!(found("frontend/src/app.rs", fine).is_empty());
        assert!(found("frontend/src/app.rs", "// style=\"x\" is blocked").is_empty());
        assert!(found("docs/page.html", html).is_empty());
    }
}
