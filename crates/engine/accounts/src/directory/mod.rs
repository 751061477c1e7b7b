//! All accounts of a server, resolved against each other.
//!
//! Promises: a [`Directory`] that exists holds only exports and imports that are authorised, that can be carried out, and
//! that carry no message in a circle; the same options always give the same directory (where the reference depends on
//! the order of a hash map). It never changes: a new configuration makes a new one.
//!
//! # Who may import
//! An import is authorised by the export with exactly its subject, if there is one; otherwise by any of the *most
//! specific* exports that hold its subject. So a private export inside a public one stays private to those who ask for
//! its subjects by name. One subject exported twice is one export: private if one of the two is, to the accounts of both.
//!
//! # Two graphs
//! Requests travel along service imports from account to account until somebody answers. Messages travel along stream
//! imports one step only: what arrived through an import is not exported again.

mod account;
mod build;
mod cycles;
mod export;
mod idle;
mod rename;
mod service_import;
mod stream_import;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, sync::Arc};

use foldhash::fast::RandomState;

pub use account::Account;
pub use export::{DEFAULT_THRESHOLD, Export, ExportKind, Latency, Sampling, ServiceTerms};
pub use service_import::ServiceImport;
pub use stream_import::{Shadow, StreamImport};

use crate::{AccountId, Problem};

/// All accounts of a server.
#[derive(Debug)]
pub struct Directory {
    accounts: Vec<Arc<Account>>,
    by_name: HashMap<String, AccountId, RandomState>,
    system: Option<AccountId>,
    warnings: Vec<Problem>,
}

impl Directory {
    /// The account of everyone who belongs to no other.
    pub const GLOBAL_ACCOUNT: &'static str = "$G";
    /// The system account where no other is named.
    pub const DEFAULT_SYSTEM_ACCOUNT: &'static str = "$SYS";

    /// The account with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<AccountId> {
        self.by_name.get(name).copied()
    }

    /// The account with this number; `None` for a number of another directory.
    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<&Arc<Account>> {
        self.accounts.get(id.index())
    }

    /// All accounts, in the order of their numbers.
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = &Arc<Account>> {
        self.accounts.iter()
    }

    /// How many accounts there are, `$G` and the system account included.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "$G is always there")]
    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    /// The account in which the server itself speaks, unless it runs without.
    #[must_use]
    pub fn system(&self) -> Option<AccountId> {
        self.system
    }

    /// What has no effect although it is configured.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }
}
