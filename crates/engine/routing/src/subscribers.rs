//! Everyone who subscribed to one filter.

use std::hash::BuildHasher as _;
use std::mem;
use std::sync::Arc;

use hashbrown::HashTable;
use subject::Subject;

use crate::members::Members;
use crate::{Hasher, Interest};

/// A filter with its subscribers; there is at least one.
#[derive(Debug)]
pub(crate) struct Entry<T> {
    pub(crate) filter: Subject,
    pub(crate) subscribers: Subscribers<T>,
}

/// Nearly all filters have a single subscriber without a queue: that one needs no list.
#[derive(Debug)]
pub(crate) enum Subscribers<T> {
    One(T),
    Many(Box<Many<T>>),
}

#[derive(Debug)]
pub(crate) struct Many<T> {
    plain: Members<T>,
    queues: HashTable<Queue<T>>,
}

/// The members of one queue; there is at least one.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    pub(crate) name: Arc<[u8]>,
    pub(crate) members: Members<T>,
}

/// What taking a subscription back did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removal {
    NotFound,
    Removed,
    /// It was the last: the entry has to go.
    Emptied,
}

impl<T> Subscribers<T> {
    pub(crate) fn plain(&self) -> &[T] {
        match self {
            Self::One(only) => std::slice::from_ref(only),
            Self::Many(many) => many.plain.as_slice(),
        }
    }

    pub(crate) fn queues(&self) -> impl Iterator<Item = &Queue<T>> {
        let many = match self {
            Self::One(_) => None,
            Self::Many(many) => Some(many),
        };
        many.into_iter().flat_map(|many| many.queues.iter())
    }
}

impl<T: Interest> Entry<T> {
    pub(crate) fn new(filter: &Subject, queue: Option<&[u8]>, target: T, hasher: &Hasher) -> Self {
        let subscribers = match queue {
            None => Subscribers::One(target),
            Some(_) => {
                let mut many = Many { plain: Members::default(), queues: HashTable::new() };
                many.insert(queue, target, hasher);
                Subscribers::Many(Box::new(many))
            }
        };
        Self { filter: filter.clone(), subscribers }
    }

    pub(crate) fn visit(&self, visit: &mut impl FnMut(&Subject, Option<&[u8]>, &T)) {
        for target in self.subscribers.plain() {
            visit(&self.filter, None, target);
        }
        for queue in self.subscribers.queues() {
            for target in queue.members.as_slice() {
                visit(&self.filter, Some(&queue.name), target);
            }
        }
    }
}

impl<T: Interest> Subscribers<T> {
    pub(crate) fn insert(&mut self, queue: Option<&[u8]>, target: T, hasher: &Hasher) {
        let queued = Many { plain: Members::default(), queues: HashTable::new() };
        if let Self::Many(many) = self {
            many.insert(queue, target, hasher);
        } else if let Self::One(only) = mem::replace(self, Self::Many(Box::new(queued)))
            && let Self::Many(many) = self
        {
            many.plain = Members::one(only);
            many.insert(queue, target, hasher);
        }
    }

    pub(crate) fn remove(&mut self, queue: Option<&[u8]>, target: &T, hasher: &Hasher) -> Removal {
        match self {
            Self::One(only) if queue.is_none() && only == target => Removal::Emptied,
            Self::One(_) => Removal::NotFound,
            Self::Many(many) => many.remove(queue, target, hasher),
        }
    }
}

impl<T: Interest> Many<T> {
    fn insert(&mut self, queue: Option<&[u8]>, target: T, hasher: &Hasher) {
        let Some(name) = queue else { return self.plain.insert(target, hasher) };
        let hash = hasher.hash_one(name);
        match self.queues.find_mut(hash, |known| *known.name == *name) {
            Some(known) => known.members.insert(target, hasher),
            None => {
                let fresh = Queue { name: name.into(), members: Members::one(target) };
                self.queues.insert_unique(hash, fresh, |known| hasher.hash_one(&*known.name));
            }
        }
    }

    fn remove(&mut self, queue: Option<&[u8]>, target: &T, hasher: &Hasher) -> Removal {
        let found = match queue {
            None => self.plain.remove(target, hasher),
            Some(name) => self.remove_queued(name, target, hasher),
        };
        match found {
            false => Removal::NotFound,
            true if self.plain.as_slice().is_empty() && self.queues.is_empty() => Removal::Emptied,
            true => Removal::Removed,
        }
    }

    fn remove_queued(&mut self, name: &[u8], target: &T, hasher: &Hasher) -> bool {
        let same = |known: &Queue<T>| *known.name == *name;
        let Ok(mut queue) = self.queues.find_entry(hasher.hash_one(name), same) else { return false };
        let found = queue.get_mut().members.remove(target, hasher);
        if queue.get().members.as_slice().is_empty() {
            queue.remove();
        }
        found
    }
}
