//! The subscriptions of one connection by sid.

use std::{
    hash::{BuildHasher, Hasher},
    sync::{Arc, atomic::Ordering},
};

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use crate::subscription::Subscription;

/// A set of subscriptions keyed by the sid that each carries itself, so that no sid is stored twice.
#[derive(Default)]
pub(super) struct Subscriptions {
    table: HashTable<Arc<Subscription>>,
    hasher: RandomState,
}

impl Subscriptions {
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    pub(super) fn get(&self, sid: &[u8]) -> Option<&Arc<Subscription>> {
        self.table.find(hash(&self.hasher, sid), |subscription| *subscription.sid == *sid)
    }

    /// Adds a subscription whose sid is free.
    pub(super) fn insert(&mut self, subscription: Arc<Subscription>) {
        debug_assert!(self.get(&subscription.sid).is_none());
        let sid = hash(&self.hasher, &subscription.sid);
        self.table.insert_unique(sid, subscription, |known| hash(&self.hasher, &known.sid));
    }

    pub(super) fn remove(&mut self, sid: &[u8]) -> Option<Arc<Subscription>> {
        let entry =
            self.table.find_entry(hash(&self.hasher, sid), |subscription| *subscription.sid == *sid).ok()?;
        let (removed, _) = entry.remove();
        forget(&removed);
        Some(removed)
    }

    /// Removes those whose last message was delivered, if any may be there; looks at all of them.
    pub(super) fn remove_exhausted(&mut self, served_out: i64) {
        if served_out > 0 {
            self.table.retain(|subscription| {
                let stays = !subscription.is_exhausted();
                if !stays {
                    forget(subscription);
                }
                stays
            });
        }
    }

    /// Empties the set.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Arc<Subscription>> + use<> {
        std::mem::take(&mut self.table).into_iter().inspect(|subscription| forget(subscription))
    }
}

/// Ends a subscription that is no longer in the set.
fn forget(subscription: &Subscription) {
    if subscription.end() {
        subscription.connection.served_out.fetch_sub(1, Ordering::Relaxed);
    }
}

fn hash(state: &RandomState, sid: &[u8]) -> u64 {
    let mut hasher = state.build_hasher();
    hasher.write(sid);
    hasher.finish()
}
