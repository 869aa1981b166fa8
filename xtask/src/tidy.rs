//! `cargo xtask tidy`: architecture and style, checked by reading the files.
//!
//! The rules about who may use what are tables in `rules.rs`.

mod rules;

mod imports;
mod manifests;
#[cfg(feature = "lab")]
mod named_tests;
mod papers;
#[cfg(feature = "lab")]
mod places;
mod text;

pub(crate) mod lexer;
mod tree;

use std::fmt;
#[cfg(feature = "lab")]
use std::fs;

use crate::{Failure, workspace};
use tree::Tree;

/// One thing to mend.
#[derive(Debug, PartialEq)]
struct Finding {
    path: String,
    /// From 1; 0 where it concerns the whole file.
    line: usize,
    says: String,
}

impl Finding {
    fn new(path: &str, line: usize, says: impl Into<String>) -> Self {
        let path = path.to_owned();
        let says = says.into();
        Self { path, line, says }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.says),
            line => write!(f, "{}:{line}: {}", self.path, self.says),
        }
    }
}

type Check = fn(&Tree) -> Vec<Finding>;

const CHECKS: &[(&str, Check)] = &[
    ("every .rs file opens with `//!`", text::opening_line),
    ("no .rs file is too long", text::length),
    ("nothing is left to do", text::left_over),
    ("no inline styles in the page", text::inline_style),
    ("imports flow one way", imports::layers),
    ("every crate is used in its place only", imports::places),
    #[cfg(feature = "lab")]
    ("the lab is not imported", imports::lab),
    ("every crate forbids unsafe code", manifests::no_unsafe_code),
    ("migrations go up and down", papers::migrations),
    #[cfg(feature = "lab")]
    (
        "a paper has the same sections in both languages",
        papers::twins,
    ),
    ("bold text ends where it should", papers::bold),
    ("relative links lead somewhere", papers::links),
    #[cfg(feature = "lab")]
    (
        "the tests that docs/security.md names are there",
        named_tests::named_tests,
    ),
    #[cfg(feature = "lab")]
    ("links to code lead to its line", places::places),
];

pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    match args {
        [] => {}
        #[cfg(feature = "lab")]
        [fix] if fix == "--fix" => mend()?,
        _ => {
            return Err(Failure::Usage(
                "`tidy` takes `--fix` or nothing.".to_owned(),
            ));
        }
    }
    if is_tidy() {
        Ok(())
    } else {
        Err(Failure::Said(
            "Not tidy; what to mend is listed above.".to_owned(),
        ))
    }
}

/// Mends what can be mended without thinking.
#[cfg(feature = "lab")]
fn mend() -> Result<(), Failure> {
    let root = workspace::root();
    let unreadable = |error| Failure::Said(format!("The files cannot be read: {error}."));
    let tree = Tree::read(&root).map_err(unreadable)?;
    for (path, text) in places::fixed(&tree) {
        let unwritable = |error| Failure::Said(format!("{path} cannot be written: {error}."));
        fs::write(root.join(&path), text).map_err(unwritable)?;
        println!("fix  {path}");
    }
    Ok(())
}

/// Prints every check with its findings.
pub(crate) fn is_tidy() -> bool {
    let tree = match Tree::read(&workspace::root()) {
        Ok(tree) => tree,
        Err(error) => {
            println!("The files cannot be read: {error}.");
            return false;
        }
    };
    let mut tidy = true;
    for &(name, check) in CHECKS {
        let findings = check(&tree);
        println!(
            "{} {name}",
            if findings.is_empty() { "ok  " } else { "MEND" }
        );
        for finding in &findings {
            println!("       {finding}");
        }
        tidy &= findings.is_empty();
    }
    tidy
}
