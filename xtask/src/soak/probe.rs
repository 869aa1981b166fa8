//! Somebody who asks `/healthz` all the time while others are a burden, and looks
//! how much memory the server has.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::measure::client::Client;
use crate::measure::report::{Report, millis};
use crate::measure::server;

const PAUSE: Duration = Duration::from_millis(5);

pub(super) struct Probe {
    stop: Arc<AtomicBool>,
    asks: JoinHandle<Seen>,
}

/// What was seen.
#[derive(Default)]
pub(super) struct Seen {
    waits: Vec<Duration>,
    /// Answers other than 200, and none.
    failures: u64,
    /// The most memory, in bytes.
    pub(super) memory: u64,
}

impl Probe {
    pub(super) fn start(address: SocketAddr, id: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let asks = thread::spawn(move || {
            let mut seen = Seen::default();
            let mut client = Client::new(address);
            while !stopped.load(Ordering::Relaxed) {
                let asked = Instant::now();
                let answer = client.get("/healthz", "");
                seen.waits.push(asked.elapsed());
                if !answer.is_ok_and(|answer| answer.status == 200) {
                    seen.failures += 1;
                }
                if seen.waits.len() % 10 == 0 {
                    seen.memory = seen.memory.max(server::memory(id));
                }
                thread::sleep(PAUSE);
            }
            seen.waits.sort_unstable();
            seen
        });
        Self { stop, asks }
    }

    pub(super) fn stop(self) -> Seen {
        self.stop.store(true, Ordering::Relaxed);
        self.asks.join().unwrap_or_default()
    }
}

impl Seen {
    /// Whether the server stayed quick for everybody else.
    pub(super) fn judge(&self, part: &'static str, report: &mut Report) {
        let (p99, longest) = (self.p99(), self.longest());
        report.held(
            part,
            &format!(
                "/healthz meanwhile, 99th percentile of {}",
                self.waits.len()
            ),
            format!("{}, longest {}", millis(p99), millis(longest)),
            "< 100 ms, none unanswered",
            p99 < Duration::from_millis(100) && self.failures == 0,
        );
    }

    /// The wait that 99 of 100 did not exceed.
    fn p99(&self) -> Duration {
        let at = (self.waits.len() * 99).div_ceil(100).saturating_sub(1);
        self.waits.get(at).copied().unwrap_or(Duration::MAX)
    }

    fn longest(&self) -> Duration {
        self.waits.last().copied().unwrap_or(Duration::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_nine_of_a_hundred_waited_no_longer() {
        let waits = (1..=100).map(Duration::from_millis).collect();
        let seen = Seen {
            waits,
            ..Seen::default()
        };
        assert_eq!(seen.p99(), Duration::from_millis(99));
        assert_eq!(seen.longest(), Duration::from_millis(100));
        assert_eq!(Seen::default().p99(), Duration::MAX, "nothing was seen");
    }
}
