//! One account at one moment.

use std::sync::{Arc, atomic::Ordering};

use super::SubscriptionView;
use crate::{account::Account, core::Core, traffic::TrafficTotals};

/// One account of the running server.
#[derive(Clone, Copy)]
pub struct AccountView<'a> {
    core: &'a Core,
    account: &'a Arc<Account>,
}

impl<'a> AccountView<'a> {
    pub(super) fn new(core: &'a Core, account: &'a Arc<Account>) -> AccountView<'a> {
        AccountView { core, account }
    }

    /// Its name.
    pub fn name(&self) -> &'a str {
        self.account.name()
    }

    /// Whether the server itself speaks in it.
    pub fn is_system(&self) -> bool {
        self.account.is_system()
    }

    /// What is configured.
    pub fn definition(&self) -> &'a accounts::Account {
        &self.account.engine
    }

    /// Name of another account that `definition` refers to.
    pub fn name_of(&self, other: accounts::AccountId) -> &'a str {
        self.core.accounts.get(other).map_or("", |account| account.name())
    }

    /// Messages and bytes so far.
    pub fn traffic(&self) -> TrafficTotals {
        self.account.traffic.totals()
    }

    /// Clients now.
    pub fn connections(&self) -> u64 {
        self.account.population().0
    }

    /// Receivers of this account that could not keep up.
    pub fn slow_consumers(&self) -> u64 {
        self.account.slow_consumers.load(Ordering::Relaxed)
    }

    /// Counters of its subscriptions and of how they were matched.
    pub fn routing(&self) -> routing::Stats {
        self.account.table.stats()
    }

    /// Everything that is subscribed to in it: by clients, by importing accounts and by its service imports.
    pub fn subscriptions(&self) -> Vec<SubscriptionView> {
        let mut found = Vec::new();
        self.account.table.for_each(|_, _, target| {
            found.push(SubscriptionView::new(Arc::clone(self.account), target.clone()));
        });
        found
    }
}
