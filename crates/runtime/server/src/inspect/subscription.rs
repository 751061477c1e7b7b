//! One subscription.

use std::sync::Arc;

use subject::Subject;

use crate::{account::Account, connection::ConnectionId, delivery::Target};

/// Something that a table routes messages to.
pub struct SubscriptionView {
    account: Arc<Account>,
    target: Target,
}

impl SubscriptionView {
    pub(super) fn new(account: Arc<Account>, target: Target) -> SubscriptionView {
        SubscriptionView { account, target }
    }

    /// What it listens to, in the words of the account that publishes.
    pub fn subject(&self) -> &Subject {
        match &self.target {
            Target::Client(subscription) => &subscription.subject,
            Target::Service(link) => link.local(),
        }
    }

    /// The account of the subscriber: another one than the publisher's for a shadow.
    pub fn account(&self) -> &str {
        match &self.target {
            Target::Client(subscription) => {
                subscription.shadow().map_or(self.account.name(), |shadow| shadow.account.name())
            }
            Target::Service(_) => self.account.name(),
        }
    }

    /// Whether it stands in an exporting account for the subscription of an importing one.
    pub fn is_shadow(&self) -> bool {
        matches!(&self.target, Target::Client(subscription) if subscription.shadow().is_some())
    }

    /// Its queue group.
    pub fn queue(&self) -> Option<&[u8]> {
        match &self.target {
            Target::Client(subscription) => subscription.queue(),
            Target::Service(_) => None,
        }
    }

    /// The name that the client gave it; empty for service imports, which no client made.
    pub fn sid(&self) -> &[u8] {
        match &self.target {
            Target::Client(subscription) => &subscription.sid,
            Target::Service(_) => &[],
        }
    }

    /// The connection it belongs to; 0 for service imports.
    pub fn connection(&self) -> ConnectionId {
        match &self.target {
            Target::Client(subscription) => subscription.connection.id,
            Target::Service(_) => 0,
        }
    }

    /// Messages delivered so far.
    pub fn delivered(&self) -> u64 {
        match &self.target {
            Target::Client(subscription) => subscription.delivered(),
            Target::Service(_) => 0,
        }
    }

    /// Messages after which it ends.
    pub fn max(&self) -> Option<u64> {
        match &self.target {
            Target::Client(subscription) => subscription.max(),
            Target::Service(_) => None,
        }
    }
}
