//! Filters without wildcards, by the whole subject.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Place;
use subject::Subject;

use crate::subscribers::{Entry, Removal};
use crate::{Hasher, Interest};

/// How many parts a large map has. Parts grow one at a time, so that no subscription waits until a map of a million is
/// copied, and the memory for old and new exists for one part only.
const SHARDS: usize = 256;

/// How many filters a map without parts may have.
const UNDIVIDED: usize = 4096;

/// A map from literal filters to their subscribers.
#[derive(Debug)]
pub(crate) struct Literals<T> {
    /// One or [`SHARDS`]; none before the first filter.
    shards: Vec<HashTable<Entry<T>>>,
}

impl<T> Literals<T> {
    pub(crate) fn new() -> Self {
        Self { shards: Vec::new() }
    }

    fn shard(&self, hash: u64) -> usize {
        // Not the highest bits and not the lowest: the tables use these themselves.
        if self.shards.len() > 1 { (hash >> 40) as usize % SHARDS } else { 0 }
    }

    pub(crate) fn get(&self, hash: u64, subject: &[u8]) -> Option<&Entry<T>> {
        self.shards.get(self.shard(hash))?.find(hash, |entry| entry.filter.as_bytes() == subject)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry<T>> {
        self.shards.iter().flatten()
    }

    /// Goes over from one part to many.
    fn divide(&mut self, hasher: &Hasher) {
        let whole = std::mem::take(&mut self.shards);
        self.shards.resize_with(SHARDS, HashTable::new);
        for entry in whole.into_iter().flatten() {
            let hash = hasher.hash_one(entry.filter.as_bytes());
            let shard = self.shard(hash);
            if let Some(shard) = self.shards.get_mut(shard) {
                shard.insert_unique(hash, entry, |entry| hasher.hash_one(entry.filter.as_bytes()));
            }
        }
    }
}

impl<T: Interest> Literals<T> {
    pub(crate) fn insert(
        &mut self,
        hash: u64,
        filter: &Subject,
        queue: Option<&[u8]>,
        target: T,
        hasher: &Hasher,
    ) {
        match self.shards.as_slice() {
            [] => self.shards.push(HashTable::new()),
            [whole] if whole.len() >= UNDIVIDED => self.divide(hasher),
            _ => {}
        }
        let shard = self.shard(hash);
        let Some(shard) = self.shards.get_mut(shard) else { return };
        let same = |entry: &Entry<T>| entry.filter == *filter;
        match shard.entry(hash, same, |entry| hasher.hash_one(entry.filter.as_bytes())) {
            Place::Occupied(mut entry) => entry.get_mut().subscribers.insert(queue, target, hasher),
            Place::Vacant(place) => {
                place.insert(Entry::new(filter, queue, target, hasher));
            }
        }
    }

    pub(crate) fn remove(
        &mut self,
        hash: u64,
        filter: &Subject,
        queue: Option<&[u8]>,
        target: &T,
        hasher: &Hasher,
    ) -> bool {
        let shard = self.shard(hash);
        let Some(shard) = self.shards.get_mut(shard) else { return false };
        let Ok(mut entry) = shard.find_entry(hash, |entry| entry.filter == *filter) else { return false };
        let removal = entry.get_mut().subscribers.remove(queue, target, hasher);
        if removal == Removal::Emptied {
            entry.remove();
            if shard.len() < shard.capacity() / 8 {
                shard.shrink_to(shard.len() * 2, |entry| hasher.hash_one(entry.filter.as_bytes()));
            }
        }
        removal != Removal::NotFound
    }
}
