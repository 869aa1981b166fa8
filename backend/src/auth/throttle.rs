//! Slows down guessing: so many wrong passwords in a window, and then a wait.
//!
//! A try is counted when it begins and taken back when the password was right:
//! counting only at the end would let fifty guesses through at once. A library's
//! rate limiter takes nothing back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Counts tries by key in windows of a fixed length.
#[derive(Debug)]
pub struct Throttle {
    limit: u32,
    /// Milliseconds.
    window: i64,
    tries: Mutex<HashMap<String, Window>>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    ends_at: i64,
    count: u32,
}

/// Too many tries; another one may be made after so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    /// At least 1.
    pub retry_after: i64,
}

impl Throttle {
    /// `limit` tries in a window of so many milliseconds.
    #[must_use]
    pub fn new(limit: u32, window: i64) -> Self {
        Self {
            limit,
            window,
            tries: Mutex::default(),
        }
    }

    /// Counts a try at `now` (milliseconds since 1970).
    ///
    /// # Errors
    /// When there were too many.
    pub fn begin(&self, key: &str, now: i64) -> Result<(), TooMany> {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        // Sweep when the map has to grow anyway: it holds the tries of one
        // window, however many keys an attacker invents.
        if tries.len() == tries.capacity() {
            tries.retain(|_, window| window.ends_at > now);
        }
        let fresh = Window {
            ends_at: now.saturating_add(self.window),
            count: 0,
        };
        let window = tries.entry(key.to_owned()).or_insert(fresh);
        if window.ends_at <= now {
            *window = fresh;
        }
        // Where the clock was set back, nobody waits longer than one window.
        window.ends_at = window.ends_at.min(fresh.ends_at);
        if window.count >= self.limit {
            let millis = window.ends_at.saturating_sub(now);
            return Err(TooMany {
                retry_after: millis.saturating_add(999).div_euclid(1000).max(1),
            });
        }
        window.count += 1;
        Ok(())
    }

    /// Takes a try back that began in this window: it was none to slow down.
    pub fn take_back(&self, key: &str, now: i64) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = tries.get_mut(key).filter(|window| window.ends_at > now) {
            window.count = window.count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_under_the_lock_locks_nobody_out() {
        let throttle = Throttle::new(1, 1000);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _tries = throttle.tries.lock();
            panic!("on purpose")
        }));
        assert!(panicked.is_err() && throttle.tries.is_poisoned());
        assert_eq!(throttle.begin("a", 0), Ok(()));
        assert!(throttle.begin("a", 0).is_err());
    }

    #[test]
    fn after_so_many_tries_one_has_to_wait_until_the_window_ends() {
        let throttle = Throttle::new(3, 60_000);
        for _ in 0..3 {
            assert_eq!(throttle.begin("a", 1_000), Ok(()));
        }
        assert_eq!(throttle.begin("a", 1_001), Err(TooMany { retry_after: 60 }));
        assert_eq!(throttle.begin("a", 60_999), Err(TooMany { retry_after: 1 }));
        assert_eq!(throttle.begin("b", 1_001), Ok(()), "others are not slowed");
        assert_eq!(throttle.begin("a", 61_000), Ok(()));
    }

    #[test]
    fn a_try_that_is_taken_back_does_not_count() {
        let throttle = Throttle::new(1, 60_000);
        for _ in 0..10 {
            assert_eq!(throttle.begin("a", 0), Ok(()));
            throttle.take_back("a", 0);
        }
        assert_eq!(throttle.begin("a", 0), Ok(()));
        assert!(throttle.begin("a", 0).is_err());
        // One of a window that is over gives nothing back to the next.
        throttle.take_back("a", 60_000);
        assert_eq!(throttle.begin("a", 60_000), Ok(()));
        assert!(throttle.begin("a", 60_000).is_err());
    }

    #[test]
    fn keys_of_former_windows_are_forgotten() {
        let throttle = Throttle::new(1, 1_000);
        for millis in 0..100_000 {
            let _ = throttle.begin(&millis.to_string(), millis);
        }
        assert!(throttle.tries.lock().unwrap().len() < 10_000);
    }
}
