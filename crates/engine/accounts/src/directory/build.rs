//! From options to a [`Directory`].

use std::{collections::HashMap, sync::Arc};

use options::{
    AccountSpec, ExportKind as ExportKindSpec, ExportSpec, ImportKind, ImportSpec, MappingSpec, Options,
};
use subject::{
    Subject,
    mapping::{Destination, Mapping, MappingTable},
};

use super::{
    Account, Directory, Export, ExportKind, Latency, ServiceImport, ServiceTerms, StreamImport, cycles,
    export::{Wanted, audience, authorising},
    idle, service_import, stream_import,
};
use crate::{AccountId, Problem, Severity};

impl Directory {
    /// Resolves all accounts of the options.
    ///
    /// # Errors
    /// Everything that is wrong, warnings included.
    pub fn build(options: &Options) -> Result<Self, Vec<Problem>> {
        let mut builder = Builder::default();
        builder.accounts(options);
        builder.exports(options);
        builder.imports(options);
        cycles::find(&builder.accounts, &mut builder.problems);
        idle::find(options, &builder.accounts, &mut builder.problems);
        builder.finish(options)
    }
}

#[derive(Default)]
struct Builder {
    accounts: Vec<Account>,
    by_name: HashMap<String, AccountId, foldhash::fast::RandomState>,
    problems: Vec<Problem>,
}

// === the accounts themselves ===

impl Builder {
    fn accounts(&mut self, options: &Options) {
        let global = AccountSpec {
            name: Directory::GLOBAL_ACCOUNT.into(),
            mappings: options.mappings.clone(),
            ..AccountSpec::default()
        };
        self.account(&global);
        for spec in &options.accounts {
            if spec.name == Directory::GLOBAL_ACCOUNT {
                self.error(
                    &spec.position,
                    format!("{:?} is a Reserved Account", spec.name),
                    "choose another name",
                );
            } else if self.by_name.contains_key(&spec.name) {
                self.error(
                    &spec.position,
                    format!("Duplicate Account Entry: {}", spec.name),
                    "merge the two",
                );
            } else {
                self.account(spec);
            }
        }
        let default = Directory::DEFAULT_SYSTEM_ACCOUNT;
        let named = options.system_account.as_deref().unwrap_or(default);
        if named == default && !options.no_system_account && !self.by_name.contains_key(default) {
            self.account(&AccountSpec { name: default.into(), ..AccountSpec::default() });
        }
    }

    fn account(&mut self, spec: &AccountSpec) {
        let id = AccountId::from_index(self.accounts.len());
        let mappings = spec.mappings.iter().filter_map(|mapping| self.mapping(mapping)).collect();
        self.by_name.insert(spec.name.clone(), id);
        self.accounts.push(Account {
            id,
            name: spec.name.clone(),
            nkey: spec.nkey.clone(),
            limits: spec.limits.clone(),
            trace: spec.trace.clone(),
            mappings: MappingTable::new(mappings, ""),
            exports: Vec::new(),
            stream_imports: Vec::new(),
            service_imports: Vec::new(),
        });
    }

    fn mapping(&mut self, spec: &MappingSpec) -> Option<Mapping> {
        let Ok(source) = Subject::new(spec.source.as_bytes()) else {
            let text = format!("Subject {:?} is not a valid subject", spec.source);
            self.error(&spec.position, text, "write a subject without empty tokens");
            return None;
        };
        let destinations = spec.destinations.iter().map(|to| Destination {
            subject: to.subject.as_bytes().into(),
            weight: to.weight,
            cluster: (!to.cluster.is_empty()).then(|| to.cluster.as_str().into()),
        });
        match Mapping::new(&source, destinations.collect()) {
            Ok(mapping) => Some(mapping),
            Err(error) => {
                let text = format!("Error adding mapping for {:?} : {error}", spec.source);
                self.error(&spec.position, text, "correct the destinations");
                None
            }
        }
    }

    fn error(&mut self, position: &str, text: impl Into<String>, mend: impl Into<String>) {
        self.problems.push(Problem::error(position, text, mend));
    }

    fn warning(&mut self, position: &str, text: impl Into<String>, mend: impl Into<String>) {
        self.problems.push(Problem::warning(position, text, mend));
    }

