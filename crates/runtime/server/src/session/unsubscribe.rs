//! UNSUB, and the end of all subscriptions.

use proto::Unsubscribe;

use super::Session;
use crate::{core::Core, delivery::Batch};

impl Session {
    /// Ends a subscription now or after as many messages as the client says, counted from its start.
    pub(super) fn unsubscribe(&mut self, core: &Core, batch: &mut Batch, unsubscribe: &Unsubscribe<'_>) {
        if let Some(subscription) = self.subscriptions.get(unsubscribe.sid) {
            let goes_on = unsubscribe.max.is_some_and(|max| subscription.limit(u64::from(max.get())));
            if !goes_on && let Some(subscription) = self.subscriptions.remove(unsubscribe.sid) {
                self.client.account.end_subscription(&subscription);
                core.lose_interest(batch, &self.client.account, subscription.subject.as_bytes());
                self.count_subscriptions();
            }
        }
        self.client.acknowledge(batch);
    }

    /// Ends all subscriptions.
    pub(super) fn drop_subscriptions(&mut self) {
        for subscription in self.subscriptions.drain() {
            self.client.account.end_subscription(&subscription);
        }
    }
}
