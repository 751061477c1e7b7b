//! The table of one exporting account.

use std::{
    collections::HashMap,
    hash::BuildHasher,
    time::{Duration, Instant},
};

use foldhash::fast::RandomState;
use options::ResponseKind;

use super::{
    link::{List, Order},
    slot::{Filling, Slots},
    subject::{Prefix, ReplySubject, Token},
};
use crate::{AccountId, ConnectionId, ExportId, directory::ServiceTerms, latency::Sample};

/// How much a table remembers at most.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Requests of one connection.
    pub per_connection: usize,
    /// Requests of all connections.
    pub total: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds { per_connection: 65_536, total: 262_144 }
    }
}

/// A request on its way into the exporting account.
#[derive(Debug)]
pub struct Request<'a> {
    /// The account that asks.
    pub requester: AccountId,
    /// The connection that asks.
    pub connection: ConnectionId,
    /// Where it wants the answer.
    pub reply: &'a [u8],
    /// The export that the request passes.
    pub export: ExportId,
    /// How it is answered.
    pub terms: &'a ServiceTerms,
    /// Its measurement, if it is measured.
    pub sample: Option<Box<Sample>>,
}

/// A request was remembered.
#[derive(Debug)]
pub struct Issued {
    /// Where the exporting account has to answer.
    pub subject: ReplySubject,
    /// The measurement of the request that had to give way, to be reported as
    /// [`Outcome::Timeout`](crate::latency::Outcome::Timeout).
    pub displaced: Option<Box<Sample>>,
}

/// Where an answer belongs.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The account that asked.
    pub requester: AccountId,
    /// The connection that asked.
    pub connection: ConnectionId,
    /// Where it wanted the answer.
    pub reply: &'a [u8],
    /// The export that the request passed; the answer must not be taken for a request to it.
    pub export: ExportId,
    /// How many answers there may be: what a reply of the answer itself is remembered with.
    pub response: ResponseKind,
    /// Whether this was the last one.
    pub finished: bool,
    /// The measurement, with the first answer.
    pub sample: Option<Box<Sample>>,
}

/// Requests with the same threshold: the order in which they were last heard of is the order of their deadlines.
#[derive(Debug)]
struct Lane {
    threshold: Duration,
    requests: List,
}

/// The requests that one exporting account has not answered yet.
#[derive(Debug)]
pub struct ReplyTable {
    prefix: Prefix,
    bounds: Bounds,
    slots: Slots,
    by_token: HashMap<Token, u32, RandomState>,
    by_reply: HashMap<u64, List, RandomState>,
    by_connection: HashMap<ConnectionId, List, RandomState>,
    lanes: Vec<Lane>,
    hasher: RandomState,
}

impl ReplyTable {
    /// An empty table; it owns no heap memory. Tables of one account that are made with different random numbers share
    /// nothing, so an account may have several.
    #[must_use]
    pub fn new(random: u64, bounds: Bounds) -> Self {
        ReplyTable {
            prefix: Prefix::new(random),
            bounds,
            slots: Slots::default(),
            by_token: HashMap::default(),
            by_reply: HashMap::default(),
            by_connection: HashMap::default(),
            lanes: Vec::new(),
            hasher: RandomState::default(),
        }
    }

    /// What all subjects of the table begin with, the last dot included.
    #[must_use]
    pub fn prefix(&self) -> &[u8] {
        self.prefix.as_bytes()
    }

