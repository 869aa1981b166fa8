//! Tells code from comments and strings, so that a rule about code is not
//! broken by a sentence about it.

/// A file in two views. Both have its line breaks, so lines can be counted.
pub(super) struct Views {
    /// The code, with an empty `""` for every string and no comment.
    pub(super) code: String,
    /// The comments alone.
    pub(super) comments: String,
}

pub(super) fn views(text: &str) -> Views {
    let mut code = String::with_capacity(text.len());
    let mut comments = String::new();
    for (kind, piece) in pieces(text) {
        let breaks = "\n".repeat(piece.matches('\n').count());
        match kind {
            Kind::Code => {
                code.push_str(piece);
                comments.push_str(&breaks);
            }
            Kind::Comment => {
                code.push(' ');
                code.push_str(&breaks);
                comments.push_str(piece);
            }
            Kind::String => {
                code.push_str("\"\"");
                code.push_str(&breaks);
                comments.push_str(&breaks);
            }
        }
    }
    Views { code, comments }
}

/// What a piece of a file is.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Code,
    Comment,
    /// Or a character.
    String,
}

/// The whole file, piece by piece.
pub(crate) fn pieces(text: &str) -> Vec<(Kind, &str)> {
    let mut pieces = Vec::new();
    let (mut code, mut at) = (0, 0);
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = if rest.starts_with("//") {
            (Kind::Comment, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (Kind::Comment, block_comment(rest))
        } else if let Some(length) = string(rest, &text[code..at]) {
            (Kind::String, length)
        } else {
            at += first.len_utf8();
            continue;
        };
        pieces.push((Kind::Code, &text[code..at]));
        pieces.push((kind, &rest[..length]));
        at += length;
        code = at;
    }
    pieces.push((Kind::Code, &text[code..]));
    pieces
}

/// How long the string or character is that starts here, behind this code.
fn string(rest: &str, code: &str) -> Option<usize> {
    if rest.starts_with('"') {
        return Some(quoted(rest, '"'));
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    // `r` that is the end of a name starts no raw string.
    let in_name = code.ends_with(|c: char| c.is_alphanumeric() || c == '_') && !code.ends_with('b');
    if rest.starts_with('r') && !in_name {
        return raw_string(rest);
    }
    None
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The end of what starts with a quote, escapes passed over.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `'x'` and `'\n'`, but not the lifetime `'x`.
fn character(text: &str) -> Option<usize> {
    let mut chars = text.chars().skip(1);
    let is_character = match chars.next()? {
        '\\' => true,
        _ => chars.next() == Some('\''),
    };
    is_character.then(|| quoted(text, '\''))
}

/// `r"…"` and `r#"…"#`.
fn raw_string(text: &str) -> Option<usize> {
    let after = &text[1..];
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = text.len() - body.len();
    Some(
        body.find(&end)
            .map_or(text.len(), |at| start + at + end.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_no_code() {
        let text = "//! diesel\nuse a; /* b /* c */\nd */ let s = \"use \\\" e\"; // f\n";
        let views = views(text);
        assert_eq!(views.code, " \nuse a;  \n let s = \"\";  \n");
        assert!(views.comments.contains("diesel") && views.comments.contains("d */"));
        assert_eq!(
            views.comments.matches('\n').count(),
            text.matches('\n').count()
        );
    }

    #[test]
    fn raw_strings_end_where_their_hashes_say() {
        let views = views("let a = r#\"x \" // y\n\"#; let b = br\"z\"; for c in d {}");
        assert_eq!(views.code, "let a = \"\"\n; let b = b\"\"; for c in d {}");
        assert_eq!(views.comments, "\n");
    }

    #[test]
    fn a_lifetime_opens_no_character() {
        let text = "fn f<'a>(c: &'a str) { c.find('\"'); c.find('\\''); c.find('é') }";
        let code = views(text).code;
        assert!(code.starts_with("fn f<'a>(c: &'a str)"));
        assert_eq!(code.matches("find(\"\")").count(), 3);
    }
}
