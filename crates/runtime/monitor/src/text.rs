//! Times and spans of time as the reference writes them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Serialize, Serializer};
use stdx::duration::GoDuration;

/// A point in time: coordinated universal time with as many decimals as are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time(pub(crate) SystemTime);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let time = jiff::Timestamp::try_from(self.0).or(jiff::Timestamp::try_from(UNIX_EPOCH));
        match time {
            Ok(time) => serializer.collect_str(&time),
            Err(_) => serializer.serialize_str(""),
        }
    }
}

/// A length of time in years, days, hours, minutes and whole seconds, from the largest that isn't zero on.
pub(crate) fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    let (days, years) = (hours / 24, hours / 24 / 365);
    let (s, m, h, d) = (seconds % 60, minutes % 60, hours % 24, days % 365);
    if years > 0 {
        format!("{years}y{d}d{h}h{m}m{s}s")
    } else if days > 0 {
        format!("{d}d{h}h{m}m{s}s")
    } else if hours > 0 {
        format!("{h}h{m}m{s}s")
    } else if minutes > 0 {
        format!("{m}m{s}s")
    } else {
        format!("{s}s")
    }
}

/// From one time to another; none if the clock was set back in between.
pub(crate) fn since(from: SystemTime, to: SystemTime) -> Duration {
    to.duration_since(from).unwrap_or_default()
}

/// A round trip; what takes less than a millisecond is shown in whole microseconds.
pub(crate) fn round_trip(rtt: Duration) -> String {
    let nanoseconds = rtt.as_nanos();
    let coarse = nanoseconds > 1_000 && nanoseconds < 1_000_000;
    let rtt = if coarse { Duration::from_micros(rtt.subsec_micros().into()) } else { rtt };
    GoDuration::from_std(rtt).to_string()
}

/// Whole nanoseconds.
pub(crate) fn nanoseconds(duration: Duration) -> i64 {
    GoDuration::from_std(duration).nanoseconds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        let check = |seconds: u64, expected: &str| assert_eq!(span(Duration::from_secs(seconds)), expected);
        check(0, "0s");
        check(59, "59s");
        check(60, "1m0s");
        check(3605, "1h0m5s");
        check(3 * 86_400 + 5, "3d0h0m5s");
        check(365 * 86_400 + 2 * 86_400 + 3 * 3600 + 4 * 60 + 5, "1y2d3h4m5s");
        assert_eq!(span(Duration::from_millis(1999)), "1s");
    }

    #[test]
    fn round_trips() {
        let check = |nanoseconds: u64, expected: &str| {
            assert_eq!(round_trip(Duration::from_nanos(nanoseconds)), expected);
        };
        check(0, "0s");
        check(999, "999ns");
        check(292_999, "292µs");
        check(5_976_817, "5.976817ms");
        check(1_500_000_000, "1.5s");
    }

    #[test]
    fn times_have_the_decimals_they_need() {
        let check = |nanoseconds: u64, expected: &str| {
            let time = Time(UNIX_EPOCH + Duration::from_nanos(nanoseconds));
            assert_eq!(serde_json::to_string(&time).unwrap(), format!("\"{expected}\""));
        };
        check(0, "1970-01-01T00:00:00Z");
        check(1_500_000_000, "1970-01-01T00:00:01.5Z");
        check(1_000_000_001, "1970-01-01T00:00:01.000000001Z");
    }
}
