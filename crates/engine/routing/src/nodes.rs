//! Where the nodes of a tree lie.

use std::num::NonZeroU32;

/// How many nodes lie together.
const CHUNK: usize = 1024;

/// Position of a node, counted from one so that "none" costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Id(NonZeroU32);

impl Id {
    /// The first node of every list.
    pub(crate) const FIRST: Self = Self(NonZeroU32::MIN);

    fn position(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A list that grows without moving what is in it, and never shrinks.
#[derive(Debug)]
pub(crate) struct Nodes<N> {
    /// All but the last are full.
    chunks: Vec<Vec<N>>,
}

impl<N> Nodes<N> {
    pub(crate) fn new(first: N) -> Self {
        Self { chunks: vec![vec![first]] }
    }

    pub(crate) fn push(&mut self, node: N) -> Id {
        if self.chunks.last().is_none_or(|last| last.len() == CHUNK) {
            self.chunks.push(Vec::with_capacity(CHUNK));
        }
        let full = (self.chunks.len() - 1) * CHUNK;
        let last = self.chunks.last_mut().map_or(0, |last| {
            last.push(node);
            last.len()
        });
        // Four billion nodes would fill a quarter of a terabyte.
        Id(u32::try_from(full + last).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MAX))
    }

    #[allow(clippy::indexing_slicing, reason = "an id is the position of a node of this list")]
    pub(crate) fn get(&self, id: Id) -> &N {
        &self.chunks[id.position() / CHUNK][id.position() % CHUNK]
    }

    #[allow(clippy::indexing_slicing, reason = "an id is the position of a node of this list")]
    pub(crate) fn get_mut(&mut self, id: Id) -> &mut N {
        &mut self.chunks[id.position() / CHUNK][id.position() % CHUNK]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back() {
        let mut nodes = Nodes::new(0);
        let ids: Vec<_> = (1..5 * CHUNK).map(|node| nodes.push(node)).collect();
        assert_eq!(*nodes.get(Id::FIRST), 0);
        for (id, node) in ids.into_iter().zip(1..) {
            assert_eq!(*nodes.get(id), node);
            *nodes.get_mut(id) += 1;
            assert_eq!(*nodes.get(id), node + 1);
        }
    }
}
