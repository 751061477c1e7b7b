//! A set of permission entries, asked with the subject of every publish and delivery.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use subject::{Subject, Tokens};

/// Entries in a tree of tokens: asking costs one step per token and entry that could match, and allocates nothing.
#[derive(Debug, Default)]
pub(super) struct EntrySet {
    nodes: Vec<Node>,
    subjects: Vec<Subject>,
}

#[derive(Debug, Default)]
struct Node {
    literal: HashMap<Box<[u8]>, usize, FixedState>,
    star: Option<usize>,
    /// What ends here.
    here: Holders,
    /// What ends in `>` behind here.
    tail: Holders,
}

/// Who an entry is for: every subscription, or only members of some queue groups.
#[derive(Debug, Default)]
pub(super) struct Holders {
    pub(super) plain: bool,
    pub(super) queues: Vec<Subject>,
}

/// How a `>` that ends the asked subject is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastToken {
    /// As any other token: an entry `a.*` holds `a.>`.
    Literal,
    /// As "one or more tokens": only an entry that ends in `>` holds it.
    Filter,
}

impl EntrySet {
    pub(super) fn insert(&mut self, filter: &Subject, queue: Option<Subject>) {
        let mut at = self.root();
        let mut tail = false;
        for token in filter.tokens() {
            match token {
                b">" => tail = true,
                b"*" => at = self.star_child(at),
                _ => at = self.literal_child(at, token),
            }
        }
        if let Some(node) = self.nodes.get_mut(at) {
            let holders = if tail { &mut node.tail } else { &mut node.here };
            match queue {
                Some(queue) => holders.queues.push(queue),
                None => holders.plain = true,
            }
        }
        self.subjects.push(filter.clone());
    }

    /// Every entry's subject, in the order of insertion.
    pub(super) fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// Shows `visit` the holders of every entry that holds the subject, until it answers `true`; says whether it did.
    ///
    /// Wildcards in the subject are plain tokens: they are held by entries with a wildcard in the same place. A subject
    /// with an empty token is held by none.
    pub(super) fn any(
        &self,
        subject: &[u8],
        last: LastToken,
        visit: &mut dyn FnMut(&Holders) -> bool,
    ) -> bool {
        !subject::has_empty_token(subject)
            && self
                .nodes
                .first()
                .is_some_and(|root| self.descend(root, subject::tokens(subject), last, visit))
    }

    /// As deep as the entries are, never deeper.
    fn descend(
        &self,
        node: &Node,
        mut rest: Tokens<'_>,
        last: LastToken,
        visit: &mut dyn FnMut(&Holders) -> bool,
    ) -> bool {
        let Some(token) = rest.next() else {
            return node.here.is_some() && visit(&node.here);
        };
        if node.tail.is_some() && visit(&node.tail) {
            return true;
        }
        let open_end = last == LastToken::Filter && token == b">" && rest.rest().is_none();
        let literal = node.literal.get(token).copied();
        let star = if open_end { None } else { node.star };
        [literal, star]
            .into_iter()
            .flatten()
            .filter_map(|child| self.nodes.get(child))
            .any(|child| self.descend(child, rest.clone(), last, visit))
    }

    fn root(&mut self) -> usize {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        0
    }

    fn star_child(&mut self, parent: usize) -> usize {
        let fresh = self.nodes.len();
        let child = match self.nodes.get_mut(parent) {
            Some(node) => *node.star.get_or_insert(fresh),
            None => fresh,
        };
        self.ensure(child)
    }

    fn literal_child(&mut self, parent: usize, token: &[u8]) -> usize {
        let fresh = self.nodes.len();
        let child = match self.nodes.get_mut(parent) {
            Some(node) => *node.literal.entry(token.into()).or_insert(fresh),
            None => fresh,
        };
        self.ensure(child)
    }

    fn ensure(&mut self, child: usize) -> usize {
        if child == self.nodes.len() {
            self.nodes.push(Node::default());
        }
        child
    }
}

impl Holders {
    fn is_some(&self) -> bool {
        self.plain || !self.queues.is_empty()
    }

    /// Whether a queue entry is meant for this queue. A queue may be named like a wildcard, so equality counts first.
    pub(super) fn names_queue(&self, queue: &[u8]) -> bool {
        self.queues.iter().any(|named| {
            named.as_bytes() == queue || (!named.is_literal() && subject::is_subset(queue, named.as_bytes()))
        })
    }

    /// Whether the entry is for a subscription with this queue, or without one.
    pub(super) fn holds(&self, queue: Option<&[u8]>) -> bool {
        self.plain || queue.is_some_and(|queue| self.names_queue(queue))
    }
}
