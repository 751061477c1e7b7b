//! Imports that can never carry a message.

use std::collections::HashSet;

use options::Options;
use subject::is_subset;

use super::{Account, Directory, ServiceImport, StreamImport};
use crate::{AccountId, Problem};

/// Subjects that only the server itself publishes to or that it keeps within their account.
const RESERVED: [&str; 4] = ["_R_.>", "_GR_.>", "$GR.>", "$NRG.>"];

pub(super) fn find(options: &Options, accounts: &[Account], problems: &mut Vec<Problem>) {
    let idle = Idle { accounts, entered: entered(options, accounts) };
    for account in accounts {
        problems.extend(account.stream_imports.iter().filter_map(|import| idle.stream(account, import)));
        problems.extend(account.service_imports.iter().filter_map(|import| idle.service(account, import)));
    }
}

/// Accounts that a client can belong to; the system account's client is the server.
fn entered(options: &Options, accounts: &[Account]) -> HashSet<AccountId> {
    let system = options.system_account.as_deref().unwrap_or(Directory::DEFAULT_SYSTEM_ACCOUNT);
    let has_users =
        |name: &str| options.accounts.iter().any(|spec| spec.name == name && !spec.users.is_empty());
    let open = |name: &str| name == Directory::GLOBAL_ACCOUNT || name == system;
    accounts
        .iter()
        .filter(|account| open(&account.name) || has_users(&account.name))
        .map(|account| account.id)
        .collect()
}

struct Idle<'a> {
    accounts: &'a [Account],
    entered: HashSet<AccountId>,
}

impl Idle<'_> {
    fn stream(&self, importer: &Account, import: &StreamImport) -> Option<Problem> {
        let exporter = self.accounts.get(import.from.index())?;
        let warn = |why: String, mend: &str| {
            let text = format!(
                "stream import {:?} of account {} carries nothing: {why}",
                import.remote.to_string(),
                importer.name
            );
            Some(Problem::warning(&import.position, text, mend))
        };
        if is_reserved(&import.remote) {
            return warn("only the server publishes to this subject".into(), "import a subject of your own");
        }
        if self.entered.contains(&exporter.id) {
            return None;
        }
        if let Some(step) = exporter.stream_imports.iter().find(|step| feeds(step, import)) {
            let origin = self.accounts.get(step.from.index()).map_or("?", |account| &account.name);
            let why = format!(
                "account {} has no users, and what it imports from {origin} is not exported again",
                exporter.name
            );
            return warn(why, "import the stream from the account that publishes it");
        }
        warn(
            format!("account {} has no users who could publish it", exporter.name),
            "give the account a user, or remove the import",
        )
    }

    fn service(&self, importer: &Account, import: &ServiceImport) -> Option<Problem> {
        let exporter = self.accounts.get(import.to.index())?;
        let answered = self.entered.contains(&exporter.id)
            || exporter
                .service_imports
                .iter()
                .any(|step| subject::overlaps(step.local.as_bytes(), import.remote.as_bytes()));
        (!answered).then(|| {
            let text = format!(
                "service import {:?} of account {} is never answered: account {} has no users who could answer",
                import.remote.to_string(),
                importer.name,
                exporter.name
            );
            Problem::warning(&import.position, text, "give the account a user, or remove the import")
        })
    }
}

fn feeds(step: &StreamImport, import: &StreamImport) -> bool {
    subject::overlaps(step.local.as_bytes(), import.remote.as_bytes())
}

fn is_reserved(subject: &subject::Subject) -> bool {
    RESERVED.iter().any(|reserved| is_subset(subject.as_bytes(), reserved.as_bytes()))
}
