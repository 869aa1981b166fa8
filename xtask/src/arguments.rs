//! The words behind a command, one after the other.

#[cfg(feature = "lab")]
use std::ops::RangeBounds;

use crate::Failure;

/// What is left of them.
pub(crate) struct Arguments<'a> {
    command: &'static str,
    rest: std::slice::Iter<'a, String>,
    /// The option that was read last, and what stood behind the `=` in it.
    option: &'a str,
    value: Option<&'a str>,
}

impl<'a> Arguments<'a> {
    pub(crate) fn of(command: &'static str, args: &'a [String]) -> Self {
        Self {
            command,
            rest: args.iter(),
            option: "",
            value: None,
        }
    }

    /// The next word: an option, without the value that may be in it, or anything else.
    pub(crate) fn next(&mut self) -> Result<Option<&'a str>, Failure> {
        if self.value.is_some() {
            return Err(Failure::Usage(format!("`{}` takes no value.", self.option)));
        }
        let Some(word) = self.rest.next().map(String::as_str) else {
            return Ok(None);
        };
        (self.option, self.value) = match word.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option, Some(value)),
            _ => (word, None),
        };
        Ok(Some(self.option))
    }

    /// The value of the option that was read last: `--name value` or `--name=value`.
    pub(crate) fn value(&mut self) -> Result<&'a str, Failure> {
        let behind = self.value.take();
        let value = behind.or_else(|| self.rest.next().map(String::as_str));
        value.ok_or_else(|| Failure::Usage(format!("`{}` needs a value.", self.option)))
    }

    /// The same, if it is a whole number of these.
    #[cfg(feature = "lab")]
    pub(crate) fn number(&mut self, allowed: impl RangeBounds<u32>) -> Result<u32, Failure> {
        let value = self.value()?;
        let number = value.parse().ok().filter(|number| allowed.contains(number));
        number.ok_or_else(|| Failure::Usage(format!("`{}` is not `{value}`.", self.option)))
    }

    /// All that come, as they are.
    pub(crate) fn others(&mut self) -> Vec<String> {
        self.rest.by_ref().cloned().collect()
    }

    /// What to say of a word that means nothing here.
    pub(crate) fn unknown(&self, word: &str) -> Failure {
        let command = self.command;
        Failure::Usage(format!("`{command}` does not know the argument `{word}`."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_behind_its_option_or_in_it() {
        let words = [
            "--name",
            "a",
            "--name=b=c",
            "--fast",
            "x=y",
            "--",
            "-z",
            "--name",
        ];
        let words = words.map(str::to_owned);
        let mut arguments = Arguments::of("make", &words);
        for value in ["a", "b=c"] {
            assert_eq!(arguments.next().unwrap(), Some("--name"));
            assert_eq!(arguments.value().unwrap(), value);
        }
        for word in ["--fast", "x=y", "--"] {
            assert_eq!(arguments.next().unwrap(), Some(word));
        }
        assert_eq!(arguments.others(), ["-z", "--name"]);
        assert_eq!(arguments.next().unwrap(), None);
    }

    #[test]
    fn a_value_too_few_or_too_many_is_wrong_usage() {
        let words = ["--fast=very", "--name"].map(str::to_owned);
        let mut arguments = Arguments::of("make", &words);
        arguments.next().unwrap();
        assert!(
            matches!(arguments.next(), Err(Failure::Usage(_))),
            "too many"
        );
        let mut arguments = Arguments::of("make", &words[1..]);
        arguments.next().unwrap();
        assert!(
            matches!(arguments.value(), Err(Failure::Usage(_))),
            "too few"
        );
    }
}