    fn finish(self, options: &Options) -> Result<Directory, Vec<Problem>> {
        let named = options.system_account.as_deref().unwrap_or(Directory::DEFAULT_SYSTEM_ACCOUNT);
        let system = self.by_name.get(named).copied();
        let mut problems = self.problems;
        if system.is_none() && !options.no_system_account {
            problems.push(Problem::error(
                "",
                format!("error resolving system account: account {named:?} missing"),
                "name one of the accounts",
            ));
        }
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(problems);
        }
        let accounts = self.accounts.into_iter().map(Arc::new).collect();
        Ok(Directory { accounts, by_name: self.by_name, system, warnings: problems })
    }
}

// === exports ===

impl Builder {
    fn exports(&mut self, options: &Options) {
        for (id, spec) in self.configured(options) {
            let is_stream = |export: &&ExportSpec| export.kind == ExportKindSpec::Stream;
            let streams = spec.exports.iter().filter(is_stream);
            let services = spec.exports.iter().filter(|export| !is_stream(export));
            for export in streams.chain(services) {
                if let Some(compiled) = self.export(export) {
                    self.add_export(id, compiled);
                }
            }
        }
    }

    fn export(&mut self, spec: &ExportSpec) -> Option<Export> {
        let kind = match spec.kind {
            ExportKindSpec::Stream => Wanted::Stream.name(),
            ExportKindSpec::Service { .. } => Wanted::Service.name(),
        };
        let Ok(subject) = Subject::new(spec.subject.as_bytes()) else {
            let text =
                format!("{kind} export {:?} is no subject, so nothing can be imported from it", spec.subject);
            self.warning(&spec.position, text, "write a subject without empty tokens, or remove the export");
            return None;
        };
        let audience = match audience(spec, &subject, |name| self.by_name.get(name).copied()) {
            Ok(audience) => audience,
            Err(Some(name)) => {
                let text = format!("{name:?} account not defined for {kind} export");
                self.error(&spec.position, text, "define the account, or remove it from the list");
                return None;
            }
            Err(None) => {
                let text = format!("Error adding {kind} export {:?}: invalid subject", spec.subject);
                self.error(
                    &spec.position,
                    text,
                    "account_token_position must be the position of a * in the subject",
                );
                return None;
            }
        };
        let kind = self.export_kind(spec, &subject);
        Some(Export { subject, kind, audience })
    }

    fn export_kind(&mut self, spec: &ExportSpec, subject: &Subject) -> ExportKind {
        let ExportKindSpec::Service { response, threshold, latency } = &spec.kind else {
            return ExportKind::Stream;
        };
        let latency = latency.as_ref().and_then(|latency| {
            Latency::new(latency, *response, subject)
                .map_err(|why| {
                    let (service, to) = (&spec.subject, &latency.subject);
                    let text = format!("Error adding service latency sampling for {service:?} on subject {to:?}: {why}");
                    let mend = "only single responses are measured; reports need a literal subject outside the service";
                    self.error(&spec.position, text, mend);
                })
                .ok()
        });
        ExportKind::Service(ServiceTerms::new(*response, *threshold, latency))
    }

    fn add_export(&mut self, id: AccountId, export: Export) {
        let Some(account) = self.accounts.get_mut(id.index()) else { return };
        let is_service = |export: &Export| matches!(export.kind, ExportKind::Service(_));
        let same = account
            .exports
            .iter_mut()
            .find(|known| known.subject == export.subject && is_service(known) == is_service(&export));
        match same {
            Some(known) => known.merge(export),
            None => account.exports.push(export),
        }
    }

    /// The accounts that stand in the configuration, with their numbers.
    fn configured<'a>(&self, options: &'a Options) -> Vec<(AccountId, &'a AccountSpec)> {
        let number = |spec: &'a AccountSpec| Some((*self.by_name.get(&spec.name)?, spec));
        options.accounts.iter().filter_map(number).collect()
    }
}

// === imports ===

impl Builder {
    fn imports(&mut self, options: &Options) {
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
    ) -> Option<(crate::ExportId, ServiceTerms)> {
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
