//! An account's subscriptions.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use subject::Subject;

use crate::{Fanout, Interest, QueueGroup};

/// The subscriptions of one account, shared by all its connections.
#[derive(Debug)]
pub struct Table<T> {
    entries: RwLock<Vec<(Subject, Option<Box<[u8]>>, T)>>,
    generation: AtomicU64,
}

/// Counters of a table, as `/subsz` shows them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
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
    /// Receivers of all remembered fan-outs together; with `cached` it gives the average.
    pub total_fanout: u64,
}

impl<T: Interest> Table<T> {
    /// A table without subscriptions; it owns no heap memory.
    #[must_use]
    pub fn new() -> Self {
        Self { entries: RwLock::new(Vec::new()), generation: AtomicU64::new(0) }
    }

    /// Adds a subscription.
    pub fn subscribe(&self, filter: &Subject, queue: Option<&[u8]>, target: T) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        entries.push((filter.clone(), queue.map(Into::into), target));
        self.generation.fetch_add(1, Ordering::Release);
    }

    /// Takes a subscription back; `false` when there is none.
    pub fn unsubscribe(&self, filter: &Subject, queue: Option<&[u8]>, target: &T) -> bool {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let found = entries.iter().position(|(f, q, t)| f == filter && q.as_deref() == queue && t == target);
        if let Some(at) = found {
            entries.swap_remove(at);
            self.generation.fetch_add(1, Ordering::Release);
        }
        found.is_some()
    }

    /// Everyone a message published to the subject goes to. The subject is taken literally.
    pub fn lookup(&self, subject: &[u8]) -> Arc<Fanout<T>> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let mut plain = Vec::new();
        let mut queues: Vec<(Box<[u8]>, Vec<T>)> = Vec::new();
        for (_, queue, target) in entries.iter().filter(|(filter, ..)| filter.matches(subject)) {
            match queue {
                None => plain.push(target.clone()),
                Some(name) => match queues.iter_mut().find(|(known, _)| known == name) {
                    Some((_, members)) => members.push(target.clone()),
                    None => queues.push((name.clone(), vec![target.clone()])),
                },
            }
        }
        Arc::new(Fanout {
            plain: plain.into(),
            queues: queues
                .into_iter()
                .map(|(name, members)| QueueGroup { name, members: members.into() })
                .collect(),
            generation: self.generation.load(Ordering::Acquire),
            stale: false.into(),
        })
    }

    /// Whether a remembered fan-out of *this* table still holds. Two atomic loads.
    #[must_use]
    pub fn is_current(&self, fanout: &Fanout<T>) -> bool {
        !fanout.stale.load(Ordering::Acquire) && fanout.generation == self.generation.load(Ordering::Acquire)
    }

    /// Whether a message published to the subject would reach anyone.
    #[must_use]
    pub fn has_interest(&self, subject: &[u8]) -> bool {
        self.entries
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .any(|(filter, ..)| filter.matches(subject))
    }

    /// Visits every subscription.
    pub fn for_each(&self, mut visit: impl FnMut(&Subject, Option<&[u8]>, &T)) {
        for (filter, queue, target) in self.entries.read().unwrap_or_else(PoisonError::into_inner).iter() {
            visit(filter, queue.as_deref(), target);
        }
    }

    /// Visits every subscription whose filter and the given one match a common subject.
    ///
    /// The table is locked for writing meanwhile: `visit` must not subscribe or unsubscribe.
    pub fn overlapping(&self, filter: &Subject, mut visit: impl FnMut(&Subject, Option<&[u8]>, &T)) {
        self.for_each(|other, queue, target| {
            if subject::overlaps(filter.as_bytes(), other.as_bytes()) {
                visit(other, queue, target);
            }
        });
    }

    /// The counters.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let subscriptions = self.entries.read().unwrap_or_else(PoisonError::into_inner).len() as u64;
        Stats { subscriptions, ..Stats::default() }
    }
}

impl<T: Interest> Default for Table<T> {
    fn default() -> Self {
        Self::new()
    }
}
