//! `cargo xtask test`: everything that CI checks, in order.
//!
//! The last line is always `N passed, M failed`. A stage that fails without a
//! failed test (it does not compile, say) counts as one.

mod counted;
mod stages;

use std::time::{Duration, Instant};

use crate::Failure;
use crate::arguments::Arguments;
use counted::Totals;
use stages::{Context, Stage};

/// What the command line asks for.
#[derive(Debug, PartialEq)]
struct Options {
    stages: Vec<Stage>,
    /// Passed on to `cargo test`.
    extra: Vec<String>,
}

struct Outcome {
    stage: Stage,
    verdict: Verdict,
    time: Duration,
    totals: Totals,
    note: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    Ok,
    Failed,
    /// An earlier failure leaves nothing to look at.
    Skipped,
}

#[cfg(feature = "lab")]
pub(crate) use stages::native_tests;

pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let options = parse(args)?;
    let mut outcomes = Vec::new();
    let end = run_stages(&options, &mut outcomes);
    conclude(&options, &outcomes, end)
}

fn parse(args: &[String]) -> Result<Options, Failure> {
    let mut stages = Stage::ALL.to_vec();
    let mut extra = Vec::new();
    let mut args = Arguments::of("test", args);
    while let Some(arg) = args.next()? {
        match arg {
            "--only" => stages = chosen(args.value()?)?,
            "--" => extra = args.others(),
            other => return Err(args.unknown(other)),
        }
    }
    Ok(Options { stages, extra })
}

fn chosen(names: &str) -> Result<Vec<Stage>, Failure> {
    let mut chosen = Vec::new();
    for name in names.split(',') {
        let stage = Stage::EVERY
            .iter()
            .copied()
            .find(|stage| stage.name() == name);
        match stage {
            // An old page would be tested instead of the changed one.
            Some(Stage::Dist) => chosen.extend([Stage::Page, Stage::Dist]),
            Some(Stage::Browser) => chosen.extend([Stage::Page, Stage::Dist, Stage::Browser]),
            Some(stage) => chosen.push(stage),
            None => {
                let known = Stage::EVERY.iter().copied().map(Stage::name);
                let known = known.collect::<Vec<_>>().join(", ");
                return Err(Failure::Usage(format!(
                    "There is no stage `{name}`; the stages are {known}."
                )));
            }
        }
    }
    Ok(Stage::EVERY
        .iter()
        .copied()
        .filter(|stage| chosen.contains(stage))
        .collect())
}

/// Pushes an outcome for each stage. The error is one that ends the whole run.
fn run_stages(options: &Options, outcomes: &mut Vec<Outcome>) -> Result<(), Failure> {
    let context = Context::prepare(&options.stages, &options.extra)?;
    let count = options.stages.len();
    for (index, &stage) in options.stages.iter().enumerate() {
        if must_skip(stage, outcomes) {
            outcomes.push(Outcome {
                stage,
                verdict: Verdict::Skipped,
                time: Duration::ZERO,
                totals: Totals::default(),
                note: None,
            });
            continue;
        }
        println!(
            "\n== [{}/{count}] {}: {}",
            index + 1,
            stage.name(),
            stage.what()
        );
        let started = Instant::now();
        let (ok, mut totals) = stage.run(&context)?;
        if !ok && totals.failed == 0 {
            totals.failed = 1;
        }
        let time = started.elapsed();
        let verdict = if ok { Verdict::Ok } else { Verdict::Failed };
        println!("== {} {} in {}", stage.name(), word(verdict), seconds(time));
        outcomes.push(Outcome {
            stage,
            verdict,
            time,
            totals,
            note: context.note.take(),
        });
    }
    Ok(())
}

/// Formatting, lints and architecture are quick to mend, and what follows is
/// slow: it waits for them. Failed tests do not keep other tests from running.
fn must_skip(stage: Stage, before: &[Outcome]) -> bool {
    let did_not_pass = |wanted: Stage| {
        before
            .iter()
            .any(|outcome| outcome.stage == wanted && outcome.verdict != Verdict::Ok)
    };
    [Stage::Fmt, Stage::Clippy, Stage::Tidy]
        .into_iter()
        .any(did_not_pass)
        || matches!(stage, Stage::Dist | Stage::Browser) && did_not_pass(Stage::Page)
        || stage == Stage::Browser && did_not_pass(Stage::Dist)
}

fn conclude(
    options: &Options,
    outcomes: &[Outcome],
    end: Result<(), Failure>,
) -> Result<(), Failure> {
    let mut totals = Totals::default();
    println!();
    for outcome in outcomes {
        totals.add(outcome.totals);
        println!("{}", summary_line(outcome));
    }
    let end = end.and_then(|()| judge(options, outcomes, totals));
    if let Err(failure) = &end {
        totals.failed = totals.failed.max(1);
        if let Failure::Said(sentence) = failure {
            println!("\n{sentence}");
        }
    }
    if totals.ignored > 0 {
        println!("{} ignored", totals.ignored);
    }
    println!("{} passed, {} failed", totals.passed, totals.failed);
    // The sentence stands above: that last line is for machines too.
    end.map_err(|failure| match failure {
        Failure::Said(_) => Failure::Reported,
        other => other,
    })
}

