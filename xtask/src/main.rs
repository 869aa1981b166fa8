//! The project's own commands: `cargo xtask help` lists them.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program speaks by printing"
)]

#[cfg(feature = "lab")]
mod bench;
mod dev;
mod dist;
mod doctor;
#[cfg(feature = "lab")]
mod fuzz_api;
#[cfg(feature = "lab")]
mod new;
#[cfg(feature = "lab")]
mod soak;
mod test;
mod tidy;

mod arguments;
mod browser;
mod deny;
#[cfg(feature = "lab")]
mod measure;
mod needs;
#[cfg(feature = "lab")]
mod nginx;
mod page;
#[cfg(feature = "lab")]
mod peers;
mod postgres;
mod setup;
mod toolchain;

mod http;
mod ports;
mod process;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  dev      install what is missing, then run the backend and the page
           at http://localhost:8080 until Ctrl-C
  new FOLDER
           an app of your own, without the lessons, that builds and passes
             --name my-app          its name; else that of the folder
             --token-store STORE    memory, local, session or cookie (memory)
             --database DATABASE    sqlite or postgres (sqlite)
  test     everything that CI checks, in order
             --only STAGE[,STAGE]   run only these
             -- ARGS                passed on to cargo test (a filter, say)
  dist     one program with the page in it, at target/dist/backend
             --no-default-features  without the lessons and the page of the API
             --postgres-tls         with TLS to PostgreSQL, by the system's OpenSSL
             --out FOLDER           put it there
  page     build the page as it is released, into dist
             --no-default-features  without the lessons
             --out FOLDER           into this folder instead
  bench    how fast it is, each figure beside its reference, as a table
             --only PART[,PART]     measure only these
             --server PATH          this program instead of one that is built
  soak     load and faults for some minutes, against a released backend
             --minutes N            how long the steady load lasts (5)
             --quick                a shorter look at everything, in two minutes
             --server PATH          this program instead of one that is built
  doctor   what dev and test need: what is there, what is missing, how to mend it
  fuzz-api made-up requests for longer than test does, other ones each time
             --minutes N            for so long, 5 if not said
             --seed N               the ones of an earlier run once more
  tidy     the checks of architecture and style alone
             --fix   first put the line numbers of links to code right
  help     this list
";

/// Why a command did not end well.
#[derive(Debug)]
enum Failure {
    /// One sentence for the user: what is wrong and how to mend it.
    Said(String),
    /// All has been said already.
    Reported,
    /// The user pressed Ctrl-C, or the process was asked to terminate.
    Interrupted,
    /// The command was called wrongly.
    Usage(String),
}

impl From<String> for Failure {
    fn from(sentence: String) -> Self {
        Self::Said(sentence)
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };

    if let Err(failure) = process::listen_for_signals() {
        return report(failure);
    }
    let outcome = match command {
        "test" => test::run(rest),
        "dist" => dist::run(rest),
        #[cfg(feature = "lab")]
        "new" => new::run(rest),
        "page" => page::run(rest),
        #[cfg(feature = "lab")]
        "bench" => bench::run(rest),
        #[cfg(feature = "lab")]
        "soak" => soak::run(rest),
        #[cfg(feature = "lab")]
        "fuzz-api" => fuzz_api::run(rest),
        "dev" => no_arguments(command, rest).and_then(|()| dev::run()),
        "doctor" => no_arguments(command, rest).and_then(|()| doctor::run()),
        "tidy" => tidy::run(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(Failure::Usage(format!("There is no command `{other}`."))),
    };
    outcome.map_or_else(report, |()| ExitCode::SUCCESS)
}

fn no_arguments(command: &str, rest: &[String]) -> Result<(), Failure> {
    match rest.first() {
        None => Ok(()),
        Some(extra) => Err(Failure::Usage(format!(
            "`{command}` takes no argument, but got `{extra}`."
        ))),
    }
}

fn report(failure: Failure) -> ExitCode {
    match failure {
        Failure::Said(sentence) => {
            eprintln!("\nxtask: {sentence}");
            ExitCode::from(1)
        }
        Failure::Reported => ExitCode::from(1),
        // 128 + SIGINT, as a shell would report it.
        Failure::Interrupted => ExitCode::from(130),
        Failure::Usage(sentence) => {
            eprintln!("xtask: {sentence}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}
