//! What a user may publish, subscribe to and receive.
//!
//! Promises: one predicate each for publishing, subscribing and receiving, used for every path a message can take;
//! none of them allocates. Deny wins over allow. A subscription that is allowed only in part is told so, and
//! [`Permissions::may_receive`] then decides for each message.
//!
//! One deliberate difference to the reference: it lets a user who is allowed `a.*` subscribe to `a.>` and receive
//! `a.b.c`. Here the subscription is accepted just the same, and delivers what `a.*` allows.

mod compile;
mod responses;
mod set;

use std::time::Duration;

pub use compile::InvalidEntry;
pub use responses::ResponsePermits;
use set::{EntrySet, LastToken};

/// The compiled permissions of one user; shared by all the user's connections.
#[derive(Debug, Default)]
pub struct Permissions {
    publish: Rule,
    subscribe: Rule,
    responses: Option<ResponseTerms>,
}

/// `None` for `allow` means everything, an empty set nothing.
#[derive(Debug, Default)]
struct Rule {
    allow: Option<EntrySet>,
    deny: EntrySet,
}

/// How far the right to answer reaches (`allow_responses`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseTerms {
    /// Messages per request; `None` means any number.
    pub max: Option<u32>,
    /// How long the right lasts; `None` means for ever.
    pub expires: Option<Duration>,
}

/// What becomes of a wish to subscribe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscribeVerdict {
    /// Everything the filter matches may be received.
    Allowed,
    /// The subscription stands, but [`Permissions::may_receive`] must be asked for each message.
    AllowedWithDenyFilter,
    /// No subscription.
    Denied,
}

impl Permissions {
    /// Whether the user may publish to the subject by its standing permissions, responses aside.
    #[must_use]
    pub fn may_publish(&self, subject: &[u8]) -> bool {
        let allowed = self.publish.allow.as_ref().is_none_or(|allow| holds_plain(allow, subject));
        allowed && !holds_plain(&self.publish.deny, subject)
    }

    /// Whether the user may subscribe to the filter, as a member of a queue or on its own.
    #[must_use]
    pub fn may_subscribe(&self, filter: &[u8], queue: Option<&[u8]>) -> SubscribeVerdict {
        if !self.admits(filter, queue) || self.refuses(filter, queue) {
            SubscribeVerdict::Denied
        } else if self.covers(filter, queue) && !self.deny_can_touch(filter, queue) {
            SubscribeVerdict::Allowed
        } else {
            SubscribeVerdict::AllowedWithDenyFilter
        }
    }

    /// Whether a message with this subject may be delivered to a subscription with this queue, or without one.
    #[must_use]
    pub fn may_receive(&self, subject: &[u8], queue: Option<&[u8]>) -> bool {
        let allowed = self
            .subscribe
            .allow
            .as_ref()
            .is_none_or(|allow| allow.any(subject, LastToken::Literal, &mut |entry| entry.holds(queue)));
        allowed && !self.refuses(subject, queue)
    }

    /// The terms on which the user may answer requests.
    #[must_use]
    pub fn responses(&self) -> Option<ResponseTerms> {
        self.responses
    }

    /// A queue entry narrows the plain entries beside it: with `foo` and `foo v1` allowed, a member of `v2` is refused.
    fn admits(&self, filter: &[u8], queue: Option<&[u8]>) -> bool {
        let Some(allow) = &self.subscribe.allow else { return true };
        let (mut plain, mut any_queue, mut this_queue) = (false, false, false);
        allow.any(filter, LastToken::Literal, &mut |entry| {
            plain |= entry.plain;
            any_queue |= !entry.queues.is_empty();
            this_queue |= queue.is_some_and(|queue| entry.names_queue(queue));
            false
        });
        if queue.is_some() && any_queue { this_queue } else { plain }
    }

    fn refuses(&self, filter: &[u8], queue: Option<&[u8]>) -> bool {
        self.subscribe.deny.any(filter, LastToken::Literal, &mut |entry| entry.holds(queue))
    }

    fn covers(&self, filter: &[u8], queue: Option<&[u8]>) -> bool {
        let Some(allow) = &self.subscribe.allow else { return true };
        allow.any(filter, LastToken::Filter, &mut |entry| entry.holds(queue))
    }

    fn deny_can_touch(&self, filter: &[u8], queue: Option<&[u8]>) -> bool {
        (queue.is_some() || subject::has_wildcard(filter))
            && self
                .subscribe
                .deny
                .subjects()
                .iter()
                .any(|denied| subject::overlaps(denied.as_bytes(), filter))
    }
}

fn holds_plain(set: &EntrySet, subject: &[u8]) -> bool {
    set.any(subject, LastToken::Literal, &mut |entry| entry.plain)
}

#[cfg(test)]
mod tests;
