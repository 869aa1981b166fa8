//! `cargo xtask soak`: load and faults for some minutes, on this machine only.
//!
//! What takes long or fills the machine is here and not in `cargo xtask test`.
//! Each part starts a server of its own on a folder of its own, and ends in rows
//! of a table: what was measured, and the bound that it was held to.

#[cfg(unix)]
mod full;
mod kills;
mod sockets;
mod steady;
mod storm;
mod two;

mod ledger;

use std::path::PathBuf;
use std::time::Duration;

use crate::arguments::Arguments;
use crate::measure::report::Report;
use crate::{Failure, measure};

/// What the command line asks for.
#[derive(Debug, PartialEq)]
struct Options {
    /// How long the steady load lasts.
    steady: Duration,
    /// How long the storm of log-ins goes on.
    storm: Duration,
    /// How often the server is killed.
    kills: u32,
    /// The program, if it is not to be built.
    server: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            steady: Duration::from_secs(5 * 60),
            storm: Duration::from_secs(30),
            kills: 50,
            server: None,
        }
    }
}

/// A part of the soak: measures, and writes what it found.
type Part = fn(&Plan, &mut Report) -> Result<(), Failure>;

const PARTS: &[(&str, Part)] = &[
    ("500 log-ins at once", storm::run),
    ("1,000 slow connections", sockets::run),
    ("kill -9 in the midst of writes", kills::run),
    #[cfg(unix)]
    ("a full disk", full::run),
    ("two processes on one database", two::run),
    ("a steady mixed load", steady::run),
];

/// What `/healthz` may take while others are a burden, but for 1 in 100.
const HEALTHZ: Duration = Duration::from_millis(100);

/// What the parts need to know.
struct Plan {
    program: PathBuf,
    options: Options,
}

pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let options = parse(args)?;
    let program = measure::program(options.server.as_deref())?;
    let plan = Plan { program, options };
    let mut report = Report::default();
    for (name, part) in PARTS {
        println!("\n== {name}");
        part(&plan, &mut report)?;
    }
    report.conclude()
}

fn parse(args: &[String]) -> Result<Options, Failure> {
    let mut options = Options::default();
    let mut args = Arguments::of("soak", args);
    while let Some(arg) = args.next()? {
        match arg {
            "--quick" => {
                options.steady = Duration::from_secs(20);
                options.storm = Duration::from_secs(10);
                options.kills = 10;
            }
            "--minutes" => {
                let minutes = args.number(1..)?;
                options.steady = Duration::from_secs(u64::from(minutes) * 60);
            }
            "--server" => options.server = Some(PathBuf::from(args.value()?)),
            other => return Err(args.unknown(other)),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_steady_part_lasts_as_long_as_asked_for() {
        assert_eq!(parse(&[]).unwrap(), Options::default());
        let options = parse(&args("--minutes 2 --server some/backend")).unwrap();
        assert_eq!(options.steady, Duration::from_secs(120));
        assert_eq!(options.server, Some(PathBuf::from("some/backend")));
        let quick = parse(&args("--quick")).unwrap();
        assert!(quick.steady < options.steady && quick.kills < options.kills);
    }

    #[test]
    fn a_wrong_argument_is_wrong_usage() {
        for wrong in [
            "--minutes",
            "--minutes 0",
            "--minutes x",
            "--server",
            "more",
        ] {
            let parsed = parse(&args(wrong));
            assert!(matches!(parsed, Err(Failure::Usage(_))), "{wrong}");
        }
    }
}
