//! Every subscription of a table, findable by published subject.

use std::hash::BuildHasher as _;

use smallvec::SmallVec;
use subject::{Subject, has_empty_token, overlaps};

use crate::literals::Literals;
use crate::subscribers::Entry;
use crate::tree::Tree;
use crate::{Fanout, Hasher, Interest};

/// Literal filters and filters with wildcards, side by side.
#[derive(Debug)]
pub(crate) struct Index<T> {
    literals: Literals<T>,
    /// Absent while there are none.
    wildcards: Option<Box<Tree<T>>>,
    pub(crate) inserts: u64,
    pub(crate) removes: u64,
}

impl<T: Interest> Index<T> {
    pub(crate) fn new() -> Self {
        Self { literals: Literals::new(), wildcards: None, inserts: 0, removes: 0 }
    }

    pub(crate) fn insert_literal(
        &mut self,
        hash: u64,
        filter: &Subject,
        queue: Option<&[u8]>,
        target: T,
        hasher: &Hasher,
    ) {
        self.inserts += 1;
        self.literals.insert(hash, filter, queue, target, hasher);
    }

    pub(crate) fn insert_wildcard(
        &mut self,
        filter: &Subject,
        queue: Option<&[u8]>,
        target: T,
        hasher: &Hasher,
    ) {
        self.inserts += 1;
        self.wildcards.get_or_insert_with(|| Box::new(Tree::new())).insert(filter, queue, target, hasher);
    }

    pub(crate) fn remove_literal(
        &mut self,
        hash: u64,
        filter: &Subject,
        queue: Option<&[u8]>,
        target: &T,
        hasher: &Hasher,
    ) -> bool {
        let found = self.literals.remove(hash, filter, queue, target, hasher);
        self.removes += u64::from(found);
        found
    }

    pub(crate) fn remove_wildcard(
        &mut self,
        filter: &Subject,
        queue: Option<&[u8]>,
        target: &T,
        hasher: &Hasher,
    ) -> bool {
        let Some(tree) = &mut self.wildcards else { return false };
        let found = tree.remove(filter, queue, target, hasher);
        if tree.is_empty() {
            self.wildcards = None;
        }
        self.removes += u64::from(found);
        found
    }

    pub(crate) fn fanout(&self, hash: u64, subject: &[u8], generation: u64, hasher: &Hasher) -> Fanout<T> {
        let mut entries: SmallVec<[&Entry<T>; 8]> = SmallVec::new();
        self.matching(hash, subject, hasher, |entry| entries.push(entry));
        Fanout::gather(subject, generation, &entries)
    }

    pub(crate) fn has_match(&self, hash: u64, subject: &[u8], hasher: &Hasher) -> bool {
        let mut found = false;
        self.matching(hash, subject, hasher, |_| found = true);
        found
    }

    fn matching<'i>(
        &'i self,
        hash: u64,
        subject: &[u8],
        hasher: &Hasher,
        mut visit: impl FnMut(&'i Entry<T>),
    ) {
        self.literals.get(hash, subject).into_iter().for_each(&mut visit);
        if let Some(tree) = &self.wildcards
            && !has_empty_token(subject)
        {
            tree.matching(subject, hasher, visit);
        }
    }

    pub(crate) fn for_each(&self, mut visit: impl FnMut(&Entry<T>)) {
        self.literals.iter().for_each(&mut visit);
        if let Some(tree) = &self.wildcards {
            tree.for_each(visit);
        }
    }

    pub(crate) fn overlapping(&self, filter: &Subject, hasher: &Hasher, mut visit: impl FnMut(&Entry<T>)) {
        if filter.is_literal() {
            return self.matching(hasher.hash_one(filter.as_bytes()), filter.as_bytes(), hasher, visit);
        }
        let touches = |entry: &&Entry<T>| overlaps(entry.filter.as_bytes(), filter.as_bytes());
        self.literals.iter().filter(touches).for_each(&mut visit);
        if let Some(tree) = &self.wildcards {
            tree.overlapping(filter.as_bytes(), hasher, visit);
        }
    }
}
