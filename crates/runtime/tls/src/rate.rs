//! The bound on handshakes per second.

use std::time::{Duration, Instant};

/// Counts handshakes in windows of a second, as `connection_rate_limit` demands.
#[derive(Debug)]
pub struct HandshakeRate {
    limit: u64,
    started: u64,
    window_ends: Option<Instant>,
}

impl HandshakeRate {
    const WINDOW: Duration = Duration::from_secs(1);

    /// Lets `limit` handshakes start in a second.
    pub fn new(limit: u64) -> Self {
        HandshakeRate { limit, started: 0, window_ends: None }
    }

    /// Whether one more may start now.
    pub fn admit(&mut self, now: Instant) -> bool {
        if self.window_ends.is_none_or(|end| now >= end) {
            self.window_ends = Some(now + Self::WINDOW);
            self.started = 0;
        }
        self.started += 1;
        self.started <= self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_admits_its_share() {
        let start = Instant::now();
        let mut rate = HandshakeRate::new(2);
        let admitted = |rate: &mut HandshakeRate, millis| rate.admit(start + Duration::from_millis(millis));
        assert_eq!([0, 1, 2, 999].map(|at| admitted(&mut rate, at)), [true, true, false, false]);
        assert_eq!([1000, 1500, 1999, 2000].map(|at| admitted(&mut rate, at)), [true, true, false, true]);
    }
}
