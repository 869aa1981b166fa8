//! Takes out of a Rust file what is compiled with the cargo feature `lab` only:
//! item, statement, field, variant or match arm, with the comments and attributes
//! right above it. Of `not(feature = "lab")` only the attribute goes.
//!
//! By reading, not by a parser's tree: the rest of the file keeps its comments and
//! its layout to the letter. What it cannot read is an error and not a guess, and
//! the compiler has the last word on what comes out.

use super::mask::mask;

const WITH: &str = "#[cfg(feature = \"lab\")]";
const WITHOUT: &str = "#[cfg(not(feature = \"lab\"))]";

/// What is left of a file.
#[derive(Debug, PartialEq)]
pub(super) struct Filtered {
    pub(super) text: String,
    /// The modules whose declaration went: their files go too.
    pub(super) gone: Vec<String>,
}

pub(super) fn without_lab(text: &str) -> Result<Filtered, String> {
    let mut text = drop_attributes(text);
    let mut gone = Vec::new();
    while let Some(at) = find_code(&text, WITH) {
        let mask = mask(&text);
        let line = text[..at].matches('\n').count() + 1;
        let start = start_of_block(&text, at)
            .ok_or_else(|| format!("line {line}: the attribute does not stand alone"))?;
        let item = after_attributes(&mask, at);
        let end = end_of(&mask, item).ok_or_else(|| format!("line {line}: what has no end"))?;
        if let Some(module) = declared_module(&mask[item..end]) {
            gone.push(module.to_owned());
        }
        let end = end_of_line(&text, end);
        text.replace_range(start..end, "");
    }
    Ok(Filtered { text, gone })
}

/// Without the attributes that say `not(feature = "lab")`.
fn drop_attributes(text: &str) -> String {
    let mut text = text.to_owned();
    while let Some(at) = find_code(&text, WITHOUT) {
        let start = line_start(&text, at);
        let end = end_of_line(&text, at + WITHOUT.len());
        text.replace_range(start..end, "");
    }
    text
}

