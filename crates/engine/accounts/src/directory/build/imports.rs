//! What accounts take.

use std::sync::Arc;

use options::{AccountSpec, ImportKind, ImportSpec, Options};
use subject::Subject;

use super::Builder;
use crate::{
    AccountId, ExportId,
    directory::{
        Export, ExportKind, ServiceImport, ServiceTerms, StreamImport,
        export::{Wanted, authorising},
        service_import, stream_import,
    },
};

impl Builder {
    pub(super) fn imports(&mut self, options: &Options) {
        for (id, spec) in self.configured(options) {
            for import in &spec.imports {
                match import.kind {
                    ImportKind::Stream => self.stream_import(id, import),
                    ImportKind::Service => self.service_import(id, spec, import),
                }
            }
        }
    }

    fn stream_import(&mut self, id: AccountId, spec: &ImportSpec) {
        let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        if given(&spec.prefix) && given(&spec.to) {
            let text = "Stream import can not have a 'prefix' and a 'to' property";
            return self.error(&spec.position, text, "keep one of the two");
        }
        let Some((export, remote)) = self.authorised(id, spec, Wanted::Stream) else { return };
        let import = match StreamImport::new(export, remote, spec) {
            Ok(import) => import,
            Err(why) => return self.bad_stream_name(spec, why),
        };
        if import.from == id && import.local == import.remote {
            return self.self_import(spec, Wanted::Stream);
        }
        let Some(account) = self.accounts.get_mut(id.index()) else { return };
        if account
            .stream_imports
            .iter()
            .any(|known| known.from == import.from && known.remote == import.remote)
        {
            let text = format!("Error adding stream import {:?}: stream import already exists", spec.subject);
            return self.error(&spec.position, text, "import it once");
        }
        account.stream_imports.push(Arc::new(import));
    }

    fn bad_stream_name(&mut self, spec: &ImportSpec, why: stream_import::BadLocal) {
        let what = format!("Error adding stream import {:?}: ", spec.subject);
        match why {
            stream_import::BadLocal::WildcardPrefix => {
                let text = what + "stream import prefix can not contain wildcard tokens";
                self.error(&spec.position, text, "use 'to' to place the wildcards");
            }
            stream_import::BadLocal::Transform(to, error) => {
                let text = format!(
                    "{what}failed to create mapping transform for stream import subject from {:?} to {to:?}: {error}",
                    spec.subject
                );
                self.error(
                    &spec.position,
                    text,
                    "'to' must use every wildcard of the subject, and no others",
                );
            }
            stream_import::BadLocal::NoSubject(to) => {
                let text = format!(
                    "stream import {:?} carries nothing: its local name {to:?} is no subject",
                    spec.subject
                );
                self.warning(
                    &spec.position,
                    text,
                    "write a subject without empty tokens, or remove the import",
                );
            }
        }
    }

    fn service_import(&mut self, id: AccountId, account: &AccountSpec, spec: &ImportSpec) {
        if let Some(earlier) = earlier_twin(account, spec) {
            let text = format!(
                "Duplicate service import subject {:?}, previously used in import for account {:?}, subject {:?}",
                service_import::local_name(spec),
                earlier.account,
                earlier.subject
            );
            return self.error(&spec.position, text, "give one of the two another local subject with 'to'");
        }
        if spec.prefix.as_deref().is_some_and(|prefix| !prefix.is_empty()) {
            let text = format!("'prefix' of service import {:?} has no effect", spec.subject);
            self.warning(&spec.position, text, "use 'to' for the local subject");
        }
        let Some((exporter, remote)) = self.authorised(id, spec, Wanted::Service) else { return };
        let Some(service) = self.service(id, exporter, &remote) else { return };
        let import = match ServiceImport::new(spec, remote, service) {
            Ok(import) => import,
            Err(why) => return self.bad_service_name(spec, why),
        };
        if import.to == id && import.local == import.remote {
            return self.self_import(spec, Wanted::Service);
        }
        if let Some(account) = self.accounts.get_mut(id.index()) {
            account.service_imports.push(Arc::new(import));
        }
    }

    fn service(
        &self,
        id: AccountId,
        exporter: AccountId,
        remote: &Subject,
    ) -> Option<(ExportId, ServiceTerms)> {
        let importer = (id, self.accounts.get(id.index())?.name.as_str());
        let exports = &self.accounts.get(exporter.index())?.exports;
        match authorising(exporter, exports, Wanted::Service, importer, remote)? {
            (export, Export { kind: ExportKind::Service(terms), .. }) => Some((export, terms.clone())),
            _ => None,
        }
    }

    fn bad_service_name(&mut self, spec: &ImportSpec, why: service_import::BadLocal) {
        let what = format!("Error adding service import {:?}: ", spec.subject);
        let to = service_import::local_name(spec);
        match why {
            service_import::BadLocal::NoSubject => {
                self.error(&spec.position, what + "invalid subject", "write a 'to' without empty tokens");
            }
            service_import::BadLocal::Transform(error) => {
                let from = &spec.subject;
                let text = format!(
                    "{what}failed to create mapping transform for service import subject from {to:?} to {from:?}: {error}"
                );
                self.error(
                    &spec.position,
                    text,
                    "'to' must use every wildcard of the subject, and no others",
                );
            }
            service_import::BadLocal::NoWayBack => {
                let text = format!("{what}{to:?} uses a wildcard twice");
                self.error(&spec.position, text, "use each wildcard of the subject once");
            }
        }
    }

    /// The exporting account and the remote subject, if the import is authorised; otherwise the problem is noted.
    fn authorised(
        &mut self,
        id: AccountId,
        spec: &ImportSpec,
        wanted: Wanted,
    ) -> Option<(AccountId, Subject)> {
        let kind = wanted.name();
        let exporter =
            self.by_name.get(&spec.account).and_then(|exporter| self.accounts.get(exporter.index()));
        let Some(exporter) = exporter else {
            let text = format!("{:?} account not defined for {kind} import", spec.account);
            self.error(&spec.position, text, "define the account, or correct its name");
            return None;
        };
        let importer = (id, self.accounts.get(id.index())?.name.as_str());
        let exporter_id = exporter.id;
        let remote = Subject::new(spec.subject.as_bytes());
        let authorised = remote.as_ref().is_ok_and(|remote| {
            authorising(exporter_id, &exporter.exports, wanted, importer, remote).is_some()
        });
        match remote {
            Ok(remote) if authorised => Some((exporter_id, remote)),
            _ => {
                let text =
                    format!("Error adding {kind} import {:?}: {kind} import not authorized", spec.subject);
                let mend = format!("account {} must export the {kind} to {}", spec.account, importer.1);
                self.error(&spec.position, text, mend);
                None
            }
        }
    }

    /// Of what an account has anyway.
    fn self_import(&mut self, spec: &ImportSpec, wanted: Wanted) {
        let kind = wanted.name();
        let text =
            format!("{kind} import {:?} has no effect: the account imports its own subject", spec.subject);
        self.warning(&spec.position, text, "remove the import");
    }
}

/// An earlier import of the account with the same local name from the same exporter.
fn earlier_twin<'a>(account: &'a AccountSpec, spec: &ImportSpec) -> Option<&'a ImportSpec> {
    account.imports.iter().take_while(|earlier| !std::ptr::eq(*earlier, spec)).find(|earlier| {
        earlier.kind == ImportKind::Service
            && earlier.account == spec.account
            && service_import::local_name(earlier) == service_import::local_name(spec)
    })
}
