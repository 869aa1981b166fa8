//! `cargo xtask bench`: how fast it is, on this machine only.
//!
//! A figure by itself says more about the machine than about the program. So each is
//! taken beside its reference in one run, by turns, and what counts is the ratio; or
//! it is held to a bound that people can feel.

mod crowd;
mod deployed;
mod lists;
mod logins;
mod me;
mod memory;
mod page;
mod rebuild;
mod refuse;
mod revoked;
mod start;

use std::path::PathBuf;

use crate::arguments::Arguments;
use crate::measure::report::Report;
use crate::{Failure, measure};

/// Measures one thing, and writes what it found.
type Part = fn(&Plan, &mut Report) -> Result<(), Failure>;

/// By the names that `--only` knows.
const PARTS: &[(&str, &str, Part)] = &[
    ("start", "from nothing to the first answer", start::run),
    ("me", "what a request costs beside a bare server", me::run),
    ("refuse", "what it costs to refuse a bad token", refuse::run),
    (
        "revoked",
        "a million sessions that ended early",
        revoked::run,
    ),
    ("memory", "a million requests", memory::run),
    ("notes", "lists in tables of any size", lists::run),
    ("page", "a first visit, and what Lighthouse says", page::run),
    ("rebuild", "after one changed line", rebuild::run),
    ("logins", "log-ins without pause", logins::run),
];

/// What the parts need to know.
struct Plan {
    /// The backend as it is released; empty if no part of this run starts it.
    program: PathBuf,
}

pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let options = parse(args)?;
    // What is rebuilt is a copy of the sources: that part starts nothing released.
    let is_released = |name: &str| name != rebuild::PART && options.has(name);
    let program = match PARTS.iter().any(|(name, ..)| is_released(name)) {
        true => measure::program(options.server.as_deref())?,
        false => PathBuf::new(),
    };
    let plan = Plan { program };
    let mut report = Report::default();
    let busy = measure::busy::by_others();
    let busy = format!("{:.0} % of its time", busy * 100.0);
    report.told("machine", "busy with other things when it began", busy);
    for (name, what, part) in PARTS {
        if options.has(name) {
            println!("\n== {what}");
            part(&plan, &mut report)?;
        }
    }
    report.conclude()
}

/// What the command line asks for.
#[derive(Debug, Default, PartialEq)]
struct Options {
    /// These parts; all of them, if none is named.
    only: Vec<String>,
    /// The program, if it is not to be built.
    server: Option<PathBuf>,
}

impl Options {
    fn has(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| wanted == part)
    }
}

fn parse(args: &[String]) -> Result<Options, Failure> {
    let mut options = Options::default();
    let mut args = Arguments::of("bench", args);
    while let Some(arg) = args.next()? {
        match arg {
            "--only" => options.only.extend(parts(args.value()?)?),
            "--server" => options.server = Some(PathBuf::from(args.value()?)),
            other => return Err(args.unknown(other)),
        }
    }
    Ok(options)
}

fn parts(list: &str) -> Result<Vec<String>, Failure> {
    let known: Vec<_> = PARTS.iter().map(|(name, ..)| *name).collect();
    let part = |name: &str| {
        let unknown = || format!("There is no part `{name}`: {}.", known.join(", "));
        let is_known = known.contains(&name);
        is_known
            .then(|| name.to_owned())
            .ok_or_else(|| Failure::Usage(unknown()))
    };
    list.split(',').map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn parts_are_chosen_by_name() {
        assert_eq!(parse(&[]).unwrap(), Options::default());
        let options = parse(&args("--only start --server some/backend")).unwrap();
        assert_eq!(options.only, ["start"]);
        assert_eq!(options.server, Some(PathBuf::from("some/backend")));
    }

    #[test]
    fn a_wrong_argument_is_wrong_usage() {
        for wrong in ["--only", "--only start,nothing", "--server", "more"] {
            let parsed = parse(&args(wrong));
            assert!(matches!(parsed, Err(Failure::Usage(_))), "{wrong}");
        }
    }
}
