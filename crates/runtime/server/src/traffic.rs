//! Counters of messages and bytes, for an account or for the whole server.

use std::{
    iter::Sum,
    sync::atomic::{AtomicU64, Ordering},
};

/// Messages and bytes in both directions; added to once per read, never per message.
#[derive(Default)]
pub(crate) struct Traffic {
    in_messages: AtomicU64,
    in_bytes: AtomicU64,
    out_messages: AtomicU64,
    out_bytes: AtomicU64,
}

/// The counters at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TrafficTotals {
    /// Messages that came in.
    pub in_messages: u64,
    /// Their bytes, headers included.
    pub in_bytes: u64,
    /// Messages delivered.
    pub out_messages: u64,
    /// Their bytes, headers included.
    pub out_bytes: u64,
}

impl Sum for TrafficTotals {
    fn sum<I: Iterator<Item = TrafficTotals>>(totals: I) -> TrafficTotals {
        totals.fold(TrafficTotals::default(), |sum, more| TrafficTotals {
            in_messages: sum.in_messages + more.in_messages,
            in_bytes: sum.in_bytes + more.in_bytes,
            out_messages: sum.out_messages + more.out_messages,
            out_bytes: sum.out_bytes + more.out_bytes,
        })
    }
}

impl Traffic {
    pub(crate) fn received(&self, messages: u64, bytes: u64) {
        self.in_messages.fetch_add(messages, Ordering::Relaxed);
        self.in_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn delivered(&self, messages: u64, bytes: u64) {
        self.out_messages.fetch_add(messages, Ordering::Relaxed);
        self.out_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn totals(&self) -> TrafficTotals {
        TrafficTotals {
            in_messages: self.in_messages.load(Ordering::Relaxed),
            in_bytes: self.in_bytes.load(Ordering::Relaxed),
            out_messages: self.out_messages.load(Ordering::Relaxed),
            out_bytes: self.out_bytes.load(Ordering::Relaxed),
        }
    }
}
