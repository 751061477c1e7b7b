//! A subscription: what a connection asked for and how far it was served.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use smallvec::SmallVec;
use subject::Subject;

use crate::{
    account::Account,
    connection::{Connection, Permits},
};

/// No number of deliveries ends it.
const FOREVER: u64 = u64::MAX;

/// One SUB of a client, or its shadow in an account that exports to the client's.
///
/// Kept small, since there may be millions: what only few subscriptions have is in [`Rare`].
pub(crate) struct Subscription {
    pub(crate) connection: Arc<Connection>,
    /// The filter as it stands in the routing table.
    pub(crate) subject: Subject,
    pub(crate) sid: SmallVec<[u8; 16]>,
    delivered: AtomicU64,
    /// Deliveries after which it ends. Changed under the receiver's outbound lock, like `delivered`.
    max: AtomicU64,
    pub(crate) rare: Option<Box<Rare>>,
}

/// What only few subscriptions have.
#[derive(Default)]
pub(crate) struct Rare {
    pub(crate) queue: Option<Box<[u8]>>,
    /// Permissions that hold back single messages of an allowed wildcard.
    pub(crate) filter: Option<Arc<accounts::Permissions>>,
    /// Set when the user may answer what it receives.
    pub(crate) permits: Option<Arc<Permits>>,
    /// Set on shadows: how the exporter's subjects appear here.
    pub(crate) import: Option<Shadow>,
    /// The shadows of this subscription with the accounts whose tables hold them.
    pub(crate) shadows: Vec<(Arc<Account>, Arc<Subscription>)>,
}

/// How a shadow subscription presents what it receives.
pub(crate) struct Shadow {
    /// The importing account, which the delivery is counted for.
    pub(crate) account: Arc<Account>,
    pub(crate) import: Arc<accounts::StreamImport>,
}

impl Subscription {
    pub(crate) fn new(
        connection: Arc<Connection>,
        subject: Subject,
        sid: &[u8],
        rare: Option<Box<Rare>>,
    ) -> Subscription {
        Subscription {
            connection,
            subject,
            sid: SmallVec::from_slice(sid),
            delivered: AtomicU64::new(0),
            max: AtomicU64::new(FOREVER),
            rare,
        }
    }

    pub(crate) fn queue(&self) -> Option<&[u8]> {
        self.rare.as_ref().and_then(|rare| rare.queue.as_deref())
    }

    pub(crate) fn shadow(&self) -> Option<&Shadow> {
        self.rare.as_ref().and_then(|rare| rare.import.as_ref())
    }

    pub(crate) fn shadows(&self) -> &[(Arc<Account>, Arc<Subscription>)] {
        self.rare.as_ref().map_or(&[], |rare| rare.shadows.as_slice())
    }

    /// Whether permissions let this very message through.
    #[inline]
    pub(crate) fn admits(&self, subject: &[u8]) -> bool {
        match self.rare.as_ref().and_then(|rare| rare.filter.as_ref()) {
            None => true,
            Some(permissions) => permissions.may_receive(subject, self.queue()),
        }
    }

    /// A request was delivered: the client may answer it, if it has the right to answer.
    pub(crate) fn permit_answer(&self, reply: &[u8]) {
        if let Some(permits) = self.rare.as_ref().and_then(|rare| rare.permits.as_ref()) {
            permits.grant(reply);
        }
    }

    /// Messages delivered so far.
    pub(crate) fn delivered(&self) -> u64 {
        self.delivered.load(Ordering::Relaxed)
    }

    /// Counts one delivery. The caller holds the receiver's outbound lock, so a plain store is enough.
    #[inline]
    pub(crate) fn count_delivery(&self) -> Served {
        let max = self.max.load(Ordering::Relaxed);
        let before = self.delivered.load(Ordering::Relaxed);
        if before >= max {
            return Served::Exhausted;
        }
        self.delivered.store(before + 1, Ordering::Relaxed);
        if before + 1 == max { Served::Last } else { Served::More }
    }

    /// Sets the number of deliveries after which it ends; false when that many were made already, or when it has ended.
    pub(crate) fn limit(&self, max: u64) -> bool {
        let _no_delivery = self.connection.outbound();
        let goes_on = !self.is_exhausted() && self.delivered() < max;
        if goes_on {
            self.max.store(max, Ordering::Relaxed);
        }
        goes_on
    }

    /// From now on nothing is delivered any more, not even by publishers that looked it up before. Gives back whether it
    /// had its last message already.
    pub(crate) fn end(&self) -> bool {
        let _no_delivery = self.connection.outbound();
        let exhausted = self.is_exhausted();
        self.max.store(0, Ordering::Relaxed);
        exhausted
    }

    /// Whether the limit was reached; the sid is free again then.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.delivered() >= self.max.load(Ordering::Relaxed)
    }

    /// Deliveries after which it ends, if it does.
    pub(crate) fn max(&self) -> Option<u64> {
        Some(self.max.load(Ordering::Relaxed)).filter(|&max| max != FOREVER)
    }
}

/// What a delivery means for the subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Served {
    /// It goes on.
    More,
    /// That was its last message.
    Last,
    /// It had its last message before; this one is not for it.
    Exhausted,
}
