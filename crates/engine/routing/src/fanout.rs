//! The answer to a published subject.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::Interest;
use crate::subscribers::Entry;

/// Everyone a message published to one subject goes to.
#[derive(Debug)]
pub struct Fanout<T> {
    /// Subscriptions without a queue: each gets the message.
    pub plain: Box<[T]>,
    /// Queue groups, ordered by name: one member of each gets the message.
    pub queues: Box<[QueueGroup<T>]>,
    subject: Box<[u8]>,
    /// The table's generation of wildcard filters when this was made.
    generation: u64,
    /// Set when a change to the very subject made this wrong, and when the cache lets go of it.
    stale: AtomicBool,
}

/// Members of one queue group, of all filters that match the subject.
#[derive(Debug)]
pub struct QueueGroup<T> {
    /// The queue's name.
    pub name: Arc<[u8]>,
    /// Never empty.
    pub members: Box<[T]>,
}

impl<T> Fanout<T> {
    /// The published subject that this is for.
    #[must_use]
    pub fn subject(&self) -> &[u8] {
        &self.subject
    }

    /// Whether nobody is interested.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.queues.is_empty()
    }

    /// How many receivers a message has: every plain subscription and one of each group.
    #[must_use]
    pub fn width(&self) -> usize {
        self.plain.len() + self.queues.len()
    }

    pub(crate) fn is_current(&self, generation: u64) -> bool {
        self.generation == generation && !self.stale.load(Ordering::Acquire)
    }

    pub(crate) fn mark_stale(&self) {
        self.stale.store(true, Ordering::Release);
    }
}

impl<T: Interest> Fanout<T> {
    /// Gathers the subscribers of all entries that match the subject.
    pub(crate) fn gather(subject: &[u8], generation: u64, entries: &[&Entry<T>]) -> Self {
        let mut plain = Vec::with_capacity(entries.iter().map(|entry| entry.subscribers.plain().len()).sum());
        let mut queued: Vec<(&Arc<[u8]>, &[T])> = Vec::new();
        for entry in entries {
            plain.extend_from_slice(entry.subscribers.plain());
            queued.extend(entry.subscribers.queues().map(|queue| (&queue.name, queue.members.as_slice())));
        }
        // A queue's name is one group, whatever the filters of its members are.
        queued.sort_by_key(|(name, _)| *name);
        let queues = queued.chunk_by(|one, other| one.0 == other.0).filter_map(group).collect();
        Self {
            plain: plain.into(),
            queues,
            subject: subject.into(),
            generation,
            stale: AtomicBool::new(false),
        }
    }
}

fn group<T: Clone>(parts: &[(&Arc<[u8]>, &[T])]) -> Option<QueueGroup<T>> {
    let (name, _) = parts.first()?;
    let mut members = Vec::with_capacity(parts.iter().map(|(_, members)| members.len()).sum());
    for (_, part) in parts {
        members.extend_from_slice(part);
    }
    Some(QueueGroup { name: Arc::clone(name), members: members.into() })
}
