//! How a block of the configuration is described: as a table of keys, each with its aliases, its type and where its
//! value goes. Adding a key is adding a line.
//!
//! Promises: every key is looked up without regard to case; every entry of a block is read, whatever is wrong with
//! the others; a key that the table does not have is an error, unless a variable uses it.
//! Deliberately absent: what the keys are. See [`crate::keys`].

mod node;
mod report;
mod scalar;
mod shape;

use conf::Map;

pub(crate) use node::Node;
pub(crate) use report::Report;
pub(crate) use scalar::{Address, duration, duration_text, limit, not_negative, percent, seconds, strings};
pub(crate) use shape::{Shape, size, word};

use crate::suggest;

/// One key of a block that is read into a `T`.
pub(crate) struct Key<T: 'static> {
    /// The name and its aliases, lower case; the one that the reference documents comes first.
    names: &'static [&'static str],
    take: Take<T>,
}

/// The type of a key's value, and what becomes of it.
pub(crate) enum Take<T: 'static> {
    Bool(fn(&mut T, bool)),
    Int(fn(&mut T, i64)),
    Text(fn(&mut T, &str)),
    /// Whatever the function makes of it.
    With(fn(&mut T, Node<'_>, &mut Report)),
    /// Checked and not used: it changes nothing of what Gannet carries out.
    Known(Shape),
    /// Checked, and reported as not carried out if the function says that it asks for something.
    Later(Shape, fn(&conf::Kind) -> bool),
}

/// What happens with keys that the table does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// An error, unless a variable uses the key.
    Refuse,
    /// An error.
    RefuseAlways,
    /// Nothing.
    Ignore,
}

/// A key that is carried out.
pub(crate) const fn key<T>(names: &'static [&'static str], take: Take<T>) -> Key<T> {
    Key { names, take }
}

/// A key that is checked and changes nothing.
pub(crate) const fn known<T>(names: &'static [&'static str], shape: Shape) -> Key<T> {
    Key { names, take: Take::Known(shape) }
}

/// A key that is checked and not carried out yet, if its value asks for something.
pub(crate) const fn later<T>(
    names: &'static [&'static str],
    shape: Shape,
    asks: fn(&conf::Kind) -> bool,
) -> Key<T> {
    Key { names, take: Take::Later(shape, asks) }
}

/// Whether a value asks for something: not false, zero or empty.
pub(crate) fn asks(kind: &conf::Kind) -> bool {
    match kind {
        conf::Kind::Bool(value) => *value,
        conf::Kind::Int(value) => *value != 0,
        conf::Kind::String(value) => !value.is_empty(),
        conf::Kind::Array(values) => !values.is_empty(),
        conf::Kind::Map(map) => !map.is_empty(),
        conf::Kind::Float(_) | conf::Kind::Date(_) => true,
    }
}

/// For keys whose mere presence asks for something.
pub(crate) fn always(_: &conf::Kind) -> bool {
    true
}

/// Reads the map at `node` into `target`; anything else is a wrong type.
pub(crate) fn read<T>(keys: &[Key<T>], node: Node<'_>, target: &mut T, report: &mut Report) {
    read_as(&[keys], Unknown::Refuse, node, target, report);
}

/// The same for a block whose keys stand in several tables, or that treats unknown keys in its own way.
pub(crate) fn read_as<T>(
    tables: &[&[Key<T>]],
    unknown: Unknown,
    node: Node<'_>,
    target: &mut T,
    report: &mut Report,
) {
    if let Some(map) = node.map(report) {
        read_map(tables, unknown, map, Some(&node), target, report);
    }
}

/// Reads a map; `block` is where it stands, `None` for the whole file.
pub(crate) fn read_map<T>(
    tables: &[&[Key<T>]],
    unknown: Unknown,
    map: &Map,
    block: Option<&Node<'_>>,
    target: &mut T,
    report: &mut Report,
) {
    for entry in map {
        let node = Node::of_entry(block, entry);
        match find(tables, &entry.key) {
            Some(key) => key.read(node, target, report),
            None if unknown == Unknown::Ignore || (unknown == Unknown::Refuse && entry.used) => {}
            None => report.unknown_field(&node, suggest::closest(&entry.key, names(tables))),
        }
    }
}

fn find<'a, T>(tables: &[&'a [Key<T>]], name: &str) -> Option<&'a Key<T>> {
    let mut keys = tables.iter().flat_map(|keys| keys.iter());
    keys.find(|key| key.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

fn names<T>(tables: &[&[Key<T>]]) -> impl Iterator<Item = &'static str> {
    tables.iter().flat_map(|keys| keys.iter()).flat_map(|key| key.names.iter().copied())
}

impl<T> Key<T> {
    fn read(&self, node: Node<'_>, target: &mut T, report: &mut Report) {
        match &self.take {
            Take::Bool(set) => node.bool(report).into_iter().for_each(|value| set(target, value)),
            Take::Int(set) => node.int(report).into_iter().for_each(|value| set(target, value)),
            Take::Text(set) => node.text(report).into_iter().for_each(|value| set(target, value)),
            Take::With(read) => read(target, node, report),
            Take::Known(shape) => shape.check(node, report),
            Take::Later(shape, asks) => {
                report.quietly(|report| shape.check(node, report));
                if asks(&node.value.kind) {
                    report.unsupported(&node);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