    /// Requests that wait for an answer.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_token.len()
    }

    /// Whether no request waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_token.is_empty()
    }

    /// Remembers a request.
    pub fn issue(&mut self, now: Instant, random: u64, request: Request<'_>) -> Issued {
        let displaced = self.make_room(request.connection);
        let token = self.free_token(random);
        let reply_hash = self.hash_reply(request.requester, request.reply);
        let lane = self.lane(request.terms.threshold);
        let at = self.slots.fill(Filling {
            token,
            requester: request.requester,
            connection: request.connection,
            reply: request.reply,
            reply_hash,
            export: request.export,
            response: request.terms.response,
            lane,
            deadline: now + request.terms.threshold,
            sample: request.sample,
        });
        self.by_token.insert(token, at);
        let slots = &mut self.slots.all;
        self.by_reply.entry(reply_hash).or_default().push_back(Order::Reply, slots, at);
        self.by_connection.entry(request.connection).or_default().push_back(Order::Connection, slots, at);
        if let Some(lane) = self.lanes.get_mut(lane) {
            lane.requests.push_back(Order::Deadline, slots, at);
        }
        Issued { subject: self.prefix.subject(token), displaced }
    }

    /// Where an answer to `subject` belongs; `None` for subjects of others and for requests that are no longer waited
    /// for. `size` is that of the whole answer: an empty one ends a sequence. The time until the next answer starts anew.
    pub fn resolve(&mut self, now: Instant, subject: &[u8], size: usize) -> Option<Answer<'_>> {
        let at = self.find(subject)?;
        let slot = self.slots.get_mut(at)?;
        let finished = size == 0 || slot.response == ResponseKind::Singleton;
        let sample = slot.sample.take();
        if finished {
            self.remove(at);
        } else {
            self.postpone(now, at);
        }
        let slot = self.slots.get(at)?;
        Some(Answer {
            requester: slot.requester,
            connection: slot.connection,
            reply: &slot.reply,
            export: slot.export,
            response: slot.response,
            finished,
            sample,
        })
    }

    /// Forgets a request that nobody received, or whose answer nobody received. The measurement, if there is one, is to
    /// be reported as [`Outcome::Unavailable`](crate::latency::Outcome::Unavailable).
    pub fn withdraw(&mut self, subject: &[u8]) -> Option<Box<Sample>> {
        let at = self.find(subject)?;
        self.remove(at)
    }

    /// When [`ReplyTable::expire`] has something to do.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        self.lanes.iter().filter_map(|lane| self.deadline_of_front(lane)).min()
    }

    /// Forgets requests whose time is over. Their measurements are to be reported as
    /// [`Outcome::Timeout`](crate::latency::Outcome::Timeout).
    pub fn expire(&mut self, now: Instant) -> Vec<Box<Sample>> {
        let mut samples = Vec::new();
        for lane in 0..self.lanes.len() {
            while let Some(at) = self.lanes.get(lane).and_then(|lane| lane.requests.front())
                && self.slots.get(at).is_some_and(|slot| slot.deadline <= now)
            {
                samples.extend(self.remove(at));
            }
        }
        samples
    }

    /// Forgets the requests of a connection that is gone, save those whose reply somebody else of the requesting account
    /// still listens to. The measurements are to be reported as
    /// [`Outcome::InterestLost`](crate::latency::Outcome::InterestLost).
    pub fn forget_connection(
        &mut self,
        connection: ConnectionId,
        mut still_wanted: impl FnMut(AccountId, &[u8]) -> bool,
    ) -> Vec<Box<Sample>> {
        let mut samples = Vec::new();
        let mut next = self.by_connection.get(&connection).and_then(List::front);
        while let Some((at, slot)) = next.and_then(|at| Some((at, self.slots.get(at)?))) {
            next = slot.link(Order::Connection).after();
            if !still_wanted(slot.requester, &slot.reply) {
                samples.extend(self.remove(at));
            }
        }
        samples
    }

    /// Forgets the requests of an account whose reply belongs to `filter`, a subject nobody there listens to any more,
    /// save those that `still_wanted` keeps. Looks at every request if the filter has wildcards. The measurements are to
    /// be reported as [`Outcome::InterestLost`](crate::latency::Outcome::InterestLost).
    pub fn lose_interest(
        &mut self,
        requester: AccountId,
        filter: &[u8],
        mut still_wanted: impl FnMut(&[u8]) -> bool,
    ) -> Vec<Box<Sample>> {
        let candidates: Vec<u32> = if ::subject::has_wildcard(filter) {
            self.by_token.values().copied().collect()
        } else {
            self.with_reply_hash(self.hash_reply(requester, filter))
        };
        let mut samples = Vec::new();
        for at in candidates {
            let lost = self.slots.get(at).is_some_and(|slot| {
                slot.requester == requester
                    && ::subject::matches_literal(filter, &slot.reply)
                    && !still_wanted(&slot.reply)
            });
            if lost {
                samples.extend(self.remove(at));
            }
        }
        samples
    }
}

