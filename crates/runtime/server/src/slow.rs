//! Receivers that could not keep up: counted by what they did, logged once each.

use std::sync::atomic::{AtomicU64, Ordering};

use options::WriteTimeoutPolicy;
use proto::CloseReason;

use crate::{connection::Connection, core::Core};

/// How many receivers could not keep up, and how often publishers waited for them.
#[derive(Default)]
pub(crate) struct SlowConsumers {
    clients: AtomicU64,
    stalls: AtomicU64,
}

impl SlowConsumers {
    pub(crate) fn clients(&self) -> u64 {
        self.clients.load(Ordering::Relaxed)
    }

    pub(crate) fn stalls(&self) -> u64 {
        self.stalls.load(Ordering::Relaxed)
    }
}

impl Core {
    /// More waits for a receiver than one may keep waiting.
    pub(crate) fn pending_exceeded(&self, connection: &Connection, pending: usize) {
        if connection.closing().is_none() {
            let max = self.watermarks.max_pending;
            self.cut_off(
                connection,
                CloseReason::SlowConsumerPendingBytes,
                &format!("MaxPending of {max} Exceeded ({pending} bytes wait)"),
            );
        }
    }

    /// A client that asks and never listens: what it is told counts like messages.
    pub(crate) fn limit_pending(&self, connection: &Connection) {
        let pending = connection.outbound().pending();
        if pending > self.watermarks.max_pending {
            self.pending_exceeded(connection, pending);
        }
    }

    /// A receiver's socket has taken nothing for as long as a write may take.
    pub(crate) fn write_deadline_passed(&self, connection: &Connection) {
        let pending = connection.outbound().pending();
        let deadline = stdx::duration::GoDuration::from_std(self.options.write_deadline);
        let what = format!("WriteDeadline of {deadline} exceeded with {pending} bytes waiting");
        match self.options.write_timeout {
            WriteTimeoutPolicy::Close => {
                self.cut_off(connection, CloseReason::SlowConsumerWriteDeadline, &what);
            }
            WriteTimeoutPolicy::Retry => {
                self.count_slow_consumer(connection);
                tracing::warn!("{} - Slow Consumer Detected: {what}", connection.label());
                connection.outbound().try_again();
            }
        }
    }

    /// Several publishers may find that out at the same time; it counts once.
    fn cut_off(&self, connection: &Connection, reason: CloseReason, what: &str) {
        if connection.close(reason) {
            self.count_slow_consumer(connection);
            tracing::warn!("{} - Slow Consumer Detected: {what}", connection.label());
        }
    }

    fn count_slow_consumer(&self, connection: &Connection) {
        self.slow_consumers.clients.fetch_add(1, Ordering::Relaxed);
        if let Some(account) = self.accounts.find(&connection.profile().account) {
            account.slow_consumers.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A publisher pauses for a receiver that lags behind.
    #[cold]
    pub(crate) fn stalled(&self, publisher: &Connection) {
        self.slow_consumers.stalls.fetch_add(1, Ordering::Relaxed);
        publisher.received.stalls.fetch_add(1, Ordering::Relaxed);
    }
}
