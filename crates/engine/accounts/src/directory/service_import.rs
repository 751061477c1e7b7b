//! Requests that flow out to another account.

use options::ImportSpec;
use subject::{
    Subject,
    transform::{Remap, TransformError},
};

use super::{ServiceTerms, rename::Rename};
use crate::{AccountId, ExportId};

/// A service of another account, and what it is called here.
#[derive(Debug, Clone)]
pub struct ServiceImport {
    pub(super) to: AccountId,
    pub(super) local: Subject,
    pub(super) remote: Subject,
    pub(super) rename: Rename,
    pub(super) export: ExportId,
    pub(super) terms: ServiceTerms,
    pub(super) share: bool,
    pub(super) position: String,
}

/// Why the local name of a service import can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BadLocal {
    /// It is no subject.
    NoSubject,
    /// It doesn't go with the remote subject.
    Transform(TransformError),
    /// It doesn't hold each wildcard of the remote subject exactly once.
    NoWayBack,
}

impl ServiceImport {
    pub(super) fn new(
        spec: &ImportSpec,
        remote: Subject,
        (export, terms): (ExportId, ServiceTerms),
    ) -> Result<Self, BadLocal> {
        let (local, rename) = rename(&remote, local_name(spec))?;
        let (share, position) = (spec.share, spec.position.clone());
        Ok(ServiceImport { to: export.account, local, remote, rename, export, terms, share, position })
    }

    /// The exporting account.
    #[must_use]
    pub fn to(&self) -> AccountId {
        self.to
    }

    /// What requesters here publish to.
    #[must_use]
    pub fn local(&self) -> &Subject {
        &self.local
    }

    /// What the exporter calls it.
    #[must_use]
    pub fn remote(&self) -> &Subject {
        &self.remote
    }

    /// The export that authorises it. A request, and the answer to it, never crosses the same export twice.
    #[must_use]
    pub fn export(&self) -> ExportId {
        self.export
    }

    /// How requests are answered.
    #[must_use]
    pub fn terms(&self) -> &ServiceTerms {
        &self.terms
    }

    /// Whether the exporter may see who asks.
    #[must_use]
    pub fn share(&self) -> bool {
        self.share
    }

    /// What a request with this subject is called in the exporting account; `None` if it isn't one for this service.
    /// Writes to `scratch` only if a new subject has to be made.
    pub fn to_remote<'a>(&'a self, local: &'a [u8], scratch: &'a mut Vec<u8>) -> Option<&'a [u8]> {
        self.rename.apply(local, scratch)
    }
}

/// The local subject as written.
pub(super) fn local_name(spec: &ImportSpec) -> &str {
    spec.to.as_deref().filter(|to| !to.is_empty()).unwrap_or(&spec.subject)
}

/// The local filter and the way from it to the remote subject.
fn rename(remote: &Subject, written: &str) -> Result<(Subject, Rename), BadLocal> {
    if written.as_bytes() == remote.as_bytes() {
        return Ok((remote.clone(), Rename::Same));
    }
    if remote.is_literal() {
        let local = Subject::new(written.as_bytes()).map_err(|_| BadLocal::NoSubject)?;
        return Ok((local, Rename::Constant(remote.clone())));
    }
    let forth = Remap::new(remote, written.as_bytes()).map_err(BadLocal::Transform)?;
    let back = forth.reverse().ok_or(BadLocal::NoWayBack)?;
    Ok((forth.output().clone(), Rename::Remap(back)))
}
