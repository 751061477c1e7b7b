//! A value at its place in the configuration.

use std::fmt;

use conf::{Entry, Kind, Map, Position, Value};

use super::Report;

/// A value, where it stands, and the way to it.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Value,
    /// Where its key stands, or the value itself in an array.
    pub(crate) position: &'a Position,
    step: Step<'a>,
    block: Option<&'a Node<'a>>,
    used: bool,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

impl<'a> Node<'a> {
    /// The value of an entry of the block at `block`.
    pub(crate) fn of_entry(block: Option<&'a Node<'a>>, entry: &'a Entry) -> Self {
        let step = Step::Key(&entry.key);
        Node { value: &entry.value, position: &entry.position, step, block, used: entry.used }
    }

    /// The key as written; empty for an element of an array.
    pub(crate) fn name(&self) -> &'a str {
        match self.step {
            Step::Key(name) => name,
            Step::Item(_) => "",
        }
    }

    /// The elements of an array; anything else is a wrong type.
    pub(crate) fn items(&'a self, report: &mut Report) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.array(report).unwrap_or_default().iter().enumerate().map(|(at, value)| Node {
            value,
            position: &value.position,
            step: Step::Item(at),
            block: Some(self),
            used: false,
        })
    }

    /// The entries of a map; anything else is a wrong type.
    pub(crate) fn entries(&'a self, report: &mut Report) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.map(report).into_iter().flatten().map(|entry| Node::of_entry(Some(self), entry))
    }

    /// The entry of a map in any spelling; nothing for anything else.
    pub(crate) fn entry(&'a self, key: &str) -> Option<Node<'a>> {
        let entry = self.value.as_map()?.entry(key)?;
        Some(Node::of_entry(Some(self), entry))
    }

    /// Whether a variable refers to this entry.
    pub(crate) fn used(&self) -> bool {
        self.used
    }

    pub(crate) fn bool(&self, report: &mut Report) -> Option<bool> {
        self.expect(self.value.as_bool(), "true or false", report)
    }

    pub(crate) fn int(&self, report: &mut Report) -> Option<i64> {
        self.expect(self.value.as_int(), "a whole number", report)
    }

    pub(crate) fn text(&self, report: &mut Report) -> Option<&'a str> {
        self.expect(self.value.as_str(), "text", report)
    }

    pub(crate) fn map(&self, report: &mut Report) -> Option<&'a Map> {
        self.expect(self.value.as_map(), "a map", report)
    }

    pub(crate) fn array(&self, report: &mut Report) -> Option<&'a [Value]> {
        self.expect(self.value.as_array(), "an array", report)
    }

    fn expect<T>(&self, found: Option<T>, expected: &'static str, report: &mut Report) -> Option<T> {
        if found.is_none() {
            report.wrong_type(self, expected);
        }
        found
    }

    /// What to call the value in a message. Its text is left out: it may be a password.
    pub(crate) fn describe(&self) -> &'static str {
        match &self.value.kind {
            Kind::String(_) => "text",
            kind => kind.describe(),
        }
    }
}

/// The path, such as `accounts.A.users[0].password`.
impl fmt::Display for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(block) = self.block {
            write!(f, "{block}")?;
        }
        match self.step {
            Step::Key(name) if self.block.is_some() => write!(f, ".{name}"),
            Step::Key(name) => f.write_str(name),
            Step::Item(at) => write!(f, "[{at}]"),
        }
    }
}
