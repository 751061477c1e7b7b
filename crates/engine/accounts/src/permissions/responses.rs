//! The right to answer: which replies a connection may publish to because it received the request.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use foldhash::fast::RandomState;

use super::ResponseTerms;

/// Replies remembered before dead ones are looked for.
const PRUNE_ABOVE: usize = 4096;
/// Time after which dead ones are looked for.
const PRUNE_AFTER: Duration = Duration::from_secs(1);
/// Replies one connection may remember; beyond, the older half goes.
const CAPACITY: usize = 65_536;

/// The replies one connection may publish to.
///
/// Entries cost memory only for connections whose user has `allow_responses`, and only for replies the user couldn't
/// publish to anyway. Dead entries go when they are met or when enough has happened since the last clean-up.
#[derive(Debug)]
pub struct ResponsePermits {
    terms: ResponseTerms,
    permits: HashMap<Box<[u8]>, Permit, RandomState>,
    since_prune: usize,
    pruned: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Permit {
    granted: Instant,
    used: u32,
}

impl ResponsePermits {
    /// No replies yet.
    #[must_use]
    pub fn new(terms: ResponseTerms) -> Self {
        ResponsePermits { terms, permits: HashMap::default(), since_prune: 0, pruned: None }
    }

    /// A request with this reply was delivered to the connection, whose user may not publish there otherwise.
    ///
    /// While an earlier permit for the very reply lives, the request uses it instead of renewing it, as in the
    /// reference: two requests with one reply, one answer allowed each, and the answer is refused.
    pub fn grant(&mut self, now: Instant, reply: &[u8]) {
        if self.take(now, reply) {
            return;
        }
        self.permits.insert(reply.into(), Permit { granted: now, used: 0 });
        self.since_prune += 1;
        let last = *self.pruned.get_or_insert(now);
        if self.since_prune > PRUNE_ABOVE || now.saturating_duration_since(last) > PRUNE_AFTER {
            self.prune(now);
        }
    }

    /// Whether the connection may publish to the subject once more; counts as doing so.
    pub fn take(&mut self, now: Instant, subject: &[u8]) -> bool {
        let Some(permit) = self.permits.get_mut(subject) else { return false };
        permit.used = permit.used.saturating_add(1);
        let alive = self.terms.max.is_none_or(|max| permit.used <= max) && !self.terms.is_over(permit, now);
        if !alive {
            self.permits.remove(subject);
        }
        alive
    }

    /// Replies remembered now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.permits.len()
    }

    /// Whether no reply is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.permits.is_empty()
    }

    fn prune(&mut self, now: Instant) {
        let terms = self.terms;
        self.permits.retain(|_, permit| !terms.is_spent(permit) && !terms.is_over(permit, now));
        if self.permits.len() > CAPACITY {
            self.forget_older_half();
        }
        self.since_prune = 0;
        self.pruned = Some(now);
    }

    fn forget_older_half(&mut self) {
        let mut ages: Vec<Instant> = self.permits.values().map(|permit| permit.granted).collect();
        let middle = ages.len() / 2;
        let (_, &mut median, _) = ages.select_nth_unstable(middle);
        self.permits.retain(|_, permit| permit.granted > median);
    }
}

impl ResponseTerms {
    fn is_spent(&self, permit: &Permit) -> bool {
        self.max.is_some_and(|max| permit.used >= max)
    }

    fn is_over(&self, permit: &Permit, now: Instant) -> bool {
        self.expires.is_some_and(|expires| now.saturating_duration_since(permit.granted) > expires)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps: `+x` a request with reply x, `x` an answer to x that passes, `!x` one that is refused, `~` a second later.
    #[track_caller]
    fn check(max: Option<u32>, expires_secs: Option<u64>, steps: &str) {
        let terms = ResponseTerms { max, expires: expires_secs.map(Duration::from_secs) };
        let (mut permits, mut now) = (ResponsePermits::new(terms), Instant::now());
        for step in steps.split(' ') {
            match step.split_at(1) {
                ("~", _) => now += Duration::from_secs(1),
                ("+", reply) => permits.grant(now, reply.as_bytes()),
                ("!", reply) => assert!(!permits.take(now, reply.as_bytes()), "{step} of {steps:?}"),
                _ => assert!(permits.take(now, step.as_bytes()), "{step} of {steps:?}"),
            }
        }
    }

    #[test]
    fn answers_are_counted() {
        check(Some(1), None, "!a +a a !a");
        check(Some(1), None, "+a !b a");
        check(Some(2), None, "+a a a !a +a a");
        check(None, None, "+a a a a a");
    }

    #[test]
    fn a_second_request_with_the_same_reply_uses_the_permit() {
        check(Some(1), None, "+a +a !a");
        check(Some(1), None, "+a +a !a +a a");
        check(Some(1), None, "+a +a +a a");
        check(Some(2), None, "+a +a a !a");
    }

    #[test]
    fn permits_expire() {
        check(Some(1), Some(2), "+a ~ ~ a");
        check(Some(1), Some(2), "+a ~ ~ ~ !a");
        check(None, Some(1), "+a a ~ a ~ !a !a");
    }

    #[test]
    fn memory_is_bounded() {
        let mut permits = ResponsePermits::new(ResponseTerms { max: None, expires: None });
        let start = Instant::now();
        for n in 0..200_000u64 {
            permits.grant(start + Duration::from_micros(n), &n.to_be_bytes());
        }
        assert!(permits.len() <= CAPACITY + PRUNE_ABOVE + 1, "{}", permits.len());
        assert!(permits.take(start, &199_999u64.to_be_bytes()), "the youngest stays");
        assert!(!permits.take(start, &0u64.to_be_bytes()), "the oldest went");
    }
}
