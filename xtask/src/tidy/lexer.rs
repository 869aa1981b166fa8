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
    let mut lexer = Lexer {
        rest: text,
        code: String::with_capacity(text.len()),
        comments: String::new(),
    };
    while lexer.step() {}
    Views {
        code: lexer.code,
        comments: lexer.comments,
    }
}

struct Lexer<'a> {
    rest: &'a str,
    code: String,
    comments: String,
}

impl Lexer<'_> {
    /// Takes the next comment, string or character. False at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        if self.rest.starts_with("//") {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.take_comment(end);
        } else if self.rest.starts_with("/*") {
            self.take_comment(block_comment(self.rest));
        } else if let Some(end) = self.string() {
            self.take_string(end);
        } else {
            self.code.push(first);
            if first == '\n' {
                self.comments.push('\n');
            }
            self.rest = &self.rest[first.len_utf8()..];
        }
        true
    }

    fn take_comment(&mut self, end: usize) {
        let (comment, rest) = self.rest.split_at(end);
        self.comments.push_str(comment);
        self.code.push(' ');
        self.keep_line_breaks(comment, false);
        self.rest = rest;
    }

    fn take_string(&mut self, end: usize) {
        let (string, rest) = self.rest.split_at(end);
        self.code.push_str("\"\"");
        self.keep_line_breaks(string, true);
        self.rest = rest;
    }

    fn keep_line_breaks(&mut self, taken: &str, in_comments: bool) {
        let breaks = "\n".repeat(taken.matches('\n').count());
        self.code.push_str(&breaks);
        if in_comments {
            self.comments.push_str(&breaks);
        }
    }

    /// Where the string or character that starts here ends.
    fn string(&self) -> Option<usize> {
        let rest = self.rest;
        if rest.starts_with('"') {
            return Some(quoted(rest, '"'));
        }
        if rest.starts_with('\'') {
            return character(rest);
        }
        // `r` that is the end of a name starts no raw string.
        let in_name = self
            .code
            .ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && !self.code.ends_with('b');
        if rest.starts_with('r') && !in_name {
            return raw_string(rest);
        }
        None
    }
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
