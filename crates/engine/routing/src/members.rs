//! A list from which any member can be taken quickly.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;

use crate::{Hasher, Interest};

/// From this length on a list remembers where each member stands.
const INDEXED_FROM: usize = 32;

/// Subscriptions that share a filter (and a queue), in no particular order.
///
/// Ten thousand subscribers of one subject that all go away must not cost a search through the list each; short lists,
/// which nearly all are, must not pay for it.
#[derive(Debug)]
pub(crate) struct Members<T> {
    list: Vec<T>,
    /// Position of each member, by its hash; absent while the list is short.
    positions: Option<Box<HashTable<u32>>>,
}

impl<T> Default for Members<T> {
    fn default() -> Self {
        Self { list: Vec::new(), positions: None }
    }
}

impl<T> Members<T> {
    pub(crate) fn one(member: T) -> Self {
        Self { list: vec![member], positions: None }
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        &self.list
    }
}

impl<T: Interest> Members<T> {
    pub(crate) fn insert(&mut self, member: T, hasher: &Hasher) {
        self.list.push(member);
        if self.positions.is_some() {
            self.note(self.list.len() - 1, hasher);
        } else if self.list.len() > INDEXED_FROM {
            self.positions = Some(Box::new(HashTable::with_capacity(2 * INDEXED_FROM)));
            for at in 0..self.list.len() {
                self.note(at, hasher);
            }
        }
    }

    pub(crate) fn remove(&mut self, member: &T, hasher: &Hasher) -> bool {
        let Some(at) = self.take_position(member, hasher) else { return false };
        let last = self.list.len() - 1;
        self.list.swap_remove(at);
        if at < last {
            self.note_moved(last, at, hasher);
        }
        if self.list.len() <= INDEXED_FROM / 2 {
            self.positions = None;
        }
        if self.list.len() < self.list.capacity() / 4 {
            self.list.shrink_to(self.list.len() * 2);
        }
        true
    }

    /// Finds a member and forgets where it stands.
    fn take_position(&mut self, member: &T, hasher: &Hasher) -> Option<usize> {
        let list = &self.list;
        let Some(positions) = &mut self.positions else {
            return list.iter().position(|known| known == member);
        };
        let stands_at = |at: &u32| list.get(*at as usize) == Some(member);
        let (at, _) = positions.find_entry(hasher.hash_one(member), stands_at).ok()?.remove();
        Some(at as usize)
    }

    fn note(&mut self, at: usize, hasher: &Hasher) {
        let (list, Some(positions)) = (&self.list, &mut self.positions) else { return };
        let hash = |at: &u32| list.get(*at as usize).map_or(0, |member| hasher.hash_one(member));
        // A list of four billion handles doesn't fit into memory that such a table could be in.
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        positions.insert_unique(hash(&at), at, hash);
    }

    fn note_moved(&mut self, from: usize, to: usize, hasher: &Hasher) {
        let (Some(member), Some(positions)) = (self.list.get(to), &mut self.positions) else { return };
        if let Some(at) = positions.find_mut(hasher.hash_one(member), |at| *at as usize == from) {
            *at = u32::try_from(to).unwrap_or(u32::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Behaves like a multiset, whatever its length.
        #[test]
        fn is_a_multiset(steps in prop::collection::vec((any::<bool>(), 0..60_u8), 0..400)) {
            let hasher = Hasher::default();
            let (mut members, mut model) = (Members::default(), Vec::new());
            for (insert, member) in steps {
                if insert {
                    members.insert(member, &hasher);
                    model.push(member);
                } else {
                    let found = model.iter().position(|known| *known == member);
                    prop_assert_eq!(members.remove(&member, &hasher), found.is_some());
                    found.map(|at| model.swap_remove(at));
                }
                prop_assert_eq!(members.positions.as_ref().map_or(model.len(), |all| all.len()), model.len());
            }
            let mut left = members.as_slice().to_vec();
            left.sort_unstable();
            model.sort_unstable();
            prop_assert_eq!(left, model);
        }
    }

    #[test]
    fn gives_memory_back() {
        let hasher = Hasher::default();
        let mut members = Members::default();
        for member in 0..10_000 {
            members.insert(member, &hasher);
        }
        for member in 0..9_990 {
            assert!(members.remove(&member, &hasher));
        }
        assert!(members.list.capacity() <= 64 && members.positions.is_none());
    }
}
