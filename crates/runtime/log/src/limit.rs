//! Saying the same thing only so often.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many texts are remembered. Where more are said within one period, old ones may be said again too early.
const REMEMBERED: usize = 4096;

/// Lets the same text pass once in a period.
#[derive(Debug)]
pub struct RateLimit {
    period: Duration,
    hasher: RandomState,
    /// When each text was last let through, by its hash: what clients can make us say should not be kept.
    said: Mutex<HashMap<u64, Instant>>,
}

impl RateLimit {
    /// A limit of once in `period` for each text.
    pub fn new(period: Duration) -> Self {
        RateLimit { period, hasher: RandomState::new(), said: Mutex::default() }
    }

    /// Whether the text may be said now; if so, it may not for the next period.
    pub fn allows(&self, text: &str, now: Instant) -> bool {
        let key = self.hasher.hash_one(text);
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |then: &Instant| now.saturating_duration_since(*then) < self.period;
        if said.get(&key).is_some_and(is_recent) {
            return false;
        }
        if said.len() >= REMEMBERED {
            said.retain(|_, then| is_recent(then));
        }
        if said.len() >= REMEMBERED {
            said.clear();
        }
        said.insert(key, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_in_a_period_for_each_text() {
        let limit = RateLimit::new(Duration::from_secs(10));
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!(limit.allows("a", at(0)));
        assert!(!limit.allows("a", at(0)));
        assert!(limit.allows("b", at(1)));
        assert!(!limit.allows("a", at(9)));
        assert!(limit.allows("a", at(10)));
        assert!(!limit.allows("a", at(19)));
        assert!(!limit.allows("b", at(10)));
        assert!(limit.allows("b", at(11)));
    }

    #[test]
    fn memory_is_bounded() {
        let limit = RateLimit::new(Duration::from_secs(10));
        let now = Instant::now();
        assert!((0..3 * REMEMBERED).all(|n| limit.allows(&n.to_string(), now)));
        assert!(limit.said.lock().unwrap().len() <= REMEMBERED);
    }
}