/// Where this stands as code, not in a comment or a string.
fn find_code(text: &str, wanted: &str) -> Option<usize> {
    text.find(wanted)?;
    let mask = mask(text);
    text.match_indices(wanted)
        .map(|(at, _)| at)
        .find(|at| mask[*at..].starts_with('#'))
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Behind the line break, if nothing else stands before it.
fn end_of_line(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    match rest[blanks..].starts_with('\n') {
        true => at + blanks + 1,
        false => at,
    }
}

/// The first of the comments and attributes right above, each on lines of its own.
fn start_of_block(text: &str, at: usize) -> Option<usize> {
    let mut start = line_start(text, at);
    if !text[start..at].trim().is_empty() {
        return None;
    }
    while start > 0 {
        let above = line_start(text, start - 1);
        let line = text[above..start].trim();
        let belongs = line.starts_with("#[") || line.starts_with("//") && !line.starts_with("//!");
        if !belongs {
            break;
        }
        start = above;
    }
    Some(start)
}

/// Where what the attributes are about begins.
fn after_attributes(mask: &str, mut at: usize) -> usize {
    loop {
        at += mask[at..].len() - mask[at..].trim_start().len();
        if !mask[at..].starts_with("#[") {
            return at;
        }
        at = matching(mask, at + 1).unwrap_or(mask.len());
    }
}

/// Behind the bracket that closes the one here.
fn matching(mask: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in mask[open..].char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(open + at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// How an item, a statement or a part of a list ends.
#[derive(Clone, Copy, PartialEq)]
enum Ends {
    /// `let`, `use`, `const` …: with its semicolon.
    Semicolon,
    /// `fn`, `impl`, `mod` …: with a semicolon or a block, whichever comes first.
    SemicolonOrBlock,
    /// `if`, `for` …: with a block that no `else` follows.
    Blocks,
    /// A field, a variant, a match arm, an element, a call: with a comma or a
    /// semicolon, or before the bracket that closes the list.
    Separator,
}

fn kind_of(item: &str) -> Ends {
    let mut rest = item;
    if let Some(after) = rest.strip_prefix("pub") {
        rest = after.trim_start();
        if rest.starts_with('(') {
            rest = matching(rest, 0).map_or("", |end| rest[end..].trim_start());
        }
    }
    let mut words = rest.split(|c: char| !c.is_alphanumeric() && c != '_');
    match words.next().unwrap_or_default() {
        "let" | "use" | "static" | "type" | "return" => Ends::Semicolon,
        "const" if !rest.starts_with("const fn") => Ends::Semicolon,
        "const" | "fn" | "async" | "impl" | "struct" | "enum" | "trait" | "mod" | "extern"
        | "macro_rules" => Ends::SemicolonOrBlock,
        "if" | "for" | "while" | "loop" => Ends::Blocks,
        _ => Ends::Separator,
    }
}

fn end_of(mask: &str, item: usize) -> Option<usize> {
    let ends = kind_of(&mask[item..]);
    let mut at = item;
    let mut angles = 0_usize;
    while let Some(c) = mask[at..].chars().next() {
        let before = mask[..at].chars().next_back().unwrap_or(' ');
        match c {
            '(' | '[' => {
                at = matching(mask, at)?;
                continue;
            }
            '{' => {
                at = matching(mask, at)?;
                let next = mask[at..].trim_start();
                let is_end = match ends {
                    Ends::SemicolonOrBlock => true,
                    Ends::Blocks => !next.starts_with("else"),
                    Ends::Separator => !next.starts_with([',', ';', '.', '?', ')']),
                    Ends::Semicolon => false,
                };
                if is_end {
                    return Some(at);
                }
                continue;
            }
            ';' => return Some(at + 1),
            ')' | ']' | '}' => return (ends == Ends::Separator).then(|| trimmed(mask, item, at)),
            // Of a type: a comparison has a blank before it.
            '<' if before.is_alphanumeric() || before == ':' => angles += 1,
            '>' if !matches!(before, '-' | '=') => angles = angles.saturating_sub(1),
            ',' if ends == Ends::Separator && angles == 0 => return Some(at + 1),
            _ => {}
        }
        at += c.len_utf8();
    }
    None
}

/// Without the blanks before a closing bracket.
fn trimmed(mask: &str, item: usize, end: usize) -> usize {
    item + mask[item..end].trim_end().len()
}

/// `pub mod name;` declares a module in a file of its own.
fn declared_module(item: &str) -> Option<&str> {
    let item = item.strip_suffix(';')?;
    let (visibility, name) = item.rsplit_once("mod ")?;
    let is_visibility = visibility.is_empty() || visibility.starts_with("pub");
    is_visibility.then(|| name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str) -> String {
        without_lab(text).unwrap().text
    }

    #[test]
    fn an_item_goes_with_its_comments_and_attributes_and_nothing_else_does() {
        let text = "//! File.\n\nuse a::b;\n#[cfg(feature = \"lab\")]\nuse c::{d, e};\n\n\
                    /// Gone, with a } and a ;\n#[cfg(feature = \"lab\")]\n#[must_use]\n\
                    pub(crate) fn f<A, B>(a: A) -> Option<B> where A: Into<B> {\n    \
                    g(\"}\"); // }\n}\n/// Stays.\nfn h() {}\n";
        assert_eq!(
            left(text),
            "//! File.\n\nuse a::b;\n\n/// Stays.\nfn h() {}\n"
        );
    }

    #[test]
    fn fields_variants_arms_and_elements_end_with_their_comma() {
        let text = "struct A {\n    #[cfg(feature = \"lab\")]\n    pub(super) b: Map<B, C>,\n    d: D,\n}\n\
                    enum E {\n    F,\n    #[cfg(feature = \"lab\")]\n    G\n}\n\
                    fn i(e: E) {\n    match e {\n        #[cfg(feature = \"lab\")]\n        E::G => { j() }\n        \
                    #[cfg(feature = \"lab\")]\n        E::H => k(1, 2),\n        E::F => {}\n    }\n}\n";
        let expected = "struct A {\n    d: D,\n}\nenum E {\n    F,\n}\n\
                        fn i(e: E) {\n    match e {\n        E::F => {}\n    }\n}\n";
        assert_eq!(left(text), expected);
    }

    #[test]
    fn statements_and_blocks_end_where_they_do() {
        let text = "fn a() {\n    #[cfg(feature = \"lab\")]\n    if b { c() } else if d { e() } else { f() }\n    \
                    #[cfg(feature = \"lab\")]\n    let g = h(|i| { j; k });\n    \
                    #[cfg(feature = \"lab\")]\n    l(m, n);\n    \
                    #[cfg(feature = \"lab\")]\n    {\n        o();\n    }\n    p();\n}\n";
        assert_eq!(left(text), "fn a() {\n    p();\n}\n");
    }

    #[test]
    fn of_what_is_there_without_lessons_only_the_attribute_goes() {
        let text =
            "#[cfg(not(feature = \"lab\"))]\nmod a {}\n// #[cfg(feature = \"lab\")] in words\n";
        let expected = "mod a {}\n// #[cfg(feature = \"lab\")] in words\n";
        assert_eq!(left(text), expected);
    }

    #[test]
    fn a_module_whose_declaration_goes_is_named() {
        let text = "#[cfg(feature = \"lab\")]\npub mod a;\n#[cfg(feature = \"lab\")]\nmod b;\nmod c;\n\
                    #[cfg(feature = \"lab\")]\nmod d {}\n";
        let filtered = without_lab(text).unwrap();
        assert_eq!(filtered.gone, ["a", "b"]);
        assert_eq!(filtered.text, "mod c;\n");
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_not_a_guess() {
        assert!(without_lab("a(); #[cfg(feature = \"lab\")] b();").is_err());
        assert!(without_lab("#[cfg(feature = \"lab\")]\nfn a() {").is_err());
    }
}
