//! Delivery: from a message and the table of who is interested to bytes in the receivers' queues.
//!
//! This is the hot path. It takes one uncontended lock per receiver, allocates nothing in steady state and asks
//! neither for the time nor for anything that all connections share.

mod batch;
mod line;
mod message;
mod origin;

use std::{
    hash::{Hash, Hasher},
    sync::{Arc, atomic::Ordering},
};

use bytes::Bytes;
use routing::{Fanout, QueueGroup};

pub(crate) use batch::Batch;
pub(crate) use line::Lines;
pub(crate) use message::{Message, Sized};
pub(crate) use origin::Origin;

use self::line::Form;
use crate::{
    account::{
        Account,
        service::{ServiceLink, answer},
    },
    connection::ConnectionId,
    core::Core,
    subscription::{Served, Subscription},
};

/// Bodies from this size on are shared by their receivers instead of copied to each.
const SHARE_FROM: usize = 1024;

/// What the subjects of answers to service requests begin with.
pub(crate) const REPLIES: &[u8] = b"_R_.";

/// Who gets a message: an entry of a routing table.
#[derive(Clone)]
pub(crate) enum Target {
    /// A client's subscription or its shadow.
    Client(Arc<Subscription>),
    /// A service import: the message goes on to another account.
    Service(Arc<ServiceLink>),
}

