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
}

/// A duration in whole seconds, signed, to reckon with NumericDates.
#[must_use]
pub fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
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
    fn times_are_written_in_utc() {
        assert_eq!(rfc3339(1_300_819_380_000), "2011-03-22T18:43:00Z");
        assert_eq!(rfc3339(1_300_819_380_120), "2011-03-22T18:43:00.12Z");
    }
}
