//! How far publishers may be ahead of the slowest subscriber.
//!
//! Without this a generator on shared cores outruns its own subscribers, the server's pending bytes grow to the limit, and
//! the run measures how a server cuts off slow consumers. The bound is the same for every server.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread::{self, Thread};
use std::time::Duration;

use crate::error::Result;

/// The counters that publishers and subscribers share.
#[derive(Debug)]
pub(crate) struct Flow {
    window: u64,
    published: AtomicU64,
    /// Of the published messages, how many the slowest subscriber has (in queue groups: how many anybody has).
    arrived: AtomicU64,
    deliveries: AtomicU64,
    stopping: AtomicBool,
    ended: AtomicBool,
    failed: AtomicBool,
    waiting: AtomicBool,
    publisher: OnceLock<Thread>,
}

impl Flow {
    /// At most `window` messages on their way.
    pub(crate) fn new(window: u64) -> Self {
        Self {
            window,
            published: AtomicU64::new(0),
            arrived: AtomicU64::new(0),
            deliveries: AtomicU64::new(0),
            stopping: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            failed: AtomicBool::new(false),
            waiting: AtomicBool::new(false),
            publisher: OnceLock::new(),
        }
    }

    /// Messages published so far.
    pub(crate) fn published(&self) -> u64 {
        self.published.load(SeqCst)
    }

    /// Messages received so far by all subscribers together.
    pub(crate) fn deliveries(&self) -> u64 {
        self.deliveries.load(SeqCst)
    }

    /// Asks the publishers to stop at the end of a message.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, SeqCst);
        self.wake();
    }

    /// Whether they were asked to.
    pub(crate) fn stopping(&self) -> bool {
        self.stopping.load(SeqCst)
    }

    /// Says that `published` is final.
    pub(crate) fn publishing_has_ended(&self) {
        self.ended.store(true, SeqCst);
    }

    /// Whether it is final.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(SeqCst)
    }

    /// Runs a side of the traffic; when it fails, the other side stops too.
    pub(crate) fn guard<T>(&self, side: impl FnOnce() -> Result<T>) -> Result<T> {
        let result = side();
        if result.is_err() {
            self.failed.store(true, SeqCst);
            self.stop();
        }
        result
    }

    /// Whether a side has failed.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.load(SeqCst)
    }

    /// Counts `messages` as published if there is room for them.
    pub(crate) fn try_publish(&self, messages: u64) -> bool {
        let room = self.has_room(messages);
        if room {
            self.published.fetch_add(messages, SeqCst);
        }
        room
    }

    /// Waits until there is room for `messages` or the end is near. Called by the one publishing thread.
    pub(crate) fn wait_for_room(&self, messages: u64) {
        self.publisher.get_or_init(thread::current);
        while !self.stopping() && !self.has_room(messages) {
            self.waiting.store(true, SeqCst);
            if !self.has_room(messages) {
                thread::park_timeout(Duration::from_millis(20));
            }
            self.waiting.store(false, SeqCst);
        }
    }

    /// Takes the subscribers' counts.
    pub(crate) fn arrived(&self, slowest: u64, deliveries: u64) {
        self.deliveries.store(deliveries, SeqCst);
        self.arrived.store(slowest, SeqCst);
        // Half a window at a time: a wake-up per message would be the benchmark of the scheduler.
        if self.waiting.load(SeqCst) && self.has_room(self.window / 2) {
            self.wake();
        }
    }

    fn has_room(&self, messages: u64) -> bool {
        (self.published() + messages).saturating_sub(self.arrived.load(SeqCst)) <= self.window
    }

    fn wake(&self) {
        if let Some(publisher) = self.publisher.get() {
            publisher.unpark();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_holds_publishers_back() {
        let flow = Flow::new(10);
        assert!(flow.try_publish(6));
        assert!(!flow.try_publish(5));
        assert_eq!(flow.published(), 6);
        flow.arrived(1, 3);
        assert!(flow.try_publish(5));
        assert_eq!((flow.published(), flow.deliveries()), (11, 3));
    }

    #[test]
    fn a_waiting_publisher_is_woken_by_arrivals_and_by_the_end() {
        let flow = Flow::new(10);
        assert!(flow.try_publish(10));
        thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                flow.wait_for_room(5);
                assert!(flow.try_publish(5));
                flow.wait_for_room(10);
                assert!(flow.stopping());
            });
            flow.arrived(5, 5);
            while flow.published() < 15 {
                thread::yield_now();
            }
            flow.stop();
            waiting.join().unwrap();
        });
    }

    #[test]
    fn a_failed_side_stops_the_other() {
        let flow = Flow::new(1);
        let failed: Result<()> = flow.guard(|| Err(crate::error::Error::other("no")));
        assert!(failed.is_err() && flow.stopping() && flow.has_failed());
    }
}
