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
        let reached = match self.subject_there(batch, message.subject, &mut renamed, &mut mapped) {
            Some(subject) => self.cross(core, batch, importer, origin, &Message { subject, ..*message }),
            None => false,
        };
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

    fn cross(
        &self,
        core: &Core,
        batch: &mut Batch,
        importer: &Account,
        origin: &Origin<'_>,
        message: &Message<'_>,
    ) -> bool {
        let reply = message.reply.map(|reply| self.issue(core, batch, importer, origin, message, reply));
        let mut trail = origin.trail.clone();
        trail.cross(&self.import);
        let onward = Origin { connection: 0, echo: true, trail: &trail, client: origin.client };
        let mut body = batch.borrow();
        let headers = match core.options.no_header_support {
            true => None,
            false => Some(self.write_request_info(core, importer, origin, message, &mut body)),
        };
        let message = Message { reply: reply.as_ref().map(AsRef::as_ref), ..*message };
        let reached = match headers {
            None => publish_into(core, batch, &self.exporter, &onward, &message),
            Some(length) => {
                let (digits, total) =
                    (proto::write::decimal(length as u64), proto::write::decimal(body.len() as u64));
                let headers = Some(Sized { length, digits: digits.as_bytes() });
                let message = Message { body: &body, headers, total: total.as_bytes(), ..message };
                publish_into(core, batch, &self.exporter, &onward, &message)
            }
        };
        batch.restore(body);
        self.conclude(core, batch, importer, origin, &message, reply, reached > 0);
        reached > 0
    }

    /// Remembers where the answer belongs.
    fn issue(
        &self,
        core: &Core,
        batch: &mut Batch,
        importer: &Account,
        origin: &Origin<'_>,
        message: &Message<'_>,
        reply: &[u8],
    ) -> ReplySubject {
        let request = Request {
            requester: importer.id(),
            connection: origin.requester(),
            reply,
            export: self.import.export(),
            terms: self.import.terms(),
            sample: self.sample(core, batch, importer, origin, message),
        };
        let issued = self.exporter.replies().issue(Instant::now(), batch.random.next_u64(), request);
        if let Some(sample) = issued.displaced {
            core.report(batch, &sample, &Outcome::Timeout);
        }
        issued.subject
    }

    /// Starts a measurement, if this request is to be measured.
    fn sample(
        &self,
        core: &Core,
        batch: &mut Batch,
        importer: &Account,
        origin: &Origin<'_>,
        message: &Message<'_>,
    ) -> Option<Box<Sample>> {
        let latency = self.import.terms().latency.as_ref()?;
        let block = Some(message.header_block()).filter(|block| !block.is_empty());
        let headers = latency.sample(batch.random.next_u64(), block)?;
        Some(Box::new(Sample {
            latency: Arc::clone(latency),
            exporter: self.exporter.id(),
            requester: Some(origin.client_info(core, importer, self.import.share())),
            headers,
            started: Instant::now(),
        }))
    }

    /// Writes header block and payload with `Nats-Request-Info`; gives back the length of the block.
    fn write_request_info(
        &self,
        core: &Core,
        importer: &Account,
        origin: &Origin<'_>,
        message: &Message<'_>,
        body: &mut Vec<u8>,
    ) -> usize {
        let to_system = self.exporter.is_system();
        let crossing = Crossing {
            import: &self.import,
            importer: importer.name(),
            shared_before: origin.trail.shared_before(),
            to_system,
            header: proto::headers::find(message.header_block(), REQUEST_INFO),
        };
        let tells_all = self.import.share() || to_system || crossing.shared_before == Some(true);
        let info = crossing.request_info(&origin.client_info(core, importer, tells_all));
        proto::headers::write_with(message.header_block(), REQUEST_INFO, info.as_bytes(), body);
        let length = body.len();
        body.extend_from_slice(message.payload());
        length
    }

    /// A request that nobody received is forgotten; one without a reply is reported, if it is measured.
    #[expect(clippy::too_many_arguments, reason = "one request's whole context")]
    fn conclude(
        &self,
        core: &Core,
        batch: &mut Batch,
        importer: &Account,
        origin: &Origin<'_>,
        message: &Message<'_>,
        reply: Option<ReplySubject>,
        reached: bool,
    ) {
        let (sample, outcome) = match reply {
            Some(_) if reached => return,
            Some(reply) => (self.exporter.replies().withdraw(reply.as_bytes()), Outcome::Unavailable),
            None => (self.sample(core, batch, importer, origin, message), Outcome::BadRequest),
        };
        if let Some(sample) = sample {
            core.report(batch, &sample, &outcome);
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
