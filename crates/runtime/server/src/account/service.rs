//! Service imports at work: requests on their way to another account, and their answers on the way back.

use std::{sync::Arc, time::Instant};

use accounts::{
    Crossing, REQUEST_INFO, ServiceImport, Trail,
    directory::{DEFAULT_THRESHOLD, ServiceTerms},
    latency::{Outcome, Sample},
    replies::{ReplySubject, Request},
};
use subject::{Subject, mapping::Mapped};

use super::Account;
use crate::{
    core::Core,
    delivery::{Batch, Message, Origin, Sized, publish_into},
};

/// The way from an importing account to an exporting one.
pub(crate) struct ServiceLink {
    import: Arc<ServiceImport>,
    exporter: Arc<Account>,
}

impl ServiceLink {
    pub(crate) fn new(import: Arc<ServiceImport>, exporter: Arc<Account>) -> ServiceLink {
        ServiceLink { import, exporter }
    }

    /// What requesters publish to.
    pub(crate) fn local(&self) -> &Subject {
        self.import.local()
    }

    /// Takes a request over into the exporting account. Gives back whether anybody got it there.
    #[cold]
    pub(crate) fn forward(
        &self,
        core: &Core,
        batch: &mut Batch,
        importer: &Account,
        origin: &Origin<'_>,
        message: &Message<'_>,
    ) -> bool {
        if origin.trail.has_crossed(self.import.export()) {
            return false;
        }
        let (mut renamed, mut mapped) = (batch.borrow(), batch.borrow());
        let subject = self.subject_there(batch, message.subject, &mut renamed, &mut mapped);
        let reached = subject.is_some_and(|subject| {
            let message = &Message { subject, ..*message };
            Passage { link: self, core, importer, origin, message }.make(batch)
        });
        batch.restore(renamed);
        batch.restore(mapped);
        reached
    }

    /// What the request is called in the exporting account, whose mappings apply.
    fn subject_there<'a>(
        &'a self,
        batch: &mut Batch,
        subject: &'a [u8],
        renamed: &'a mut Vec<u8>,
        mapped: &'a mut Vec<u8>,
    ) -> Option<&'a [u8]> {
        let remote = self.import.to_remote(subject, renamed)?;
        match self.exporter.map(remote, batch, mapped) {
            Mapped::Unchanged => Some(remote),
            Mapped::To => Some(mapped),
            Mapped::Lost => None,
        }
    }
}

/// One request on its way through one import, under the subject that it has there.
struct Passage<'a> {
    link: &'a ServiceLink,
    core: &'a Core,
    importer: &'a Account,
    origin: &'a Origin<'a>,
    message: &'a Message<'a>,
}

