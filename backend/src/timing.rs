//! How long each stage of a request took, for the `Server-Timing` header (W3C),
//! which browsers' developer tools and the lessons show.
//!
//! In development and on one machine only: to strangers it would tell what the
//! server is busy with, and how long to the tenth of a microsecond.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::future::Future;
use std::time::{Duration, Instant};

tokio::task_local! {
    static STAGES: RefCell<Vec<(Stage, Span)>>;
}

/// What a request can spend its time on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Judging the access token.
    Verify,
    /// Hashing a password.
    Hash,
    /// Waiting for the database and its answer.
    Database,
}

impl Stage {
    /// The name in the header.
    fn name(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Hash => "hash",
            Self::Database => "db",
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Span {
    times: u32,
    took: Duration,
}

/// Runs a request, and tells the value of its `Server-Timing` header: each stage
/// with how often it came (`desc`) and how many milliseconds it took in all, and
/// the whole.
pub async fn of<T>(request: impl Future<Output = T>) -> (T, String) {
    let started = Instant::now();
    STAGES
        .scope(RefCell::default(), async {
            let output = request.await;
            let header = STAGES.with(|stages| header(&stages.borrow(), started.elapsed()));
            (output, header)
        })
        .await
}

fn header(stages: &[(Stage, Span)], total: Duration) -> String {
    let mut header = String::new();
    for (stage, span) in stages {
        let (name, times) = (stage.name(), span.times);
        // Writing to a string does not fail.
        let _ = write!(header, "{name};desc={times};dur={}, ", millis(span.took));
    }
    let _ = write!(header, "total;dur={}", millis(total));
    header
}

fn millis(duration: Duration) -> String {
    format!("{:.4}", duration.as_secs_f64() * 1000.0)
}

/// Does `work` as a part of this stage.
pub fn measure<T>(stage: Stage, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = work();
    note(stage, started.elapsed());
    done
}

/// Waits for `work` as a part of this stage.
pub async fn measure_async<T>(stage: Stage, work: impl Future<Output = T>) -> T {
    let started = Instant::now();
    let done = work.await;
    note(stage, started.elapsed());
    done
}

/// Outside a request that is timed, nobody wants to know.
fn note(stage: Stage, took: Duration) {
    let _ = STAGES.try_with(|stages| {
        let mut stages = stages.borrow_mut();
        let at = stages.iter().position(|(known, _)| *known == stage);
        let at = at.unwrap_or_else(|| {
            stages.push((stage, Span::default()));
            stages.len() - 1
        });
        let span = &mut stages[at].1;
        span.times += 1;
        span.took += took;
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn stages_are_summed_in_the_order_in_which_they_came() {
        let (sum, header) = of(async {
            let a = measure(Stage::Verify, || 1);
            let b = measure_async(Stage::Database, async { 2 }).await;
            a + b + measure_async(Stage::Database, async { 3 }).await
        })
        .await;
        assert_eq!(sum, 6);
        let stages: Vec<_> = header
            .split(", ")
            .map(|s| s.split(";dur=").next())
            .collect();
        assert_eq!(
            stages,
            [Some("verify;desc=1"), Some("db;desc=2"), Some("total")]
        );
    }

    #[tokio::test]
    async fn what_is_not_part_of_a_request_is_done_all_the_same() {
        assert_eq!(measure(Stage::Verify, || 1), 1);
        assert_eq!(measure_async(Stage::Hash, async { 2 }).await, 2);
    }
}
