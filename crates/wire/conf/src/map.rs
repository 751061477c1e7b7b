//! Maps that keep the order in which their entries were written.

use std::collections::HashMap;

use crate::{Position, Value};

/// One `key: value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key as it was spelled.
    pub key: String,
    /// Where the key begins.
    pub position: Position,
    /// What it is set to.
    pub value: Value,
    /// Whether a variable referred to it: such an entry may have any name.
    pub used: bool,
}

/// Entries in the order of the source. A key written again with the same spelling replaces the earlier entry.
#[derive(Debug, Clone, Default)]
pub struct Map {
    entries: Vec<Entry>,
    index: HashMap<String, usize>,
}

impl Map {
    /// A map without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entry, or replaces the one whose key is spelled the same.
    pub fn insert(&mut self, entry: Entry) {
        let next = self.entries.len();
        let at = *self.index.entry(entry.key.clone()).or_insert(next);
        match self.entries.get_mut(at) {
            Some(earlier) => *earlier = entry,
            None => self.entries.push(entry),
        }
    }

    /// The value of a key in any spelling; the last one, where several spellings were written.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key in any spelling; the last one, where several spellings were written.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key.eq_ignore_ascii_case(key))
    }

    /// The entry whose key is spelled exactly like this.
    pub fn entry_exact(&self, key: &str) -> Option<&Entry> {
        self.index.get(key).and_then(|&at| self.entries.get(at))
    }

    /// Marks the entry spelled exactly like this as used by a variable, and returns it.
    pub(crate) fn refer(&mut self, key: &str) -> Option<&Entry> {
        let entry = self.index.get(key).and_then(|&at| self.entries.get_mut(at))?;
        entry.used = true;
        Some(entry)
    }

    /// The entries in the order of the source.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Map {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl FromIterator<Entry> for Map {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Self {
        let mut map = Map::new();
        for entry in entries {
            map.insert(entry);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    fn entry(key: &str, number: i64) -> Entry {
        let position = Position { file: "t".into(), line: 1, column: 1 };
        let value = Value { kind: Kind::Int(number), position: position.clone() };
        Entry { key: key.into(), position, value, used: false }
    }

    #[test]
    fn the_same_spelling_replaces_and_another_one_is_added() {
        let mut map: Map = [entry("port", 1), entry("http", 2), entry("port", 3)].into_iter().collect();
        assert_eq!(
            map.iter().map(|e| (e.key.as_str(), e.value.as_int())).collect::<Vec<_>>(),
            [("port", Some(3)), ("http", Some(2))]
        );
        map.insert(entry("Port", 4));
        assert_eq!(map.len(), 3);
        assert_eq!(map.get("PORT").and_then(Value::as_int), Some(4));
        assert_eq!(map.entry_exact("port").and_then(|e| e.value.as_int()), Some(3));
    }

    #[test]
    fn a_replaced_entry_is_no_longer_used() {
        let mut map: Map = [entry("a", 1)].into_iter().collect();
        assert!(map.refer("A").is_none());
        assert!(map.refer("a").is_some_and(|e| e.used));
        map.insert(entry("a", 2));
        assert!(map.entry_exact("a").is_some_and(|e| !e.used));
    }
}
