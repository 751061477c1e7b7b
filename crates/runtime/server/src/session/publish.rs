//! PUB and HPUB.

use accounts::Trail;
use proto::{ErrorReply, Publish};
use routing::Fanout;
use subject::mapping::Mapped;

use super::{Client, Session};
use crate::{
    core::Core,
    delivery::{Batch, Message, Origin, REPLIES, Target, publish},
    reserved,
};

impl Session {
    /// Publishes one message.
    #[inline]
    pub(super) fn publish(&mut self, core: &Core, batch: &mut Batch, publish: &Publish<'_>) {
        self.read_messages += 1;
        self.read_bytes += publish.message.len() as u64;
        if publish.reply.is_some_and(reserved::is_refused_reply) {
            return self.client.refuse_reply(batch, publish);
        }
        let message = Message::from(publish);
        match self.routes.find(&self.client.account, message.subject) {
            Some(fanout) => {
                self.client.acknowledge(batch);
                self.client.send(core, batch, fanout, &message);
            }
            None => self.publish_anew(core, batch, &message),
        }
    }

    /// A message that no client should send. It goes nowhere, but is checked like a publish.
    #[cold]
    pub(super) fn foreign_message(&mut self, batch: &mut Batch) {
        if self.client.permissions.as_ref().is_none_or(|user| user.may_publish(b"")) {
            self.client.acknowledge(batch);
        } else {
            self.client.refuse_publish(batch, b"");
        }
    }

    /// A publish that is not remembered: checked, mapped and looked up.
    #[cold]
    fn publish_anew(&mut self, core: &Core, batch: &mut Batch, message: &Message<'_>) {
        let client = &self.client;
        let account = &client.account;
        let subject = message.subject;
        let standing = client.permissions.as_ref().is_none_or(|user| user.may_publish(subject));
        if reserved::is_refused_subject(subject, account.is_system())
            || !(standing || client.may_answer(subject))
        {
            return client.refuse_publish(batch, subject);
        }
        client.acknowledge(batch);
        let may_map = account.maps(subject);
        if may_map && self.maps_this_read {
            return client.send_mapped(core, batch, message);
        }
        let fanout = account.table.lookup(subject);
        client.send(core, batch, &fanout, message);
        if subject.starts_with(REPLIES) || may_map {
            // Answers are used once, and what is mapped may come out differently each time.
            return;
        }
        // A right to answer holds for a single message, so it must be asked for again next time.
        if standing && !core.options.disable_sublist_cache {
            self.routes.remember(subject, &fanout);
        }
    }
}

impl Client {
    /// Delivers a message to everybody it is for. A requester that nobody heard is told.
    #[inline]
    fn send(&self, core: &Core, batch: &mut Batch, fanout: &Fanout<Target>, message: &Message<'_>) {
        let trail = Trail::new();
        let origin = Origin {
            connection: self.connection.id,
            echo: self.options.echo,
            trail: &trail,
            client: Some(self),
        };
        let reached = publish(core, batch, &self.account, &origin, fanout, message);
        if reached == 0 && self.options.no_responders {
            self.no_responders(batch, message);
        }
    }

    /// Nobody heard a request: the requester is told, if it listens to the reply itself.
    #[cold]
    fn no_responders(&self, batch: &mut Batch, message: &Message<'_>) {
        let Some(reply) = message.reply else { return };
        let listeners = self.account.table.lookup(reply);
        let own = |target: &&Target| target.belongs_to(self.connection.id);
        let Some(Target::Client(subscription)) = listeners.plain.iter().find(own) else { return };
        let mut block = batch.borrow();
        proto::headers::write_no_responders(message.subject, &mut block);
        self.answer(batch, |out| {
            let size = proto::write::decimal(block.len() as u64);
            proto::write::hmsg(out, reply, &subscription.sid, None, size.as_bytes(), size.as_bytes());
            out.extend_from_slice(&block);
            out.extend_from_slice(b"\r\n");
        });
        batch.restore(block);
    }

    /// A publish in an account that rewrites this subject.
    fn send_mapped(&self, core: &Core, batch: &mut Batch, message: &Message<'_>) {
        let mut mapped = batch.borrow();
        let subject = match self.account.map(message.subject, batch, &mut mapped) {
            Mapped::To => Some(mapped.as_slice()),
            Mapped::Unchanged => Some(message.subject),
            Mapped::Lost => None,
        };
        if let Some(subject) = subject {
            let fanout = self.account.table.lookup(subject);
            self.send(core, batch, &fanout, &Message { subject, ..*message });
        }
        batch.restore(mapped);
    }

    #[cold]
    fn refuse_publish(&self, batch: &mut Batch, subject: &[u8]) {
        self.log_violation("Publish", subject);
        self.error(batch, &ErrorReply::PublishViolation { subject });
    }

    #[cold]
    fn refuse_reply(&self, batch: &mut Batch, publish: &Publish<'_>) {
        let reply = publish.reply.unwrap_or_default();
        self.log_violation("Publish with Reply", reply);
        self.error(batch, &ErrorReply::PublishReplyViolation { reply });
    }

    /// Whether the right to answer covers one more message to `subject`; counts it.
    fn may_answer(&self, subject: &[u8]) -> bool {
        self.permits.as_ref().is_some_and(|permits| permits.take(subject))
    }
}
