//! What accounts offer.

use options::{AccountSpec, ExportKind as ExportKindSpec, ExportSpec, Options};
use subject::Subject;

use super::Builder;
use crate::{
    AccountId,
    directory::{
        Export, ExportKind, Latency, ServiceTerms,
        export::{Wanted, audience},
    },
};

impl Builder {
    pub(super) fn exports(&mut self, options: &Options) {
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
    pub(super) fn configured<'a>(&self, options: &'a Options) -> Vec<(AccountId, &'a AccountSpec)> {
        let number = |spec: &'a AccountSpec| Some((*self.by_name.get(&spec.name)?, spec));
        options.accounts.iter().filter_map(number).collect()
    }
}
