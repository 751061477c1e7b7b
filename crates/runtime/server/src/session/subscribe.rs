//! SUB.

use std::sync::{Arc, atomic::Ordering};

use accounts::SubscribeVerdict;
use proto::{ErrorReply, Subscribe};
use subject::Subject;

use super::{Client, Session};
use crate::{
    account::{Account, ShadowFilter},
    core::Core,
    delivery::Batch,
    subscription::{Rare, Shadow, Subscription},
};

/// The queue group that servers use among themselves.
const SERVER_QUEUE: &[u8] = b"_sys_";

impl Session {
    /// Adds a subscription, unless something speaks against it.
    pub(super) fn subscribe(&mut self, core: &Core, batch: &mut Batch, subscribe: &Subscribe<'_>) {
        match self.try_subscribe(core, subscribe) {
            Ok(()) => self.client.acknowledge(batch),
            Err(reply) => {
                if let ErrorReply::SubscriptionViolation { subject, .. } = reply {
                    self.client.log_violation("Subscription", subject);
                }
                self.client.error(batch, &reply);
            }
        }
    }

    fn try_subscribe<'a>(&mut self, core: &Core, subscribe: &Subscribe<'a>) -> Result<(), ErrorReply<'a>> {
        let &Subscribe { subject, queue, sid, .. } = subscribe;
        let verdict = self.client.may_subscribe(subject, queue)?;
        if core.options.limits.max_subscription_tokens.is_some_and(|max| too_deep(subject, max)) {
            return Err(ErrorReply::TooManyTokens { subject });
        }
        self.make_room()?;
        let filter = Subject::new(subject).map_err(|_| ErrorReply::InvalidSubject)?;
        match self.subscriptions.get(sid) {
            Some(known) if !known.is_exhausted() => return Ok(()),
            Some(_) => drop(self.subscriptions.remove(sid)),
            None => {}
        }
        self.add(core, filter, queue, sid, verdict);
        Ok(())
    }

    /// Checks the limit of the connection, once what was served to the end is out of the way.
    fn make_room(&mut self) -> Result<(), ErrorReply<'static>> {
        let Some(max) = self.max_subscriptions else { return Ok(()) };
        if self.subscriptions.len() as u64 >= max {
            self.subscriptions.remove_exhausted(self.served_out());
        }
        match self.subscriptions.len() as u64 >= max {
            true => Err(ErrorReply::MaximumSubscriptionsExceeded),
            false => Ok(()),
        }
    }

    fn add(
        &mut self,
        core: &Core,
        filter: Subject,
        queue: Option<&[u8]>,
        sid: &[u8],
        verdict: SubscribeVerdict,
    ) {
        let client = &self.client;
        let shadows = client.shadows(core, &filter, queue, sid, verdict);
        let rare = client.rare(queue, verdict, shadows);
        let subscription = Arc::new(Subscription::new(Arc::clone(&client.connection), filter, sid, rare));
        client.account.add_subscription(&subscription);
        self.subscriptions.insert(subscription);
        self.forget_exhausted();
        self.count_subscriptions();
    }

    /// Forgets what was served to the end, once that is half of all: a client that makes a subscription for each request
    /// must not fill the server's memory with them.
    fn forget_exhausted(&mut self) {
        let served_out = self.served_out();
        if served_out * 2 > self.subscriptions.len() as i64 {
            self.subscriptions.remove_exhausted(served_out);
        }
    }

    pub(super) fn served_out(&self) -> i64 {
        self.client.connection.served_out.load(Ordering::Relaxed)
    }

    pub(super) fn count_subscriptions(&self) {
        let count = self.subscriptions.len() as u64;
        self.client.connection.received.subscriptions.store(count, Ordering::Relaxed);
    }
}

impl Client {
    fn may_subscribe<'a>(
        &self,
        subject: &'a [u8],
        queue: Option<&'a [u8]>,
    ) -> Result<SubscribeVerdict, ErrorReply<'a>> {
        let verdict = match &self.permissions {
            _ if queue == Some(SERVER_QUEUE) => SubscribeVerdict::Denied,
            None => SubscribeVerdict::Allowed,
            Some(permissions) => permissions.may_subscribe(subject, queue),
        };
        if verdict == SubscribeVerdict::Denied {
            return Err(ErrorReply::SubscriptionViolation { subject, queue, sid: None });
        }
        Ok(verdict)
    }

    /// What this subscription has beyond the ordinary; nothing for most.
    fn rare(
        &self,
        queue: Option<&[u8]>,
        verdict: SubscribeVerdict,
        shadows: Vec<(Arc<Account>, Arc<Subscription>)>,
    ) -> Option<Box<Rare>> {
        let filtered = verdict == SubscribeVerdict::AllowedWithDenyFilter;
        if queue.is_none() && !filtered && shadows.is_empty() && self.permits.is_none() {
            return None;
        }
        Some(Box::new(Rare {
            queue: queue.map(Into::into),
            filter: self.permissions.clone().filter(|_| filtered),
            permits: self.permits.clone(),
            import: None,
            shadows,
        }))
    }

    /// The subscriptions in exporting accounts that stand behind this one.
    fn shadows(
        &self,
        core: &Core,
        filter: &Subject,
        queue: Option<&[u8]>,
        sid: &[u8],
        verdict: SubscribeVerdict,
    ) -> Vec<(Arc<Account>, Arc<Subscription>)> {
        core.accounts
            .shadow_filters(&self.account, filter)
            .into_iter()
            .map(|ShadowFilter { exporter, filter, import }| {
                let shadow = Shadow { account: Arc::clone(&self.account), import };
                let mut rare = self.rare(queue, verdict, Vec::new()).unwrap_or_default();
                rare.import = Some(shadow);
                let connection = Arc::clone(&self.connection);
                (exporter, Arc::new(Subscription::new(connection, filter, sid, Some(rare))))
            })
            .collect()
    }
}

fn too_deep(subject: &[u8], max: u8) -> bool {
    subject.iter().filter(|byte| **byte == b'.').count() + 1 > usize::from(max)
}
