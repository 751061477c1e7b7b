//! The accounts of a server by id.

use std::sync::Arc;

use accounts::{AccountId, Directory, StreamImport};
use subject::Subject;

use super::{Account, service::ServiceLink};
use crate::delivery::Target;

/// All accounts of a server.
pub(crate) struct Accounts {
    by_id: Box<[Arc<Account>]>,
    global: Arc<Account>,
}

/// What a subscription here subscribes to elsewhere.
pub(crate) struct ShadowFilter {
    pub(crate) exporter: Arc<Account>,
    pub(crate) filter: Subject,
    pub(crate) import: Arc<StreamImport>,
}

impl Accounts {
    /// Opens the accounts of a directory and lays the ways that their service imports describe.
    #[expect(clippy::expect_used, reason = "a directory always holds the global account, and first")]
    pub(crate) fn open(directory: &Directory) -> Accounts {
        let account = |engine: &Arc<accounts::Account>| {
            Arc::new(Account::new(Arc::clone(engine), directory.system() == Some(engine.id())))
        };
        let by_id: Box<[Arc<Account>]> = directory.accounts().map(account).collect();
        let global = by_id.first().map(Arc::clone).expect("the global account");
        let accounts = Accounts { by_id, global };
        accounts.link_services();
        accounts
    }

    fn link_services(&self) {
        for importer in &self.by_id {
            for import in importer.engine.service_imports() {
                if let Some(exporter) = self.get(import.to()) {
                    let link = ServiceLink::new(Arc::clone(import), Arc::clone(exporter));
                    importer.table.subscribe(import.local(), None, Target::Service(Arc::new(link)));
                }
            }
        }
    }

    /// `$G`.
    pub(crate) fn global(&self) -> &Arc<Account> {
        &self.global
    }

    pub(crate) fn get(&self, id: AccountId) -> Option<&Arc<Account>> {
        self.by_id.get(id.index())
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Arc<Account>> {
        self.by_id.iter().find(|account| account.name() == name)
    }

    pub(crate) fn all(&self) -> &[Arc<Account>] {
        &self.by_id
    }

    /// What a subscription to `filter` in `importer` subscribes to in exporting accounts.
    pub(crate) fn shadow_filters(&self, importer: &Account, filter: &Subject) -> Vec<ShadowFilter> {
        importer
            .engine
            .shadows(filter)
            .filter_map(|shadow| {
                Some(ShadowFilter {
                    exporter: Arc::clone(self.get(shadow.import.from())?),
                    filter: shadow.filter,
                    import: Arc::clone(shadow.import),
                })
            })
            .collect()
    }
}
