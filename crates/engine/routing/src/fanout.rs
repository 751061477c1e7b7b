//! The answer to a published subject.

use std::sync::atomic::AtomicBool;

/// Everyone a message published to one subject goes to.
#[derive(Debug)]
pub struct Fanout<T> {
    /// Subscriptions without a queue: each gets the message.
    pub plain: Box<[T]>,
    /// Queue groups: one member of each gets the message.
    pub queues: Box<[QueueGroup<T>]>,
    /// The table's generation of wildcard filters when this was made.
    pub(crate) generation: u64,
    /// Set when a change to the very subject made this wrong.
    pub(crate) stale: AtomicBool,
}

impl<T> Fanout<T> {
    /// Whether nobody is interested.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.queues.is_empty()
    }
}

/// Members of one queue group, of all filters that match the subject.
#[derive(Debug)]
pub struct QueueGroup<T> {
    /// The queue's name.
    pub name: Box<[u8]>,
    /// Never empty. A subscription may stand here more than once only if it was subscribed more than once.
    pub members: Box<[T]>,
}
