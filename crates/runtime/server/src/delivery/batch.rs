//! What one read batch has touched: receivers to flush, scratch space, and counts that go out once at its end.

use std::{cell::RefCell, hash::BuildHasher, sync::Arc};

use foldhash::fast::RandomState;
use stdx::random::Random;

use super::{line::Lines, message::Message};
use crate::{
    account::Account,
    connection::{Appended, Connection},
};

/// Bytes a batch appends before its receivers are flushed early, so that wide fan-outs stay in the cache.
const FLUSH_EARLY_AT: usize = 4 << 20;

thread_local! {
    static BATCH: RefCell<Batch> = RefCell::new(Batch::new());
}

/// Scratch state of the thread that parses and delivers.
pub(crate) struct Batch {
    /// Receivers whose flush is this batch's duty.
    dirty: Vec<Arc<Connection>>,
    /// Bytes appended since the last flush.
    appended: usize,
    /// A receiver that lags behind; its publisher should pause.
    congested: Option<Arc<Connection>>,
    pub(crate) random: Random,
    /// Line buffers not in use.
    lines: Vec<Lines>,
    /// Deliveries not yet added to their account's counters.
    tally: Tally,
    /// Spare buffers for rewritten subjects and headers.
    spare: Vec<Vec<u8>>,
}

impl Batch {
    fn new() -> Batch {
        Batch {
            dirty: Vec::new(),
            appended: 0,
            congested: None,
            random: Random::new(RandomState::default().hash_one(0)),
            lines: Vec::new(),
            tally: Tally::default(),
            spare: Vec::new(),
        }
    }

    /// Runs `work` with this thread's batch, then flushes what it touched; gives back a receiver that lags behind.
    pub(crate) fn run<R>(work: impl FnOnce(&mut Batch) -> R) -> (R, Option<Arc<Connection>>) {
        BATCH.with_borrow_mut(|batch| {
            let result = work(batch);
            batch.flush();
            batch.tally.settle();
            (result, batch.congested.take())
        })
    }

    /// Formats the lines of a message; give them back with [`Batch::end`].
    #[inline]
    pub(crate) fn prepare(&mut self, message: &Message<'_>) -> Lines {
        let mut lines = self.lines.pop().unwrap_or_default();
        lines.prepare(message);
        lines
    }

    /// Takes line buffers back.
    #[inline]
    pub(crate) fn end(&mut self, lines: Lines) {
        self.lines.push(lines);
    }

    /// Notes that bytes were appended to `connection`.
    #[inline]
    pub(crate) fn touched(&mut self, connection: &Arc<Connection>, appended: Appended, bytes: usize) {
        self.appended += bytes;
        if appended == Appended::FlushIsYours {
            self.dirty.push(Arc::clone(connection));
        }
    }

    /// Flushes early when a lot has gathered. Called between messages, never while a receiver is locked.
    #[inline]
    pub(crate) fn flush_if_large(&mut self) {
        if self.appended >= FLUSH_EARLY_AT {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.appended = 0;
        for connection in self.dirty.drain(..) {
            connection.flush();
        }
    }

    /// Counts deliveries of bodies of this size in an account.
    #[inline]
    pub(crate) fn count(&mut self, account: &Arc<Account>, deliveries: u64, body: usize) {
        let same = self.tally.account.as_ref().is_some_and(|counted| Arc::ptr_eq(counted, account));
        if !same {
            self.tally.settle();
            self.tally.account = Some(Arc::clone(account));
        }
        self.tally.messages += deliveries;
        self.tally.bytes += deliveries * body as u64;
    }

    /// Notes a receiver that lags behind.
    #[cold]
    pub(crate) fn congested(&mut self, connection: &Arc<Connection>) {
        self.congested.get_or_insert_with(|| Arc::clone(connection));
    }

    /// A cleared buffer; give it back with [`Batch::restore`].
    pub(crate) fn borrow(&mut self) -> Vec<u8> {
        self.spare.pop().unwrap_or_default()
    }

    /// Takes a buffer back.
    pub(crate) fn restore(&mut self, mut buffer: Vec<u8>) {
        buffer.clear();
        self.spare.push(buffer);
    }
}

/// Deliveries in one account that its shared counters don't show yet.
#[derive(Default)]
struct Tally {
    account: Option<Arc<Account>>,
    messages: u64,
    bytes: u64,
}

impl Tally {
    fn settle(&mut self) {
        if let Some(account) = self.account.take()
            && self.messages > 0
        {
            account.traffic.delivered(self.messages, self.bytes);
            (self.messages, self.bytes) = (0, 0);
        }
    }
}