// === inside ===

impl ReplyTable {
    /// Places for requests, used and free.
    #[cfg(test)]
    pub(super) fn slots(&self) -> usize {
        self.slots.all.len()
    }

    fn find(&self, subject: &[u8]) -> Option<u32> {
        self.by_token.get(&self.prefix.token(subject)?).copied()
    }

    fn free_token(&self, random: u64) -> Token {
        let mut token = Token::from_random(random);
        while self.by_token.contains_key(&token) {
            token = token.next();
        }
        token
    }

    fn hash_reply(&self, requester: AccountId, reply: &[u8]) -> u64 {
        self.hasher.hash_one((requester, reply))
    }

    fn with_reply_hash(&self, hash: u64) -> Vec<u32> {
        let front = self.by_reply.get(&hash).and_then(List::front);
        let after = |&at: &u32| self.slots.get(at).and_then(|slot| slot.link(Order::Reply).after());
        std::iter::successors(front, after).collect()
    }

    /// The lane of a threshold. There are as many as thresholds in the configuration, so few.
    fn lane(&mut self, threshold: Duration) -> usize {
        match self.lanes.iter().position(|lane| lane.threshold == threshold) {
            Some(lane) => lane,
            None => {
                self.lanes.push(Lane { threshold, requests: List::default() });
                self.lanes.len() - 1
            }
        }
    }

    fn deadline_of_front(&self, lane: &Lane) -> Option<Instant> {
        Some(self.slots.get(lane.requests.front()?)?.deadline)
    }

    fn make_room(&mut self, connection: ConnectionId) -> Option<Box<Sample>> {
        let own = self.by_connection.get(&connection).filter(|own| !own.is_empty());
        let is_full = self.len() >= self.bounds.total;
        if !is_full && own.is_none_or(|own| own.len() < self.bounds.per_connection) {
            return None;
        }
        let at = own.and_then(List::front).or_else(|| self.first_to_give_up())?;
        self.remove(at)
    }

    fn first_to_give_up(&self) -> Option<u32> {
        let front = |lane: &Lane| Some((self.deadline_of_front(lane)?, lane.requests.front()?));
        self.lanes.iter().filter_map(front).min().map(|(_, at)| at)
    }

    fn postpone(&mut self, now: Instant, at: u32) {
        let Some(slot) = self.slots.get_mut(at) else { return };
        let Some(lane) = self.lanes.get_mut(slot.lane) else { return };
        slot.deadline = now + lane.threshold;
        lane.requests.unlink(Order::Deadline, &mut self.slots.all, at);
        lane.requests.push_back(Order::Deadline, &mut self.slots.all, at);
    }

    fn remove(&mut self, at: u32) -> Option<Box<Sample>> {
        let slot = self.slots.get_mut(at)?;
        let (token, lane, hash, connection) = (slot.token, slot.lane, slot.reply_hash, slot.connection);
        let sample = slot.sample.take();
        self.by_token.remove(&token);
        let slots = &mut self.slots.all;
        if let Some(lane) = self.lanes.get_mut(lane) {
            lane.requests.unlink(Order::Deadline, slots, at);
        }
        unlink_from(&mut self.by_reply, &hash, Order::Reply, slots, at);
        unlink_from(&mut self.by_connection, &connection, Order::Connection, slots, at);
        self.slots.release(at);
        sample
    }
}

fn unlink_from<K: std::hash::Hash + Eq>(
    lists: &mut HashMap<K, List, RandomState>,
    key: &K,
    order: Order,
    slots: &mut [super::slot::Slot],
    at: u32,
) {
    if let Some(list) = lists.get_mut(key) {
        list.unlink(order, slots, at);
        if list.is_empty() {
            lists.remove(key);
        }
    }
}
