//! Whether the machine has other things to do, in which case its figures are worth
//! little.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

/// For how long it is watched.
const WATCHED: Duration = Duration::from_secs(1);

/// How much of the processors' time others take, from 0 to 1, as long as we take none.
pub(crate) fn by_others() -> f64 {
    let before = times();
    sleep(WATCHED);
    match (before, times()) {
        (Some(before), Some(after)) => share(before, after),
        _ => 0.0,
    }
}

/// Ticks that passed, and those of them in which there was nothing to do.
type Times = (u64, u64);

fn times() -> Option<Times> {
    read(&fs::read_to_string("/proc/stat").ok()?)
}

/// `cpu  user nice system idle iowait irq softirq steal …` (proc_stat(5)).
fn read(stat: &str) -> Option<Times> {
    let line = stat.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let ticks: Vec<u64> = line
        .split_whitespace()
        .take(8)
        .map_while(|tick| tick.parse().ok())
        .collect();
    let idle = ticks.get(3)? + ticks.get(4)?;
    Some((ticks.iter().sum(), idle))
}

fn share(before: Times, after: Times) -> f64 {
    let passed = after.0.saturating_sub(before.0).max(1);
    let idle = after.1.saturating_sub(before.1);
    1.0 - idle as f64 / passed as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_idle_was_busy() {
        let before = read("cpu  10 0 10 70 10 0 0 0 0 0\ncpu0 1 1 1 1\n").unwrap();
        assert_eq!(before, (100, 80));
        let after = (200, 155);
        assert!((share(before, after) - 0.25).abs() < 1e-9);
        assert_eq!(read("nothing of the kind"), None);
    }
}
