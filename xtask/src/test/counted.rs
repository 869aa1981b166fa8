//! Runs `cargo test`, shows what it prints, and counts its tests.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::Failure;
use crate::process::{self, Running};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Totals {
    pub(super) passed: u32,
    pub(super) failed: u32,
    pub(super) ignored: u32,
}

impl Totals {
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }

    /// Adds what a line like this one says, if it is one:
    /// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out`
    fn add_line(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("test result: ") else {
            return;
        };
        let Some((_, counts)) = counts.split_once(". ") else {
            return;
        };
        for count in counts.split(';') {
            let mut words = count.split_whitespace();
            let (Some(number), Some(what)) = (words.next(), words.next()) else {
                continue;
            };
            let Ok(number) = number.parse::<u32>() else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

/// Whether the command succeeded, and what it counted.
pub(super) fn run(command: &mut Command) -> Result<(bool, Totals), Failure> {
    command.stdout(Stdio::piped());
    let mut running = Running::start(command)?;
    let (sender, receiver) = mpsc::channel();
    if let Some(stdout) = running.child.stdout.take() {
        thread::spawn(move || sender.send(copy_and_count(stdout, std::io::stdout())));
    }

    let status = loop {
        if let Some(status) = running.exited()? {
            break status;
        }
        if process::interrupted() {
            running.stop();
            return Err(Failure::Interrupted);
        }
        thread::sleep(process::TICK);
    };
    // A test that was killed may leave its server or its browser, and the open
    // pipe with it.
    running.stop();
    let totals = receiver
        .recv_timeout(Duration::from_secs(10))
        .unwrap_or_default();
    Ok((status.success(), totals))
}

fn copy_and_count(output: impl Read, mut screen: impl Write) -> Totals {
    let mut totals = Totals::default();
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    while matches!(output.read_until(b'\n', &mut line), Ok(1..)) {
        let _ = screen.write_all(&line);
        totals.add_line(&String::from_utf8_lossy(&line));
        line.clear();
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_all_test_binaries_are_added_up() {
        let output = "running 4 tests\n\
            test a ... ok\n\n\
            test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            \n     Running tests/api\n\
            test result: \u{1b}[32mok\u{1b}[0m. 40 passed; 0 failed; 0 ignored; 0 filtered out; finished in 9s";
        let mut screen = Vec::new();
        let totals = copy_and_count(output.as_bytes(), &mut screen);
        let expected = Totals {
            passed: 42,
            failed: 1,
            ignored: 1,
        };
        assert_eq!(totals, expected);
        assert_eq!(screen, output.as_bytes(), "all of it is shown");
    }

    #[test]
    fn other_lines_do_not_count() {
        let output = "3 passed; 1 failed\ntest result_is_kept ... ok\ntest result: \n";
        let totals = copy_and_count(output.as_bytes(), std::io::sink());
        assert_eq!(totals, Totals::default());
    }

    // Prints nothing: a line like a test's result would be counted by the
    // `cargo xtask test` that runs this.
    #[cfg(unix)]
    #[test]
    fn a_command_that_fails_without_a_test_is_seen_to_fail() {
        let mut command = process::command("sh");
        let (ok, totals) = run(command.args(["-c", "exit 101"])).unwrap();
        assert!(!ok);
        assert_eq!(totals, Totals::default());
    }
}