impl PartialEq for Target {
    fn eq(&self, other: &Target) -> bool {
        match (self, other) {
            (Target::Client(a), Target::Client(b)) => Arc::ptr_eq(a, b),
            (Target::Service(a), Target::Service(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl Eq for Target {}

impl Hash for Target {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Target::Client(subscription) => Arc::as_ptr(subscription).hash(state),
            Target::Service(link) => Arc::as_ptr(link).hash(state),
        }
    }
}

impl Target {
    /// Whether this is a subscription of that connection in its own account.
    pub(crate) fn belongs_to(&self, connection: ConnectionId) -> bool {
        matches!(self, Target::Client(subscription)
            if subscription.connection.id == connection && subscription.shadow().is_none())
    }
}

/// Delivers `message` inside `account` to everybody in `fanout`. Returns how many got it.
#[inline]
fn deliver(
    core: &Core,
    batch: &mut Batch,
    account: &Arc<Account>,
    origin: &Origin<'_>,
    fanout: &Fanout<Target>,
    message: &Message<'_>,
) -> usize {
    let receivers = fanout.plain.len() + fanout.queues.len();
    if receivers == 0 {
        return 0;
    }
    let share = receivers > 1 && message.body.len() >= SHARE_FROM;
    let mut round = Round { core, account, origin, message, share, block: None, forwarded: 0 };
    let lines = batch.prepare(message);
    let mut delivered = 0;
    for target in &fanout.plain {
        delivered += usize::from(round.reach(batch, &lines, target));
    }
    for group in &fanout.queues {
        delivered += usize::from(round.reach_one_of(batch, &lines, group));
    }
    batch.end(lines);
    batch.count(account, (delivered - round.forwarded) as u64, message.body.len());
    batch.flush_if_large();
    delivered
}

/// Publishes a message to those whom its subject was looked up for, and back across the import that it answers, if it
/// is an answer. Returns how many got it.
#[inline]
pub(crate) fn publish(
    core: &Core,
    batch: &mut Batch,
    account: &Arc<Account>,
    origin: &Origin<'_>,
    fanout: &Fanout<Target>,
    message: &Message<'_>,
) -> usize {
    let answered = message.subject.starts_with(REPLIES) && answer(core, batch, account, origin, message);
    usize::from(answered) + deliver(core, batch, account, origin, fanout, message)
}

/// Publishes a message in an account that is not the publisher's, or on behalf of the server.
pub(crate) fn publish_into(
    core: &Core,
    batch: &mut Batch,
    account: &Arc<Account>,
    origin: &Origin<'_>,
    message: &Message<'_>,
) -> usize {
    let fanout = account.table.lookup(message.subject);
    publish(core, batch, account, origin, &fanout, message)
}

/// One message on its way to the receivers of one account.
struct Round<'a> {
    core: &'a Core,
    account: &'a Arc<Account>,
    origin: &'a Origin<'a>,
    message: &'a Message<'a>,
    /// Whether receivers share the body instead of copying it; a single receiver gains nothing from it.
    share: bool,
    /// The body with its CRLF, made on first use.
    block: Option<Bytes>,
    /// How many times it went on to another account, where it is counted.
    forwarded: usize,
}

impl Round<'_> {
    #[inline]
    fn reach(&mut self, batch: &mut Batch, lines: &Lines, target: &Target) -> bool {
        match target {
            Target::Client(subscription) if subscription.rare.is_none() => {
                self.reach_client(batch, lines, subscription, self.message)
            }
            Target::Client(subscription) => self.reach_special(batch, lines, subscription),
            Target::Service(link) => {
                let taken = link.forward(self.core, batch, self.account, self.origin, self.message);
                self.forwarded += usize::from(taken);
                taken
            }
        }
    }

    /// One member, picked at random; the next one when it can't take the message.
    fn reach_one_of(&mut self, batch: &mut Batch, lines: &Lines, group: &QueueGroup<Target>) -> bool {
        let count = group.members.len();
        let first = batch.random.below(count as u64) as usize;
        let (before, from) = group.members.split_at(first.min(count));
        from.iter().chain(before).any(|member| self.reach(batch, lines, member))
    }

    /// A subscription with a queue, a filter or an import between it and the message.
    fn reach_special(&mut self, batch: &mut Batch, lines: &Lines, subscription: &Arc<Subscription>) -> bool {
        match subscription.shadow() {
            None => {
                let taken = subscription.admits(self.message.subject)
                    && self.reach_client(batch, lines, subscription, self.message);
                if let (true, Some(reply)) = (taken, self.message.reply) {
                    subscription.permit_answer(reply);
                }
                taken
            }
            Some(shadow) => {
                if self.origin.trail.shared_before().is_some() {
                    return false;
                }
                let mut subject = batch.borrow();
                let taken = match shadow.import.to_local(self.message.subject, &mut subject) {
                    Some(local) => {
                        subscription.admits(local) && self.reach_importer(batch, subscription, local)
                    }
                    None => false,
                };
                batch.restore(subject);
                taken
            }
        }
    }

    /// The same message under the subject that the importing account knows it by.
    fn reach_importer(
        &mut self,
        batch: &mut Batch,
        subscription: &Arc<Subscription>,
        subject: &[u8],
    ) -> bool {
        let message = Message { subject, ..*self.message };
        let lines = batch.prepare(&message);
        let taken = self.reach_client(batch, &lines, subscription, &message);
        batch.end(lines);
        taken
    }

    #[inline]
    fn reach_client(
        &mut self,
        batch: &mut Batch,
        lines: &Lines,
        subscription: &Arc<Subscription>,
        message: &Message<'_>,
    ) -> bool {
        let connection = &subscription.connection;
        if connection.id == self.origin.connection && !self.origin.echo {
            return false;
        }
        let (form, body) = match message.headers {
            None => (Form::Plain, message.body),
            Some(_) if connection.takes_headers() => (Form::WithHeaders, message.body),
            Some(_) => (Form::HeadersRemoved, message.payload()),
        };
        let block = (self.share && form != Form::HeadersRemoved).then(|| self.shared(body));
        let mut outbound = connection.outbound();
        if outbound.is_closed() {
            return false;
        }
        let served = subscription.count_delivery();
        if served == Served::Exhausted {
            return false;
        }
        let appended = outbound.append(|chunk| {
            let text = chunk.text();
            let from = text.len();
            lines.write(text, &subscription.sid, form);
            connection.trace_outgoing(text.get(from..).unwrap_or_default());
            match block {
                Some(block) => chunk.splice(block),
                None => {
                    text.extend_from_slice(body);
                    text.extend_from_slice(b"\r\n");
                }
            }
        });
        outbound.messages += 1;
        outbound.payload_bytes += body.len() as u64;
        let pending = outbound.pending();
        let worth_waiting = outbound.is_worth_waiting_for();
        drop(outbound);

        batch.touched(connection, appended, if self.share { 0 } else { body.len() });
        if pending > self.core.watermarks.congested {
            self.lagging(batch, subscription, pending, worth_waiting);
        }
        if served == Served::Last {
            connection.served_out.fetch_add(1, Ordering::Relaxed);
            self.account.end_subscription(subscription);
        }
        true
    }

    fn shared(&mut self, body: &[u8]) -> Bytes {
        self.block.get_or_insert_with(|| Bytes::from([body, b"\r\n"].concat())).clone()
    }

    /// A receiver that lags behind slows its publisher down, or is cut off when it lags too far.
    #[cold]
    fn lagging(&self, batch: &mut Batch, subscription: &Subscription, pending: usize, worth_waiting: bool) {
        if pending > self.core.watermarks.max_pending {
            self.core.pending_exceeded(&subscription.connection, pending);
        } else if worth_waiting && subscription.connection.id != self.origin.connection {
            batch.congested(&subscription.connection);
        }
    }
}
