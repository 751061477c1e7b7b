//! Filters with wildcards, as a tree of tokens.
//!
//! Nodes lie in one list and name each other by position: no link is wider than it must be, and neither a deep filter nor
//! the end of the tree needs a deep stack. Edges for literal tokens are in one table for all nodes.

use std::hash::BuildHasher as _;

use hashbrown::hash_table::Entry as Place;
use smallvec::{SmallVec, smallvec};
use subject::{Subject, tokens};

use crate::nodes::{Id, Nodes};
use crate::parts::Parts;
use crate::subscribers::{Entry, Removal};
use crate::{Hasher, Interest};

/// The tree. The root stands for the start of every subject.
#[derive(Debug)]
pub(crate) struct Tree<T> {
    nodes: Nodes<Node<T>>,
    /// Literal children by parent and token.
    edges: Parts<Id>,
    /// First of the unused nodes, chained through `next`.
    free: Option<Id>,
}

/// The end of a list of tokens that filters begin with.
#[derive(Debug)]
struct Node<T> {
    /// The last of these tokens.
    token: SmallVec<[u8; 16]>,
    /// The root is its own parent.
    parent: Id,
    /// The child for `*`.
    star: Option<Id>,
    /// Literal children are chained through `next` and `previous`.
    first_child: Option<Id>,
    next: Option<Id>,
    previous: Option<Id>,
    /// The filter that ends here.
    here: Option<Box<Entry<T>>>,
    /// The filter that ends in `>` behind this node.
    tail: Option<Box<Entry<T>>>,
}

const ROOT: Id = Id::FIRST;

/// Where a walk still has to go: a node, and what of the subject is to be matched below it.
type Walk<'s> = SmallVec<[(Id, Option<&'s [u8]>); 16]>;

/// Where on its last node a filter's entry is.
#[derive(Debug, Clone, Copy)]
enum Ending {
    Here,
    Tail,
}

impl<T> Node<T> {
    fn new(token: &[u8], parent: Id) -> Self {
        Self {
            token: SmallVec::from_slice(token),
            parent,
            star: None,
            first_child: None,
            next: None,
            previous: None,
            here: None,
            tail: None,
        }
    }

    fn is_unused(&self) -> bool {
        self.here.is_none() && self.tail.is_none() && self.star.is_none() && self.first_child.is_none()
    }
}

impl<T> Tree<T> {
    pub(crate) fn new() -> Self {
        Self { nodes: Nodes::new(Node::new(b"", ROOT)), edges: Parts::new(), free: None }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.node(ROOT).is_unused()
    }

    /// Visits the entries of all filters that a published subject belongs to. No token of the subject may be empty.
    pub(crate) fn matching<'t>(
        &'t self,
        subject: &[u8],
        hasher: &Hasher,
        mut visit: impl FnMut(&'t Entry<T>),
    ) {
        let mut walk: Walk<'_> = smallvec![(ROOT, Some(subject))];
        while let Some((id, rest)) = walk.pop() {
            let node = self.node(id);
            let Some(rest) = rest else {
                node.here.iter().for_each(|entry| visit(entry));
                continue;
            };
            node.tail.iter().for_each(|entry| visit(entry));
            let mut rest = tokens(rest);
            let token = rest.next().unwrap_or_default();
            walk.extend(node.star.map(|star| (star, rest.rest())));
            if node.first_child.is_some() {
                walk.extend(self.child(id, token, hasher).map(|child| (child, rest.rest())));
            }
        }
    }

    /// Visits the entries of all filters that match a subject in common with `filter`.
    pub(crate) fn overlapping<'t>(
        &'t self,
        filter: &[u8],
        hasher: &Hasher,
        mut visit: impl FnMut(&'t Entry<T>),
    ) {
        let mut walk: Walk<'_> = smallvec![(ROOT, Some(filter))];
        while let Some((id, rest)) = walk.pop() {
            let node = self.node(id);
            let Some(rest) = rest else {
                node.here.iter().for_each(|entry| visit(entry));
                continue;
            };
            node.tail.iter().for_each(|entry| visit(entry));
            let mut rest = tokens(rest);
            match rest.next().unwrap_or_default() {
                b">" => self.children(id).for_each(|child| self.below(child, &mut visit)),
                b"*" => walk.extend(self.children(id).map(|child| (child, rest.rest()))),
                token => {
                    let children = [self.child(id, token, hasher), node.star].into_iter().flatten();
                    walk.extend(children.map(|child| (child, rest.rest())));
                }
            }
        }
    }

    /// Visits every entry.
    pub(crate) fn for_each<'t>(&'t self, mut visit: impl FnMut(&'t Entry<T>)) {
        self.below(ROOT, &mut visit);
    }

    /// Visits every entry at and below a node.
    fn below<'t>(&'t self, top: Id, visit: &mut impl FnMut(&'t Entry<T>)) {
        let mut walk = vec![top];
        while let Some(id) = walk.pop() {
            let node = self.node(id);
            node.here.iter().chain(&node.tail).for_each(|entry| visit(entry));
            walk.extend(self.children(id));
        }
    }

    fn node(&self, id: Id) -> &Node<T> {
        self.nodes.get(id)
    }

