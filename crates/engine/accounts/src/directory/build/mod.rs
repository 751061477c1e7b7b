//! From options to a [`Directory`]: the accounts, then their exports, then their imports, which need the exports.

mod exports;
mod imports;

use std::{collections::HashMap, sync::Arc};

use options::{AccountSpec, MappingSpec, Options};
use subject::{
    Subject,
    mapping::{Destination, Mapping, MappingTable},
};

use super::{Account, Directory, cycles, idle};
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
