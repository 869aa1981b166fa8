//! `cargo xtask fuzz-api`: the stage `openapi` for longer, with another seed each
//! time. What it finds can be had again by that seed.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::arguments::Arguments;
use crate::needs::PYTHON;
use crate::{Failure, needs, peers, process, test, toolchain};

/// The testers of the stage, who share the time.
const TESTERS: u32 = 5;

#[derive(Debug, PartialEq)]
struct Options {
    minutes: u32,
    seed: u32,
}

pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let Options { minutes, seed } = parse(args, a_seed())?;
    toolchain::check()?;
    needs::install_missing(&[&PYTHON])?;
    toolchain::fetch()?;
    let python = peers::install_schemathesis()?;
    println!("\nFor {minutes} min. The same again: `--minutes {minutes} --seed {seed}`");
    let mut tests = test::native_tests(&["--test", "schemathesis"]);
    tests
        .args(["--no-fail-fast", "--", "--test-threads", "1"])
        .envs(python)
        .env("SCHEMATHESIS_SEED", seed.to_string())
        .env("SCHEMATHESIS_SECONDS", (minutes * 60 / TESTERS).to_string());
    if process::run(&mut tests)? {
        Ok(())
    } else {
        Err(Failure::Said(format!(
            "It found something (see above); again with `cargo xtask fuzz-api --seed {seed}`."
        )))
    }
}

fn parse(args: &[String], seed: u32) -> Result<Options, Failure> {
    let mut options = Options { minutes: 5, seed };
    let mut args = Arguments::of("fuzz-api", args);
    while let Some(arg) = args.next()? {
        match arg {
            "--minutes" => options.minutes = args.number(1..=1440)?,
            "--seed" => options.seed = args.number(..)?,
            other => return Err(args.unknown(other)),
        }
    }
    Ok(options)
}

/// The clock is chance enough.
fn a_seed() -> u32 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(1, |since| since.subsec_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_and_seed_can_be_chosen_and_nothing_else() {
        let parsed = |line: &str| {
            let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            parse(&args, 7)
        };
        let options = |minutes, seed| Options { minutes, seed };
        assert_eq!(parsed("").unwrap(), options(5, 7));
        let chosen = parsed("--seed 3 --minutes 30").unwrap();
        assert_eq!(chosen, options(30, 3));
        for wrong in ["--minutes", "--minutes x", "--minutes 0", "30", "--fast 1"] {
            assert!(matches!(parsed(wrong), Err(Failure::Usage(_))), "{wrong}");
        }
    }
}
