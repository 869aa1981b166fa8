//! What time it is, so that a test can say so instead of waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The system's clock, moved by as much as a test wants.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    ahead_millis: Arc<AtomicI64>,
}

impl Clock {
    /// Milliseconds since 1970 UTC, as the database stores times.
    #[must_use]
    pub fn millis(&self) -> i64 {
        // A clock before 1970 is broken; the epoch then fails every token.
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let millis = i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX);
        millis.saturating_add(self.ahead_millis.load(Ordering::Relaxed))
    }

    /// Seconds since 1970 UTC, a NumericDate as tokens carry it (RFC 7519 §2).
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.millis().div_euclid(1000)
    }

    /// Moves this clock, and all clones of it, ahead.
    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead_millis.fetch_add(millis, Ordering::Relaxed);
    }

    /// Sets this clock, and all clones of it, back.
    pub fn set_back(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead_millis.fetch_sub(millis, Ordering::Relaxed);
    }
}

/// A duration in whole seconds, signed, to reckon with NumericDates.
#[must_use]
pub fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

/// A moment as people say it, seen from `now`; both in seconds since 1970.
#[must_use]
pub fn from_now(seconds: i64, now: i64) -> String {
    const UNITS: [(u64, &str); 4] = [
        (24 * 60 * 60, "day"),
        (60 * 60, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let distance = seconds.abs_diff(now);
    let Some((size, unit)) = UNITS.into_iter().find(|(size, _)| distance >= *size) else {
        return "this very second".to_owned();
    };
    let count = distance / size;
    let plural = if count == 1 { "" } else { "s" };
    if seconds > now {
        format!("in {count} {unit}{plural}")
    } else {
        format!("{count} {unit}{plural} ago")
    }
}

/// Milliseconds since 1970 as RFC 3339 text in UTC, as answers carry it.
#[must_use]
pub fn rfc3339(millis: i64) -> String {
    use time::OffsetDateTime;
    use time::format_description::well_known::Rfc3339;

    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .ok()
        .and_then(|time| time.format(&Rfc3339).ok())
        // Beyond the year 9999, which RFC 3339 cannot write and no clock shows.
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_said_in_its_largest_unit() {
        for (seconds, said) in [
            (0, "this very second"),
            (1, "in 1 second"),
            (-59, "59 seconds ago"),
            (60, "in 1 minute"),
            (899, "in 14 minutes"),
            (-7200, "2 hours ago"),
            (86_400 * 400, "in 400 days"),
        ] {
            assert_eq!(from_now(1_000_000_000 + seconds, 1_000_000_000), said);
        }
        assert!(from_now(i64::MAX, i64::MIN).starts_with("in "));
    }

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(rfc3339(1_300_819_380_000), "2011-03-22T18:43:00Z");
        assert_eq!(rfc3339(1_300_819_380_120), "2011-03-22T18:43:00.12Z");
    }
}
