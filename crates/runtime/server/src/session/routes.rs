//! A connection's memory of where its last subjects went.
//!
//! Most publishers use a handful of subjects. For those, a publish costs one comparison and two atomic loads instead
//! of a permission check and a table lookup. The memory is direct-mapped: a new subject simply displaces another.

use std::{
    hash::{BuildHasher, Hasher},
    sync::Arc,
};

use foldhash::fast::FixedState;
use routing::Fanout;

use crate::{account::Account, delivery::Target};

/// Slots after the first miss, and after many.
const FEW: usize = 16;
const MANY: usize = 512;
/// Longer subjects are not remembered; they cost a lookup each.
const LONGEST: usize = 256;

/// Direct-mapped cache from subject to fan-out.
#[derive(Default)]
pub(super) struct RouteCache {
    slots: Vec<Option<Route>>,
    misses: u32,
}

/// Where a subject goes.
pub(super) struct Route {
    subject: Box<[u8]>,
    pub(super) fanout: Arc<Fanout<Target>>,
}

impl RouteCache {
    /// The remembered fan-out of `subject`, if it still holds.
    #[inline]
    pub(super) fn find(&self, account: &Account, subject: &[u8]) -> Option<&Arc<Fanout<Target>>> {
        let slot = self.slots.get(self.slot(subject))?.as_ref()?;
        (*slot.subject == *subject && account.table.is_current(&slot.fanout)).then_some(&slot.fanout)
    }

    /// Remembers where `subject` goes.
    pub(super) fn remember(&mut self, subject: &[u8], fanout: &Arc<Fanout<Target>>) {
        if subject.len() > LONGEST {
            return;
        }
        self.grow_if_worthwhile();
        let slot = self.slot(subject);
        if let Some(place) = self.slots.get_mut(slot) {
            match place {
                Some(route) if *route.subject == *subject => route.fanout = Arc::clone(fanout),
                _ => *place = Some(Route { subject: subject.into(), fanout: Arc::clone(fanout) }),
            }
        }
    }

    /// Forgets everything; after a change of account or permissions.
    pub(super) fn clear(&mut self) {
        *self = RouteCache::default();
    }

    fn grow_if_worthwhile(&mut self) {
        let size = match self.misses {
            0 => 1,
            1..=64 => FEW,
            _ => MANY,
        };
        if self.slots.len() < size {
            self.slots.clear();
            self.slots.resize_with(size, || None);
        }
        self.misses = self.misses.saturating_add(1);
    }

    #[inline]
    fn slot(&self, subject: &[u8]) -> usize {
        match self.slots.len() {
            0 | 1 => 0,
            size => {
                let mut hasher = FixedState::default().build_hasher();
                hasher.write(subject);
                hasher.finish() as usize & (size - 1)
            }
        }
    }
}