impl Passage<'_> {
    fn make(&self, batch: &mut Batch) -> bool {
        let reply = self.message.reply.map(|reply| self.issue(batch, reply));
        let mut trail = self.origin.trail.clone();
        trail.cross(&self.link.import);
        let onward = Origin { connection: 0, echo: true, trail: &trail, client: self.origin.client };
        let message = Message { reply: reply.as_ref().map(AsRef::as_ref), ..*self.message };
        let reached = match self.core.options.no_header_support {
            true => self.publish(batch, &onward, &message),
            false => self.publish_with_info(batch, &onward, &message),
        };
        self.conclude(batch, reply, reached);
        reached
    }

    fn publish(&self, batch: &mut Batch, onward: &Origin<'_>, message: &Message<'_>) -> bool {
        publish_into(self.core, batch, &self.link.exporter, onward, message) > 0
    }

    /// Adds to the headers who asks.
    fn publish_with_info(&self, batch: &mut Batch, onward: &Origin<'_>, message: &Message<'_>) -> bool {
        let block = message.header_block();
        let mut body = batch.borrow();
        proto::headers::write_with(block, REQUEST_INFO, self.request_info(block).as_bytes(), &mut body);
        let length = body.len();
        body.extend_from_slice(message.payload());
        let (digits, total) =
            (proto::write::decimal(length as u64), proto::write::decimal(body.len() as u64));
        let headers = Some(Sized { length, digits: digits.as_bytes() });
        let message = Message { body: &body, headers, total: total.as_bytes(), ..*message };
        let reached = self.publish(batch, onward, &message);
        batch.restore(body);
        reached
    }

    fn request_info(&self, headers: &[u8]) -> String {
        let crossing = Crossing {
            import: &self.link.import,
            importer: self.importer.name(),
            shared_before: self.origin.trail.shared_before(),
            to_system: self.link.exporter.is_system(),
            header: proto::headers::find(headers, REQUEST_INFO),
        };
        let tells_all =
            self.link.import.share() || crossing.to_system || crossing.shared_before == Some(true);
        crossing.request_info(&self.origin.client_info(self.core, self.importer, tells_all))
    }

    /// Remembers where the answer belongs.
    fn issue(&self, batch: &mut Batch, reply: &[u8]) -> ReplySubject {
        let request = Request {
            requester: self.importer.id(),
            connection: self.origin.requester(),
            reply,
            export: self.link.import.export(),
            terms: self.link.import.terms(),
            sample: self.sample(batch),
        };
        let issued = self.link.exporter.replies().issue(Instant::now(), batch.random.next_u64(), request);
        if let Some(sample) = issued.displaced {
            self.core.report(batch, &sample, &Outcome::Timeout);
        }
        issued.subject
    }

    /// Starts a measurement, if this request is to be measured.
    fn sample(&self, batch: &mut Batch) -> Option<Box<Sample>> {
        let latency = self.link.import.terms().latency.as_ref()?;
        let block = Some(self.message.header_block()).filter(|block| !block.is_empty());
        let headers = latency.sample(batch.random.next_u64(), block)?;
        Some(Box::new(Sample {
            latency: Arc::clone(latency),
            exporter: self.link.exporter.id(),
            requester: Some(self.origin.client_info(self.core, self.importer, self.link.import.share())),
            headers,
            started: Instant::now(),
        }))
    }

    /// A request that nobody received is forgotten; one without a reply is reported, if it is measured.
    fn conclude(&self, batch: &mut Batch, reply: Option<ReplySubject>, reached: bool) {
        let (sample, outcome) = match reply {
            Some(_) if reached => return,
            Some(reply) => (self.link.exporter.replies().withdraw(reply.as_bytes()), Outcome::Unavailable),
            None => (self.sample(batch), Outcome::BadRequest),
        };
        if let Some(sample) = sample {
            self.core.report(batch, &sample, &outcome);
        }
    }
}

/// Sends an answer back to the account that asked, if `message` is one. Gives back whether anybody got it there.
#[cold]
pub(crate) fn answer(
    core: &Core,
    batch: &mut Batch,
    exporter: &Arc<Account>,
    origin: &Origin<'_>,
    message: &Message<'_>,
) -> bool {
    let arrived = Instant::now();
    let mut inbox = batch.borrow();
    let resolved = exporter.replies().resolve(arrived, message.subject, message.body.len()).map(|answer| {
        inbox.extend_from_slice(answer.reply);
        (answer.requester, answer.export, answer.response, answer.sample)
    });
    let mut reached = false;
    if let Some((requester, export, response, sample)) = resolved
        && let Some(requester) = core.accounts.get(requester)
    {
        let mut trail: Trail = origin.trail.clone();
        trail.cross_back(export);
        let onward = Origin { connection: 0, echo: true, trail: &trail, client: origin.client };
        // An answer may itself ask for one: then the way back is remembered where it arrives.
        let reply = message.reply.map(|reply| {
            let terms = ServiceTerms { response, threshold: DEFAULT_THRESHOLD, latency: None };
            let request = Request {
                requester: exporter.id(),
                connection: origin.requester(),
                reply,
                export,
                terms: &terms,
                sample: None,
            };
            requester.replies().issue(arrived, batch.random.next_u64(), request).subject
        });
        let reply = reply.as_ref().map(AsRef::as_ref);
        reached =
            deliver_mapped(core, batch, requester, &onward, &Message { subject: &inbox, reply, ..*message });
        if let Some(sample) = sample {
            let responder = origin.client_info(core, exporter, true);
            let outcome = match reached {
                true => Outcome::Answered { responder: Some(&responder), arrived },
                false => Outcome::Unavailable,
            };
            core.report(batch, &sample, &outcome);
        }
    }
    batch.restore(inbox);
    reached
}

/// The requester's own mappings apply to what comes back to it.
fn deliver_mapped(
    core: &Core,
    batch: &mut Batch,
    account: &Arc<Account>,
    origin: &Origin<'_>,
    message: &Message<'_>,
) -> bool {
    let mut mapped = batch.borrow();
    let reached = match account.map(message.subject, batch, &mut mapped) {
        Mapped::Unchanged => publish_into(core, batch, account, origin, message),
        Mapped::To => publish_into(core, batch, account, origin, &Message { subject: &mapped, ..*message }),
        Mapped::Lost => 0,
    };
    batch.restore(mapped);
    reached > 0
}
