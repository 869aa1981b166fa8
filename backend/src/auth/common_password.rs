//! The passwords that everybody tries first.
//!
//! A guesser goes through lists of leaked passwords, the most frequent first,
//! and through what people make of them: a capital letter, `@` for `a`, a year
//! at the end. So a password is looked up as it is and without those.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words and numbers by which leaked accounts were protected most often, one on
/// a line.
static LIST: &str = include_str!("common_passwords.txt");

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| LIST.lines().collect());

/// All of the list.
#[cfg(feature = "lab")]
pub fn all() -> impl Iterator<Item = &'static str> {
    LIST.lines()
}

/// Longer than any of the list with what is commonly put behind it. What is
/// longer is left alone, and costs no work.
const LONGEST: usize = 32;
/// How many digits and signs at the end still leave it the same password.
const LONGEST_TAIL: usize = 6;

/// Whether `password` is among the first that a guesser tries for `username`.
/// The work is bounded: a few look-ups, whatever the password.
#[must_use]
pub fn is_too_common(password: &str, username: &str) -> bool {
    if password.chars().count() > LONGEST {
        return false;
    }
    let password = password.to_lowercase();
    let stem = stem(&password);
    let plain = plain(stem);
    [&password, stem, &plain]
        .into_iter()
        .any(|word| COMMON.contains(word))
        || is_own_name(&password, username)
        || is_run(&password)
}

/// The user name, with nothing but digits and signs behind it.
fn is_own_name(password: &str, username: &str) -> bool {
    password
        .strip_prefix(username)
        .is_some_and(|tail| tail.len() <= LONGEST_TAIL && !tail.contains(char::is_alphabetic))
}

/// Without the digits and signs at its end.
fn stem(password: &str) -> &str {
    let stem = password.trim_end_matches(|c: char| !c.is_alphabetic());
    let tail = password.chars().count() - stem.chars().count();
    if tail <= LONGEST_TAIL { stem } else { password }
}

/// The letters that digits and signs stand for.
fn plain(word: &str) -> String {
    let letter = |c| match c {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    };
    word.chars().map(letter).collect()
}

/// One character over and over, or each the next one after the last.
fn is_run(password: &str) -> bool {
    let characters: Vec<u32> = password.chars().map(u32::from).collect();
    [-1, 0, 1].into_iter().any(|step| {
        characters
            .windows(2)
            .all(|pair| i64::from(pair[1]) - i64::from(pair[0]) == step)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_known() {
        for common in [
            "password",
            "password123",
            "Password1!",
            "P@ssw0rd1",
            "Passw0rd!",
            "12345678",
            "qwertyuiop",
            "Welcome123",
            "changeme123",
            "Summer2024",
            "woaini1314",
            "5201314520",
            "aaaaaaaaa",
            "abcdefghij",
            "87654321",
            "alice_w1",
            "alice_w1!!",
        ] {
            assert!(is_too_common(common, "alice_w1"), "{common}");
        }
    }

    #[test]
    fn what_takes_longer_to_guess_is_left_alone() {
        for fine in [
            "correct horse battery",
            "春眠不觉晓处处闻啼鸟",
            "k7#mQz!p",
            "password and a half",
            "purple-tractor-88",
        ] {
            assert!(!is_too_common(fine, "alice_w1"), "{fine}");
        }
        let long = format!("{}k7#mQz!pX9vLr2Tn", "a".repeat(100));
        assert!(!is_too_common(&long, "alice_w1"));
    }
}
