//! An account at work: its subscriptions, its limits and its counters.
//!
//! Everything keyed by a subject lives in here; there is no such table outside an account.

pub(crate) mod service;
mod set;

use std::{
    hash::BuildHasher,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use accounts::{
    AccountId,
    replies::{Bounds, ReplyTable},
};
use foldhash::fast::RandomState;
use options::AccountLimits;
use routing::Table;
use subject::{is_subset, mapping::Mapped};

pub(crate) use set::{Accounts, ShadowFilter};

use crate::{
    delivery::{Batch, Target},
    subscription::Subscription,
    traffic::Traffic,
};

/// One account of the running server.
pub(crate) struct Account {
    /// What was configured, resolved against the other accounts.
    pub(crate) engine: Arc<accounts::Account>,
    pub(crate) table: Table<Target>,
    pub(crate) traffic: Traffic,
    /// Receivers that could not keep up.
    pub(crate) slow_consumers: AtomicU64,
    is_system: bool,
    /// Requests from other accounts that wait for their answers; made with the first.
    replies: OnceLock<Box<Mutex<ReplyTable>>>,
    connections: AtomicU64,
    subscriptions: AtomicU64,
}

impl Account {
    pub(crate) fn new(engine: Arc<accounts::Account>, is_system: bool) -> Account {
        Account {
            engine,
            table: Table::new(),
            traffic: Traffic::default(),
            slow_consumers: AtomicU64::new(0),
            is_system,
            replies: OnceLock::new(),
            connections: AtomicU64::new(0),
            subscriptions: AtomicU64::new(0),
        }
    }

    pub(crate) fn id(&self) -> AccountId {
        self.engine.id()
    }

    pub(crate) fn name(&self) -> &str {
        self.engine.name()
    }

    pub(crate) fn is_system(&self) -> bool {
        self.is_system
    }

    fn limits(&self) -> &AccountLimits {
        self.engine.limits()
    }

    /// Bytes one message may have here, if the account lowers the server's limit.
    pub(crate) fn max_payload(&self) -> Option<usize> {
        self.limits().max_payload.map(|max| usize::try_from(max).unwrap_or(usize::MAX))
    }

    /// Counts a client in, unless the account is full.
    pub(crate) fn join(&self) -> bool {
        let max = self.limits().max_connections.unwrap_or(u64::MAX);
        let count = |now| (now < max).then_some(now + 1);
        self.connections.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count).is_ok()
    }

    /// Counts a client out.
    pub(crate) fn leave(&self) {
        self.connections.fetch_sub(1, Ordering::Relaxed);
    }

    /// Clients and subscriptions at this moment.
    pub(crate) fn population(&self) -> (u64, u64) {
        (self.connections.load(Ordering::Relaxed), self.subscriptions.load(Ordering::Relaxed))
    }

    /// Subscriptions that one client may have here, if the account lowers the server's limit. As in the reference it
    /// holds for each connection.
    pub(crate) fn max_subscriptions(&self) -> Option<u64> {
        self.limits().max_subscriptions
    }

    /// Puts a subscription into the table, and its shadows into those of the exporters.
    pub(crate) fn add_subscription(&self, subscription: &Arc<Subscription>) {
        self.subscriptions.fetch_add(1, Ordering::Relaxed);
        self.table.subscribe(
            &subscription.subject,
            subscription.queue(),
            Target::Client(Arc::clone(subscription)),
        );
        for (exporter, shadow) in subscription.shadows() {
            exporter.table.subscribe(&shadow.subject, shadow.queue(), Target::Client(Arc::clone(shadow)));
        }
    }

    /// Takes a subscription that has ended and its shadows out again. Doing so twice is harmless: the session and the delivery of
    /// its last message may both come to it.
    pub(crate) fn end_subscription(&self, subscription: &Arc<Subscription>) {
        let target = Target::Client(Arc::clone(subscription));
        if self.table.unsubscribe(&subscription.subject, subscription.queue(), &target) {
            self.subscriptions.fetch_sub(1, Ordering::Relaxed);
        }
        for (exporter, shadow) in subscription.shadows() {
            shadow.end();
            let target = Target::Client(Arc::clone(shadow));
            exporter.table.unsubscribe(&shadow.subject, shadow.queue(), &target);
        }
    }

    /// Requests from other accounts that wait for their answers. Locked for a moment, never across a delivery.
    pub(crate) fn replies(&self) -> MutexGuard<'_, ReplyTable> {
        let random = || RandomState::default().hash_one(self.id());
        lock(self.replies.get_or_init(|| Box::new(Mutex::new(ReplyTable::new(random(), Bounds::default())))))
    }

    /// The same, if there ever was such a request.
    pub(crate) fn replies_if_any(&self) -> Option<&Mutex<ReplyTable>> {
        self.replies.get().map(AsRef::as_ref)
    }

    /// Whether publishes to `subject` may be rewritten here.
    pub(crate) fn maps(&self, subject: &[u8]) -> bool {
        self.engine
            .mappings()
            .mappings()
            .iter()
            .any(|mapping| is_subset(subject, mapping.source().as_bytes()))
    }

    /// Rewrites a subject into `mapped`, as the account's mappings say.
    pub(crate) fn map(&self, subject: &[u8], batch: &mut Batch, mapped: &mut Vec<u8>) -> Mapped {
        self.engine.mappings().map(subject, &mut || (batch.random.next_u64() >> 32) as u32, mapped)
    }
}

/// Locks, whatever happened to a thread that held the lock before.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
