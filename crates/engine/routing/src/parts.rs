//! A hash table that never grows as a whole.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// How many parts a large table has.
const PARTS: u64 = 256;

/// How many elements a table without parts may have.
const UNDIVIDED: usize = 4096;

/// A [`HashTable`] that is cut into parts when it is large.
///
/// Parts grow one at a time: no subscription waits until a table of a million is copied, and the memory for old and new
/// exists for one part only.
#[derive(Debug)]
pub(crate) struct Parts<E> {
    /// One or [`PARTS`]; none before the first element.
    parts: Vec<HashTable<E>>,
}

impl<E> Parts<E> {
    pub(crate) fn new() -> Self {
        Self { parts: Vec::new() }
    }

    pub(crate) fn find(&self, hash: u64, same: impl FnMut(&E) -> bool) -> Option<&E> {
        self.parts.get(self.part(hash))?.find(hash, same)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &E> {
        self.parts.iter().flatten()
    }

    /// The place of an element, to be filled if it is vacant.
    pub(crate) fn entry(
        &mut self,
        hash: u64,
        same: impl FnMut(&E) -> bool,
        rehash: impl Fn(&E) -> u64,
    ) -> Option<Entry<'_, E>> {
        match self.parts.as_slice() {
            [] => self.parts.push(HashTable::new()),
            [whole] if whole.len() >= UNDIVIDED => self.divide(&rehash),
            _ => {}
        }
        let part = self.part(hash);
        Some(self.parts.get_mut(part)?.entry(hash, same, rehash))
    }

    /// Takes an element out if `remove` says so, and gives memory back when little is left.
    pub(crate) fn remove_if(
        &mut self,
        hash: u64,
        same: impl FnMut(&E) -> bool,
        remove: impl FnOnce(&mut E) -> bool,
        rehash: impl Fn(&E) -> u64,
    ) {
        let part = self.part(hash);
        let Some(part) = self.parts.get_mut(part) else { return };
        let Ok(mut found) = part.find_entry(hash, same) else { return };
        if remove(found.get_mut()) {
            found.remove();
            if part.len() < part.capacity() / 8 {
                part.shrink_to(part.len() * 2, rehash);
            }
        }
    }

    /// Which part a hash belongs to.
    fn part(&self, hash: u64) -> usize {
        if self.parts.len() <= 1 {
            return 0;
        }
        // Sixteen bits that are neither the highest nor the lowest: the tables use these themselves.
        let drawn = (hash >> 40) & 0xffff;
        // Bent towards the logarithm, so that the parts' shares grow from one to two: a table doubles when it is full, and
        // equal parts would all be half empty at the same time.
        let bent = drawn + drawn * (0x1_0000 - drawn) * 11 / 32 / 0x1_0000;
        (bent * PARTS / 0x1_0000) as usize
    }

    fn divide(&mut self, rehash: &impl Fn(&E) -> u64) {
        let whole = std::mem::take(&mut self.parts);
        self.parts.resize_with(PARTS as usize, HashTable::new);
        for element in whole.into_iter().flatten() {
            let hash = rehash(&element);
            let part = self.part(hash);
            if let Some(part) = self.parts.get_mut(part) {
                part.insert_unique(hash, element, rehash);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher as _;

    use super::*;
    use crate::Hasher;

    fn insert(table: &mut Parts<u64>, element: u64, hasher: &Hasher) {
        let rehash = |element: &u64| hasher.hash_one(*element);
        if let Some(Entry::Vacant(place)) = table.entry(rehash(&element), |known| *known == element, rehash) {
            place.insert(element);
        }
    }

    fn remove(table: &mut Parts<u64>, element: u64, hasher: &Hasher) {
        let rehash = |element: &u64| hasher.hash_one(*element);
        table.remove_if(rehash(&element), |known| *known == element, |_| true, rehash);
    }

    #[test]
    fn finds_everything_before_and_after_it_is_divided() {
        let (mut table, hasher) = (Parts::new(), Hasher::default());
        for element in 0..3 * UNDIVIDED as u64 {
            insert(&mut table, element, &hasher);
            insert(&mut table, element, &hasher);
        }
        assert_eq!(table.iter().count(), 3 * UNDIVIDED);
        for element in 0..3 * UNDIVIDED as u64 {
            assert!(table.find(hasher.hash_one(element), |known| *known == element).is_some());
            remove(&mut table, element, &hasher);
            remove(&mut table, element, &hasher);
        }
        assert_eq!(table.iter().count(), 0);
        assert!(table.parts.iter().map(HashTable::capacity).sum::<usize>() < UNDIVIDED);
    }

    #[test]
    fn parts_have_shares_from_one_to_two() {
        let mut table = Parts::<u64>::new();
        table.divide(&|_| 0);
        table.parts.resize_with(PARTS as usize, HashTable::new);
        let mut shares = vec![0_u32; PARTS as usize];
        for drawn in 0..0x1_0000_u64 {
            shares[table.part(drawn << 40)] += 1;
        }
        let (least, most) = (shares.iter().min().unwrap(), shares.iter().max().unwrap());
        assert!((170..200).contains(least) && (360..400).contains(most), "{least} {most}");
    }
}
