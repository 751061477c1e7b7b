//! Filters without wildcards, by the whole subject.

use std::hash::BuildHasher as _;

use hashbrown::hash_table::Entry as Place;
use subject::Subject;

use crate::parts::Parts;
use crate::subscribers::{Entry, Removal};
use crate::{Hasher, Interest};

/// A map from literal filters to their subscribers. Hashes are those of the filters' bytes.
#[derive(Debug)]
pub(crate) struct Literals<T> {
    entries: Parts<Entry<T>>,
}

impl<T> Literals<T> {
    pub(crate) fn new() -> Self {
        Self { entries: Parts::new() }
    }

    pub(crate) fn get(&self, hash: u64, subject: &[u8]) -> Option<&Entry<T>> {
        self.entries.find(hash, |entry| entry.filter.as_bytes() == subject)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry<T>> {
        self.entries.iter()
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
        let rehash = |entry: &Entry<T>| hasher.hash_one(entry.filter.as_bytes());
        match self.entries.entry(hash, |entry| entry.filter == *filter, rehash) {
            Some(Place::Occupied(mut entry)) => entry.get_mut().subscribers.insert(queue, target, hasher),
            Some(Place::Vacant(place)) => {
                place.insert(Entry::new(filter, queue, target, hasher));
            }
            None => {}
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
        let mut removal = Removal::NotFound;
        let remove = |entry: &mut Entry<T>| {
            removal = entry.subscribers.remove(queue, target, hasher);
            removal == Removal::Emptied
        };
        let rehash = |entry: &Entry<T>| hasher.hash_one(entry.filter.as_bytes());
        self.entries.remove_if(hash, |entry| entry.filter == *filter, remove, rehash);
        removal != Removal::NotFound
    }
}