fn judge(options: &Options, outcomes: &[Outcome], totals: Totals) -> Result<(), Failure> {
    let failed: Vec<&str> = outcomes
        .iter()
        .filter(|outcome| outcome.verdict == Verdict::Failed)
        .map(|outcome| outcome.stage.name())
        .collect();
    if !failed.is_empty() {
        return Err(Failure::Said(format!("Failed: {}.", failed.join(", "))));
    }
    let tests_were_asked_for = options.stages.iter().any(|stage| stage.has_tests());
    if tests_were_asked_for && totals.passed == 0 {
        return Err(Failure::Said("No test was run.".to_owned()));
    }
    Ok(())
}

fn summary_line(outcome: &Outcome) -> String {
    let Outcome {
        stage,
        verdict,
        time,
        totals,
        note,
    } = outcome;
    let tests = match (stage.has_tests(), verdict) {
        (true, Verdict::Ok | Verdict::Failed) => {
            format!("{} passed, {} failed", totals.passed, totals.failed)
        }
        _ => note.unwrap_or_default().to_owned(),
    };
    let line = format!(
        "  {:9} {:8} {:>9}  {tests}",
        stage.name(),
        word(*verdict),
        seconds(*time)
    );
    line.trim_end().to_owned()
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Failed => "FAILED",
        Verdict::Skipped => "skipped",
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn outcome(stage: Stage, verdict: Verdict, passed: u32, failed: u32) -> Outcome {
        let ignored = 0;
        let totals = Totals {
            passed,
            failed,
            ignored,
        };
        let time = Duration::from_millis(1234);
        Outcome {
            stage,
            verdict,
            time,
            totals,
            note: None,
        }
    }

    #[test]
    fn without_options_every_stage_is_run_in_order() {
        let options = parse(&[]).unwrap();
        assert_eq!(options.stages, Stage::ALL);
        assert!(options.extra.is_empty());
    }

    #[test]
    fn stages_are_chosen_by_name_and_the_rest_goes_to_cargo_test() {
        let options = parse(&args("--only api,fmt -- login -- --nocapture")).unwrap();
        assert_eq!(options.stages, [Stage::Fmt, Stage::Api]);
        assert_eq!(options.extra, ["login", "--", "--nocapture"]);
        let options = parse(&args("--only=browser")).unwrap();
        assert_eq!(options.stages, [Stage::Page, Stage::Dist, Stage::Browser]);
    }

    #[test]
    fn a_wrong_argument_is_wrong_usage() {
        for wrong in ["--only", "--only nothing", "--fast", "api"] {
            assert!(
                matches!(parse(&args(wrong)), Err(Failure::Usage(_))),
                "{wrong}"
            );
        }
    }

    #[test]
    fn slow_stages_wait_for_quick_ones_but_tests_not_for_tests() {
        let lint = [outcome(Stage::Clippy, Verdict::Failed, 0, 1)];
        assert!(must_skip(Stage::Native, &lint));
        let test = [outcome(Stage::Native, Verdict::Failed, 3, 1)];
        assert!(!must_skip(Stage::Frontend, &test));
        let page = [outcome(Stage::Page, Verdict::Failed, 0, 1)];
        assert!(must_skip(Stage::Dist, &page) && must_skip(Stage::Browser, &page));
        let dist = [outcome(Stage::Dist, Verdict::Failed, 0, 1)];
        assert!(must_skip(Stage::Browser, &dist) && !must_skip(Stage::Native, &dist));
    }

    #[test]
    fn a_run_of_tests_without_a_test_fails_and_one_of_lints_does_not() {
        let judged = |line: &str| judge(&parse(&args(line)).unwrap(), &[], Totals::default());
        assert!(judged("--only api").is_err());
        assert!(judged("--only fmt").is_ok());
    }

    #[test]
    fn a_summary_line_tells_time_and_tests() {
        let line = summary_line(&outcome(Stage::Native, Verdict::Failed, 41, 1));
        assert_eq!(line, "  native    FAILED       1.2 s  41 passed, 1 failed");
        let line = summary_line(&outcome(Stage::Fmt, Verdict::Ok, 0, 0));
        assert_eq!(line, "  fmt       ok           1.2 s");
        let mut partly = outcome(Stage::Deny, Verdict::Ok, 0, 0);
        partly.note = Some("not all of it");
        let line = summary_line(&partly);
        assert_eq!(line, "  deny      ok           1.2 s  not all of it");
    }
}
