//! An account's subscriptions.

use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use subject::Subject;

use crate::cache::Cache;
use crate::index::Index;
use crate::{Fanout, Hasher, Interest};

/// The subscriptions of one account, shared by all its connections.
///
/// # Why a remembered fan-out is never wrong for longer than a moment
/// 1. A fan-out is made and put into the cache under one read lock of the index; the index changes under its write lock.
///    So between reading the index and entering the cache no change can slip in.
/// 2. A fan-out that isn't marked stale is in the cache: it is in there before anyone else sees it, and it is marked when
///    it leaves.
/// 3. A change to a literal filter, before it gives the write lock back, marks the cached fan-out of that subject stale:
///    by (1) and (2) that is every fan-out of the subject which was made from the index as it was before. A change to a
///    filter with wildcards moves the generation on, which every fan-out made before doesn't carry.
///
/// Therefore, once `subscribe` or `unsubscribe` has returned, `is_current` is `false` for every fan-out without the change,
/// and every lookup that begins afterwards sees it.
#[derive(Debug)]
pub struct Table<T> {
    index: RwLock<Index<T>>,
    cache: Cache<T>,
    /// Counts changes to filters with wildcards.
    generation: AtomicU64,
    matches: AtomicU64,
    hits: AtomicU64,
    hasher: Hasher,
}

/// Counters of a table, as `/subsz` shows them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Subscriptions now.
    pub subscriptions: u64,
    /// Remembered fan-outs now.
    pub cached: u64,
    /// Subscriptions ever made.
    pub inserts: u64,
    /// Subscriptions ever taken back.
    pub removes: u64,
    /// Lookups ever made.
    pub matches: u64,
    /// Lookups answered from the cache.
    pub cache_hits: u64,
    /// Receivers of the widest remembered fan-out.
    pub max_fanout: u64,
    /// Receivers of all remembered fan-outs together; divided by `cached` it is the average.
    pub total_fanout: u64,
}

impl<T: Interest> Table<T> {
    /// A table without subscriptions; it owns no heap memory.
    #[must_use]
    pub fn new() -> Self {
        Self {
            index: RwLock::new(Index::new()),
            cache: Cache::new(),
            generation: AtomicU64::new(0),
            matches: AtomicU64::new(0),
            hits: AtomicU64::new(0),
            hasher: Hasher::default(),
        }
    }

    /// Adds a subscription.
    pub fn subscribe(&self, filter: &Subject, queue: Option<&[u8]>, target: T) {
        if filter.is_literal() {
            let hash = self.hasher.hash_one(filter.as_bytes());
            let mut index = self.write();
            index.insert_literal(hash, filter, queue, target, &self.hasher);
            self.forget_literal(index, hash, filter);
        } else {
            let mut index = self.write();
            index.insert_wildcard(filter, queue, target, &self.hasher);
            self.generation.fetch_add(1, Ordering::Release);
        }
    }

    /// Takes a subscription back; `false` when there is none.
    pub fn unsubscribe(&self, filter: &Subject, queue: Option<&[u8]>, target: &T) -> bool {
        if filter.is_literal() {
            let hash = self.hasher.hash_one(filter.as_bytes());
            let mut index = self.write();
            let found = index.remove_literal(hash, filter, queue, target, &self.hasher);
            if found {
                self.forget_literal(index, hash, filter);
            }
            found
        } else {
            let mut index = self.write();
            let found = index.remove_wildcard(filter, queue, target, &self.hasher);
            if found {
                self.generation.fetch_add(1, Ordering::Release);
            }
            found
        }
    }

    /// Ends a change to a literal filter.
    fn forget_literal(&self, index: RwLockWriteGuard<'_, Index<T>>, hash: u64, filter: &Subject) {
        let forgotten = self.cache.invalidate(hash, filter.as_bytes());
        drop(index);
        // May hold the last handles of subscriptions that are gone, and what those do when dropped is their business.
        drop(forgotten);
    }

    /// Everyone a message published to the subject goes to.
    ///
    /// The subject is taken literally: one with wildcard characters reaches filters with wildcards only, one with an empty
    /// token reaches nobody.
    pub fn lookup(&self, subject: &[u8]) -> Arc<Fanout<T>> {
        self.matches.fetch_add(1, Ordering::Relaxed);
        let hash = self.hasher.hash_one(subject);
        if let Some(fanout) = self.cache.get(hash, subject, self.generation()) {
            self.hits.fetch_add(1, Ordering::Relaxed);
            return fanout;
        }
        let index = self.read();
        let generation = self.generation();
        let put = self.cache.put(hash, index.fanout(hash, subject, generation, &self.hasher), generation);
        drop(index);
        drop(put.displaced);
        put.fanout
    }

    /// Whether a remembered fan-out of *this* table still holds. Two atomic loads.
    #[must_use]
    pub fn is_current(&self, fanout: &Fanout<T>) -> bool {
        fanout.is_current(self.generation())
    }

    /// Whether a message published to the subject would reach anyone.
    #[must_use]
    pub fn has_interest(&self, subject: &[u8]) -> bool {
        let hash = self.hasher.hash_one(subject);
        match self.cache.get(hash, subject, self.generation()) {
            Some(fanout) => !fanout.is_empty(),
            None => self.read().has_match(hash, subject, &self.hasher),
        }
    }

    /// Visits every subscription. The table is locked meanwhile: `visit` must not come back to it.
    pub fn for_each(&self, mut visit: impl FnMut(&Subject, Option<&[u8]>, &T)) {
        self.read().for_each(|entry| entry.visit(&mut visit));
    }

    /// Visits every subscription whose filter matches some subject in common with the given filter. The table is locked
    /// meanwhile: `visit` must not come back to it.
    pub fn overlapping(&self, filter: &Subject, mut visit: impl FnMut(&Subject, Option<&[u8]>, &T)) {
        self.read().overlapping(filter, &self.hasher, |entry| entry.visit(&mut visit));
    }

    /// Lets go of remembered fan-outs that are no longer current. They never come out of a lookup, but until their place is
    /// needed they keep handles of subscriptions that are gone: worth a call when a connection has closed.
    pub fn sweep(&self) {
        self.cache.sweep(self.generation());
    }

    /// The counters.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut stats = Stats {
            matches: self.matches.load(Ordering::Relaxed),
            cache_hits: self.hits.load(Ordering::Relaxed),
            ..Stats::default()
        };
        self.cache.for_each(|fanout| {
            let width = fanout.width() as u64;
            stats.cached += 1;
            stats.max_fanout = stats.max_fanout.max(width);
            stats.total_fanout += width;
        });
        let index = self.read();
        (stats.inserts, stats.removes) = (index.inserts, index.removes);
        stats.subscriptions = stats.inserts - stats.removes;
        stats
    }

    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    fn read(&self) -> RwLockReadGuard<'_, Index<T>> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Index<T>> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Interest> Default for Table<T> {
    fn default() -> Self {
        Self::new()
    }
}
