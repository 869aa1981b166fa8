//! The name of the app, in its spellings.

/// Lower-case words with hyphens between them: `my-app`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name(String);

/// Long enough for anybody, and short enough for every place where it stands.
const LONGEST: usize = 32;

/// Rust's words, the crates that are always there, the packages of the workspace,
/// and what cargo makes folders of.
const TAKEN: [&str; 66] = [
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "backend",
    "become",
    "bin",
    "box",
    "break",
    "browser-tests",
    "build",
    "const",
    "continue",
    "core",
    "crate",
    "debug",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "frontend",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "lab",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "pub",
    "ref",
    "release",
    "return",
    "self",
    "shared",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "use",
    "virtual",
    "where",
    "xtask",
];

impl Name {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let shaped = !text.is_empty()
            && text.len() <= LONGEST
            && text.split('-').all(|word| {
                let mut chars = word.chars();
                chars.next().is_some_and(|c| c.is_ascii_lowercase())
                    && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            });
        if !shaped {
            return Err(format!(
                "`{text}` cannot be the name: small letters and digits, in words that begin with \
                 a letter, with hyphens between them, such as `my-app`; at most {LONGEST} \
                 characters. `--name` sets it."
            ));
        }
        if TAKEN.contains(&text) {
            return Err(format!(
                "`{text}` cannot be the name: it is a word of Rust or cargo, or a part of the \
                 workspace. `--name` sets another."
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether PostgreSQL has this name for something of its own, so that no role or
    /// no database can have it.
    pub(super) fn is_postgres_own(&self) -> bool {
        const OWN: [&str; 5] = ["none", "postgres", "public", "template0", "template1"];
        OWN.contains(&self.slug()) || self.slug().starts_with("pg-")
    }

    /// `my-app`: for programs.
    pub(super) fn slug(&self) -> &str {
        &self.0
    }

    /// `my_app`: where a hyphen would be a minus.
    pub(super) fn snake(&self) -> String {
        self.0.replace('-', "_")
    }

    /// `My App`: for people.
    pub(super) fn title(&self) -> String {
        let words = self.0.split('-').map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{}{rest}", first.to_ascii_uppercase())
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_three_spellings() {
        let name = Name::parse("my-app2").unwrap();
        assert_eq!(
            (name.slug(), &*name.snake(), &*name.title()),
            ("my-app2", "my_app2", "My App2")
        );
    }

    #[test]
    fn what_cargo_or_a_shell_would_stumble_over_is_no_name() {
        let long = "a".repeat(LONGEST + 1);
        for wrong in [
            "",
            "My-App",
            "2fast",
            "my_app",
            "my app",
            "-a",
            "a-",
            "a--b",
            "a-2b",
            "é",
            "../a",
            "fn",
            "std",
            "test",
            "shared",
            "proc-macro",
            &long,
        ] {
            let says = Name::parse(wrong).unwrap_err();
            assert!(says.contains("--name"), "{wrong}: {says}");
        }
        assert!(TAKEN.is_sorted());
    }
}
