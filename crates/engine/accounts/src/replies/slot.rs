//! One remembered request.

use std::time::Instant;

use options::ResponseKind;

use super::{
    link::{Link, Order},
    subject::Token,
};
use crate::{AccountId, ConnectionId, ExportId, latency::Sample};

/// Buffers longer than this are given back when the slot is free; inboxes are shorter.
const KEPT: usize = 256;

/// A request that waits for its answer, or a place for one. The buffer of the reply is used again and again.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) token: Token,
    pub(super) requester: AccountId,
    pub(super) connection: ConnectionId,
    pub(super) reply: Vec<u8>,
    pub(super) reply_hash: u64,
    pub(super) export: ExportId,
    pub(super) response: ResponseKind,
    pub(super) lane: usize,
    pub(super) deadline: Instant,
    pub(super) sample: Option<Box<Sample>>,
    deadline_link: Link,
    connection_link: Link,
    reply_link: Link,
}

impl Slot {
    pub(super) fn link(&self, order: Order) -> Link {
        match order {
            Order::Deadline => self.deadline_link,
            Order::Connection => self.connection_link,
            Order::Reply => self.reply_link,
        }
    }

    pub(super) fn link_mut(&mut self, order: Order) -> &mut Link {
        match order {
            Order::Deadline => &mut self.deadline_link,
            Order::Connection => &mut self.connection_link,
            Order::Reply => &mut self.reply_link,
        }
    }
}

/// What a slot is filled with.
pub(super) struct Filling<'a> {
    pub(super) token: Token,
    pub(super) requester: AccountId,
    pub(super) connection: ConnectionId,
    pub(super) reply: &'a [u8],
    pub(super) reply_hash: u64,
    pub(super) export: ExportId,
    pub(super) response: ResponseKind,
    pub(super) lane: usize,
    pub(super) deadline: Instant,
    pub(super) sample: Option<Box<Sample>>,
}

/// Slots and which of them are free.
#[derive(Debug, Default)]
pub(super) struct Slots {
    pub(super) all: Vec<Slot>,
    free: Vec<u32>,
}

impl Slots {
    pub(super) fn get(&self, at: u32) -> Option<&Slot> {
        self.all.get(at as usize)
    }

    pub(super) fn get_mut(&mut self, at: u32) -> Option<&mut Slot> {
        self.all.get_mut(at as usize)
    }

    pub(super) fn fill(&mut self, with: Filling<'_>) -> u32 {
        let reuse = self.free.pop();
        let mut reply = reuse
            .and_then(|at| self.get_mut(at))
            .map(|slot| std::mem::take(&mut slot.reply))
            .unwrap_or_default();
        reply.clear();
        reply.extend_from_slice(with.reply);
        let slot = Slot {
            token: with.token,
            requester: with.requester,
            connection: with.connection,
            reply,
            reply_hash: with.reply_hash,
            export: with.export,
            response: with.response,
            lane: with.lane,
            deadline: with.deadline,
            sample: with.sample,
            deadline_link: Link::default(),
            connection_link: Link::default(),
            reply_link: Link::default(),
        };
        let fresh = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        match reuse.and_then(|at| Some((at, self.get_mut(at)?))) {
            Some((at, place)) => {
                *place = slot;
                at
            }
            None => {
                self.all.push(slot);
                fresh
            }
        }
    }

    /// The slot may be filled again; until then what it held can still be read.
    pub(super) fn release(&mut self, at: u32) {
        if let Some(slot) = self.get_mut(at)
            && slot.reply.capacity() > KEPT
        {
            slot.reply.shrink_to(slot.reply.len());
        }
        self.free.push(at);
    }
}
