//! The tests that the paper on security names are there: what it promises, it
//! can be held to.

use super::Finding;
use super::papers::prose;
use super::tree::{SourceFile, Tree};

const PAPERS: [&str; 2] = ["docs/security.md", "docs/security.zh-CN.md"];

/// Every `file::test_name` in code must be a test of that file. Both languages
/// name the same ones.
pub(super) fn named_tests(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut lists = Vec::new();
    for path in PAPERS {
        let Some(text) = tree.text(path) else {
            findings.push(Finding::new(path, 0, "is missing"));
            continue;
        };
        let names: Vec<(usize, &str)> = prose(text)
            .flat_map(|(line, text)| names(text).map(move |name| (line, name)))
            .collect();
        if names.is_empty() {
            findings.push(Finding::new(path, 0, "names no test"));
        }
        for (line, name) in &names {
            if !is_there(tree, name) {
                let says = format!("there is no test `{name}`");
                findings.push(Finding::new(path, *line, says));
            }
        }
        lists.push(names.into_iter().map(|(_, name)| name).collect::<Vec<_>>());
    }
    if let [en, zh] = &lists[..]
        && en != zh
    {
        let differs = en.iter().zip(zh).find(|(en, zh)| en != zh);
        let says = match differs {
            Some((en, zh)) => format!("names `{zh}` where {} names `{en}`", PAPERS[0]),
            None => format!("names {} tests, {} names {}", zh.len(), PAPERS[0], en.len()),
        };
        findings.push(Finding::new(PAPERS[1], 0, says));
    }
    findings
}

/// What stands in code and looks like `file::name`.
fn names(line: &str) -> impl Iterator<Item = &str> {
    let in_code = line.split('`').skip(1).step_by(2);
    in_code.filter(|code| {
        let is_name = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        let mut parts = code.split("::");
        matches!((parts.next(), parts.next(), parts.next()), (Some(file), Some(name), None)
            if is_name(file) && is_name(name))
    })
}

fn is_there(tree: &Tree, name: &str) -> bool {
    let Some((module, function)) = name.split_once("::") else {
        return false;
    };
    tree.with_extension("rs")
        .filter(|file| is_of(file, module))
        .any(|file| has_test(&file.text, function))
}

/// `crash` is a file `crash.rs`, or one in a folder `crash`.
fn is_of(file: &SourceFile, module: &str) -> bool {
    let mut parts = file.path.split('/');
    parts.any(|part| part == module || part.strip_suffix(".rs") == Some(module))
}

/// A function of this name under an attribute that makes it a test.
fn has_test(text: &str, function: &str) -> bool {
    let start = format!("fn {function}(");
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.iter().enumerate().any(|(at, line)| {
        line.contains(&start)
            && lines[..at]
                .iter()
                .rev()
                .take_while(|line| line.starts_with("#["))
                .any(|line| line.contains("test]") || line.contains("test("))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "//! x\n#[cfg(unix)]\n#[actix_web::test]\nasync fn it_holds() {}\n\
                        #[test]\n#[cfg(unix)]\nfn so_does_this() {}\nfn helper() {}\n";

    fn found(en: &str, zh: &str) -> Vec<(String, usize)> {
        let tree = Tree::of(&[
            ("docs/security.md", en),
            ("docs/security.zh-CN.md", zh),
            ("backend/tests/api/crash.rs", CODE),
            ("backend/src/auth/keys/tests.rs", "#[test]\nfn inside() {}"),
        ]);
        let findings = named_tests(&tree).into_iter();
        findings
            .map(|finding| (finding.path, finding.line))
            .collect()
    }

    #[test]
    fn a_test_that_is_there_may_be_named() {
        let text = "`crash::it_holds`, `crash::so_does_this` and `keys::inside`; `Clock::advance`,\n\
                    ```sh\ncrash::nothing\n```\n`a::b::c`, crash::helper";
        assert!(found(text, text).is_empty());
    }

    #[test]
    fn what_is_no_test_of_that_file_is_found() {
        for wrong in [
            "crash::helper",
            "crash::gone",
            "crash::inside",
            "gone::it_holds",
        ] {
            let text = format!("x\n`{wrong}`");
            let (en, zh) = (
                "docs/security.md".to_owned(),
                "docs/security.zh-CN.md".to_owned(),
            );
            assert_eq!(found(&text, &text), [(en, 2), (zh, 2)], "{wrong}");
        }
    }

    #[test]
    fn a_test_that_one_language_alone_names_is_found() {
        let both = "`crash::it_holds` `keys::inside`";
        let zh = "docs/security.zh-CN.md".to_owned();
        assert_eq!(found(both, "`crash::it_holds`"), [(zh.clone(), 0)]);
        assert_eq!(found(both, "`keys::inside` `crash::it_holds`"), [(zh, 0)]);
        assert_eq!(named_tests(&Tree::of(&[])).len(), 2, "both are missing");
    }
}
