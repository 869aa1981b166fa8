//! bcrypt on all cores and nothing else: what `cargo xtask bench` holds the log-ins of
//! the backend against.
//!
//! `bare-bcrypt COST SECONDS` checks one password again and again, on as many threads
//! as there are cores, and prints how often in a second.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// As long as what the backend gives to bcrypt.
const PASSWORD: [u8; 64] = [b'x'; 64];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mut number = || arguments.next()?.parse::<u32>().ok();
    let (Some(cost), Some(seconds)) = (number(), number()) else {
        return ExitCode::from(2);
    };
    let Ok(hash) = bcrypt::hash(PASSWORD, cost) else {
        return ExitCode::FAILURE;
    };
    let lasts = Duration::from_secs(seconds.into());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads: Vec<_> = (0..cores)
        .map(|_| {
            let hash = hash.clone();
            std::thread::spawn(move || rate(&hash, lasts))
        })
        .collect();
    let rates = threads.into_iter().map(std::thread::JoinHandle::join);
    let all: f64 = rates.map(Result::unwrap_or_default).sum();
    match writeln!(std::io::stdout(), "{all}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Checks in a second. The last one ends after the time, and its time counts.
fn rate(hash: &str, lasts: Duration) -> f64 {
    let began = Instant::now();
    let mut count = 0.0;
    while began.elapsed() < lasts {
        if !bcrypt::verify(PASSWORD, hash).unwrap_or(false) {
            return 0.0;
        }
        count += 1.0;
    }
    count / began.elapsed().as_secs_f64()
}
