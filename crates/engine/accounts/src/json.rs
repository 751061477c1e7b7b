//! JSON as the reference writes it.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// The value as text.
pub(crate) fn to_string(value: &impl Serialize) -> String {
    String::from_utf8(stdx::json::compact(value)).unwrap_or_default()
}

/// Coordinated universal time with as many decimals as are needed.
pub(crate) fn timestamp(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time)
        .or(jiff::Timestamp::try_from(UNIX_EPOCH))
        .map_or_else(|_| String::new(), |t| t.to_string())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_have_the_decimals_they_need() {
        for (nanoseconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_500_000_000, "1970-01-01T00:00:01.5Z"),
            (1_000_000_001, "1970-01-01T00:00:01.000000001Z"),
        ] {
            assert_eq!(timestamp(UNIX_EPOCH + Duration::from_nanos(nanoseconds)), expected);
        }
    }
}
