//! One account.

use std::sync::Arc;

use options::{AccountLimits, TraceSpec};
use subject::{Subject, mapping::MappingTable};

use super::{Export, ServiceImport, Shadow, StreamImport};
use crate::AccountId;

/// One account: its own rules, what it offers and what it takes.
#[derive(Debug)]
pub struct Account {
    pub(super) id: AccountId,
    pub(super) name: String,
    pub(super) nkey: Option<String>,
    pub(super) limits: AccountLimits,
    pub(super) trace: Option<TraceSpec>,
    pub(super) mappings: MappingTable,
    pub(super) exports: Vec<Export>,
    pub(super) stream_imports: Vec<Arc<StreamImport>>,
    pub(super) service_imports: Vec<Arc<ServiceImport>>,
}

impl Account {
    /// Its number in the directory.
    #[must_use]
    pub fn id(&self) -> AccountId {
        self.id
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its own public nkey.
    #[must_use]
    pub fn nkey(&self) -> Option<&str> {
        self.nkey.as_deref()
    }

    /// What all its connections together may take.
    #[must_use]
    pub fn limits(&self) -> &AccountLimits {
        &self.limits
    }

    /// Where sampled message traces go.
    #[must_use]
    pub fn trace(&self) -> Option<&TraceSpec> {
        self.trace.as_ref()
    }

    /// Rewrites of subjects that are published in the account or arrive in it as requests.
    #[must_use]
    pub fn mappings(&self) -> &MappingTable {
        &self.mappings
    }

    /// What other accounts may import, in the order of the configuration, streams before services.
    #[must_use]
    pub fn exports(&self) -> &[Export] {
        &self.exports
    }

    /// The streams it takes from other accounts.
    #[must_use]
    pub fn stream_imports(&self) -> &[Arc<StreamImport>] {
        &self.stream_imports
    }

    /// The services it asks in other accounts.
    #[must_use]
    pub fn service_imports(&self) -> &[Arc<ServiceImport>] {
        &self.service_imports
    }

    /// The subscriptions in other accounts that a subscription to `filter` in this one stands for.
    ///
    /// A message published in the exporting account belongs to the subscription exactly if its subject matches the
    /// shadow's filter; [`StreamImport::to_local`] then says what it is called here. Overlapping imports give a shadow
    /// each, so a plain subscription gets such a message from each of them.
    pub fn shadows<'a>(&'a self, filter: &'a Subject) -> impl Iterator<Item = Shadow<'a>> {
        self.stream_imports.iter().filter_map(|import| {
            let filter = import.remote_filter(filter)?;
            Some(Shadow { import, filter })
        })
    }
}
