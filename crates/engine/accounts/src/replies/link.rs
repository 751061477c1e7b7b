//! Lists that run through the slots of a table, so that a slot leaves any of them in constant time.

use super::slot::Slot;

/// Which list a link belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Requests with the same threshold, the first to be given up at the front.
    Deadline,
    /// Requests of one connection, the oldest at the front.
    Connection,
    /// Requests with one reply.
    Reply,
}

/// A slot's neighbours in one list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Link {
    before: Option<u32>,
    after: Option<u32>,
}

impl Link {
    pub(super) fn after(self) -> Option<u32> {
        self.after
    }
}

/// Both ends of a list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct List {
    front: Option<u32>,
    back: Option<u32>,
    len: usize,
}

impl List {
    pub(super) fn front(&self) -> Option<u32> {
        self.front
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.front.is_none()
    }

    pub(super) fn push_back(&mut self, order: Order, slots: &mut [Slot], at: u32) {
        set(slots, at, order, Link { before: self.back, after: None });
        match self.back {
            Some(back) => change(slots, back, order, |link| link.after = Some(at)),
            None => self.front = Some(at),
        }
        self.back = Some(at);
        self.len += 1;
    }

    /// Takes out a slot that is in the list.
    pub(super) fn unlink(&mut self, order: Order, slots: &mut [Slot], at: u32) {
        let Some(Link { before, after }) = slots.get(at as usize).map(|slot| slot.link(order)) else {
            return;
        };
        match before {
            Some(before) => change(slots, before, order, |link| link.after = after),
            None => self.front = after,
        }
        match after {
            Some(after) => change(slots, after, order, |link| link.before = before),
            None => self.back = before,
        }
        self.len = self.len.saturating_sub(1);
    }
}

fn set(slots: &mut [Slot], at: u32, order: Order, link: Link) {
    change(slots, at, order, |known| *known = link);
}

fn change(slots: &mut [Slot], at: u32, order: Order, change: impl FnOnce(&mut Link)) {
    if let Some(slot) = slots.get_mut(at as usize) {
        change(slot.link_mut(order));
    }
}
