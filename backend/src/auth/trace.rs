//! Watches a judgement without taking part in it.
//!
//! The verifier runs each of its checks through a [`Witness`]. A request has
//! none that looks ([`Unwatched`]), which costs nothing; who wants to see the
//! checks hands in a [`Trace`]. Either way it is the same function that judges.

use std::time::Instant;

use shared::error::ErrorCode;
use shared::trace::{Check, CheckReport, Verdict};

/// One who is there while a token is judged.
pub trait Witness {
    /// Runs one check. `saw` tells in words what it looks at, and is only asked
    /// by those who write it down.
    ///
    /// # Errors
    /// What `judge` refused with, unchanged.
    fn check<T>(
        &mut self,
        check: Check,
        saw: impl FnOnce() -> String,
        judge: impl FnOnce() -> Result<T, ErrorCode>,
    ) -> Result<T, ErrorCode>;
}

/// Nobody is looking.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Witness for Unwatched {
    #[inline(always)]
    fn check<T>(
        &mut self,
        _: Check,
        _: impl FnOnce() -> String,
        judge: impl FnOnce() -> Result<T, ErrorCode>,
    ) -> Result<T, ErrorCode> {
        judge()
    }
}

/// Writes every check down.
#[derive(Debug, Default)]
pub struct Trace {
    reports: Vec<CheckReport>,
}

impl Witness for Trace {
    fn check<T>(
        &mut self,
        check: Check,
        saw: impl FnOnce() -> String,
        judge: impl FnOnce() -> Result<T, ErrorCode>,
    ) -> Result<T, ErrorCode> {
        let saw = saw();
        let start = Instant::now();
        let judged = judge();
        let nanoseconds = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let code = judged.as_ref().err().copied();
        self.reports.push(CheckReport {
            check,
            verdict: if code.is_none() {
                Verdict::Passed
            } else {
                Verdict::Failed
            },
            code,
            saw,
            nanoseconds,
        });
        judged
    }
}

impl Trace {
    /// The checks that were made, in order, and after them those of `all` that
    /// were not reached.
    #[must_use]
    pub fn into_reports(mut self, all: &[Check]) -> Vec<CheckReport> {
        let not_reached = all.iter().skip(self.reports.len());
        self.reports.extend(not_reached.map(|&check| CheckReport {
            check,
            verdict: Verdict::NotReached,
            code: None,
            saw: String::new(),
            nanoseconds: 0,
        }));
        self.reports
    }
}