    fn node_mut(&mut self, id: Id) -> &mut Node<T> {
        self.nodes.get_mut(id)
    }

    /// The literal child of `parent` with this token.
    fn child(&self, parent: Id, token: &[u8], hasher: &Hasher) -> Option<Id> {
        let same = |&id: &Id| {
            let node = self.node(id);
            node.parent == parent && *node.token == *token
        };
        self.edges.find(edge_hash(parent, token, hasher), same).copied()
    }

    /// The child that a token of a filter leads to.
    fn filter_child(&self, parent: Id, token: &[u8], hasher: &Hasher) -> Option<Id> {
        if token == b"*" { self.node(parent).star } else { self.child(parent, token, hasher) }
    }

    /// All children of a node, the one for `*` included.
    fn children(&self, id: Id) -> impl Iterator<Item = Id> {
        let node = self.node(id);
        std::iter::successors(node.first_child, |&child| self.node(child).next).chain(node.star)
    }
}

impl<T: Interest> Tree<T> {
    pub(crate) fn insert(&mut self, filter: &Subject, queue: Option<&[u8]>, target: T, hasher: &Hasher) {
        let mut id = ROOT;
        let mut ending = Ending::Here;
        for token in filter.tokens() {
            if token == b">" {
                ending = Ending::Tail;
                break;
            }
            id = self.filter_child(id, token, hasher).unwrap_or_else(|| self.add_child(id, token, hasher));
        }
        match self.ending(id, ending) {
            Some(entry) => entry.subscribers.insert(queue, target, hasher),
            place => *place = Some(Box::new(Entry::new(filter, queue, target, hasher))),
        }
    }

    pub(crate) fn remove(
        &mut self,
        filter: &Subject,
        queue: Option<&[u8]>,
        target: &T,
        hasher: &Hasher,
    ) -> bool {
        let Some((id, ending)) = self.find(filter, hasher) else { return false };
        let place = self.ending(id, ending);
        let Some(entry) = place else { return false };
        let removal = entry.subscribers.remove(queue, target, hasher);
        if removal == Removal::Emptied {
            *place = None;
            self.prune(id, hasher);
        }
        removal != Removal::NotFound
    }

    fn find(&self, filter: &Subject, hasher: &Hasher) -> Option<(Id, Ending)> {
        let mut id = ROOT;
        for token in filter.tokens() {
            if token == b">" {
                return Some((id, Ending::Tail));
            }
            id = self.filter_child(id, token, hasher)?;
        }
        Some((id, Ending::Here))
    }

    fn ending(&mut self, id: Id, ending: Ending) -> &mut Option<Box<Entry<T>>> {
        let node = self.node_mut(id);
        match ending {
            Ending::Here => &mut node.here,
            Ending::Tail => &mut node.tail,
        }
    }

    fn add_child(&mut self, parent: Id, token: &[u8], hasher: &Hasher) -> Id {
        let id = self.place(Node::new(token, parent));
        if token == b"*" {
            self.node_mut(parent).star = Some(id);
            return id;
        }
        let next = self.node_mut(parent).first_child.replace(id);
        self.node_mut(id).next = next;
        if let Some(next) = next {
            self.node_mut(next).previous = Some(id);
        }
        let hash = edge_hash(parent, token, hasher);
        if let Some(Place::Vacant(place)) = self.edges.entry(hash, |_| false, edge_of(&self.nodes, hasher)) {
            place.insert(id);
        }
        id
    }

    /// Puts a node where one is unused, or at the end.
    fn place(&mut self, node: Node<T>) -> Id {
        if let Some(id) = self.free {
            self.free = std::mem::replace(self.node_mut(id), node).next;
            return id;
        }
        self.nodes.push(node)
    }

    /// Takes a node out if nothing hangs on it any more, and then its parent, and so on.
    fn prune(&mut self, mut id: Id, hasher: &Hasher) {
        while id != ROOT && self.node(id).is_unused() {
            self.unlink(id, hasher);
            let free = self.free.replace(id);
            let unused = std::mem::replace(self.node_mut(id), Node::new(b"", ROOT));
            self.node_mut(id).next = free;
            id = unused.parent;
        }
    }

    fn unlink(&mut self, id: Id, hasher: &Hasher) {
        let Node { parent, next, previous, .. } = *self.node(id);
        if self.node(parent).star == Some(id) {
            self.node_mut(parent).star = None;
            return;
        }
        let hash = edge_hash(parent, &self.node(id).token, hasher);
        self.edges.remove_if(hash, |&known| known == id, |_| true, edge_of(&self.nodes, hasher));
        match previous {
            Some(previous) => self.node_mut(previous).next = next,
            None => self.node_mut(parent).first_child = next,
        }
        if let Some(next) = next {
            self.node_mut(next).previous = previous;
        }
    }
}

fn edge_hash(parent: Id, token: &[u8], hasher: &Hasher) -> u64 {
    hasher.hash_one((parent, token))
}

/// Hashes the edge that leads to a node.
fn edge_of<T>(nodes: &Nodes<Node<T>>, hasher: &Hasher) -> impl Fn(&Id) -> u64 {
    |&id| {
        let node = nodes.get(id);
        edge_hash(node.parent, &node.token, hasher)
    }
}
