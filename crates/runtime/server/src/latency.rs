//! Reports of how long services take, published in the exporting account.

use std::{
    sync::Arc,
    time::{Instant, SystemTime},
};

use accounts::{
    Trail,
    latency::{Moment, Outcome, Sample},
};

use crate::{
    core::Core,
    delivery::{Batch, Message, Origin, publish_into},
};

/// Characters of a report's id.
const ID_LENGTH: usize = 22;

impl Core {
    /// Publishes the report of a measured request.
    #[cold]
    pub(crate) fn report(&self, batch: &mut Batch, sample: &Sample, outcome: &Outcome<'_>) {
        let now = Moment { steady: Instant::now(), wall: SystemTime::now() };
        let report = sample.report(outcome, now, &batch.random.token(ID_LENGTH));
        let Some(account) = self.accounts.get(report.account) else { return };
        let origin = Origin { connection: 0, echo: true, trail: &Trail::new(), client: None };
        let total = proto::write::decimal(report.payload.len() as u64);
        let message = Message {
            subject: report.subject.as_bytes(),
            reply: None,
            body: report.payload.as_bytes(),
            headers: None,
            total: total.as_bytes(),
        };
        publish_into(self, batch, account, &origin, &message);
    }

    /// Gives up requests that were not answered in time.
    pub(crate) fn expire_replies(&self) {
        let now = Instant::now();
        for account in self.accounts.all() {
            let Some(replies) = account.replies_if_any() else { continue };
            let samples = super::account::lock(replies).expire(now);
            self.report_all(&samples, &Outcome::Timeout);
        }
    }

    /// Gives up the requests of a connection that has gone.
    pub(crate) fn forget_requests(&self, connection: u64) {
        for account in self.accounts.all() {
            let Some(replies) = account.replies_if_any() else { continue };
            let still_wanted = |requester, reply: &[u8]| {
                self.accounts.get(requester).is_some_and(|account| account.table.has_interest(reply))
            };
            let gone = accounts::ConnectionId(connection);
            let samples = super::account::lock(replies).forget_connection(gone, still_wanted);
            self.report_all(&samples, &Outcome::InterestLost);
        }
    }

    /// Gives up the requests whose answers nobody of the account listens to any more.
    pub(crate) fn lose_interest(
        &self,
        batch: &mut Batch,
        account: &Arc<super::account::Account>,
        filter: &[u8],
    ) {
        for import in account.engine.service_imports() {
            let exporter = self.accounts.get(import.to());
            let Some(replies) = exporter.and_then(|exporter| exporter.replies_if_any()) else { continue };
            let still_wanted = |reply: &[u8]| account.table.has_interest(reply);
            let samples = super::account::lock(replies).lose_interest(account.id(), filter, still_wanted);
            for sample in &samples {
                self.report(batch, sample, &Outcome::InterestLost);
            }
        }
    }

    fn report_all(&self, samples: &[Box<Sample>], outcome: &Outcome<'_>) {
        if !samples.is_empty() {
            Batch::run(|batch| samples.iter().for_each(|sample| self.report(batch, sample, outcome)));
        }
    }
}
