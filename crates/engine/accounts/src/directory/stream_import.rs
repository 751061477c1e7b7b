//! Messages that flow in from another account.

use std::sync::Arc;

use options::ImportSpec;
use subject::{
    Subject, intersection,
    transform::{Remap, TransformError},
};

use super::rename::Rename;
use crate::AccountId;

/// A stream of another account, and what it is called here.
#[derive(Debug, Clone)]
pub struct StreamImport {
    pub(super) from: AccountId,
    pub(super) remote: Subject,
    pub(super) local: Subject,
    pub(super) rename: Rename,
    pub(super) allow_trace: bool,
    pub(super) position: String,
}

/// A subscription in the exporting account that belongs to one in the importing account.
#[derive(Debug)]
pub struct Shadow<'a> {
    /// The import that brings the messages.
    pub import: &'a Arc<StreamImport>,
    /// What to subscribe to in [`StreamImport::from`].
    pub filter: Subject,
}

/// Why the local name of a stream import can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BadLocal {
    /// The prefix holds a wildcard.
    WildcardPrefix,
    /// It is no subject, so that nobody could subscribe to it.
    NoSubject(String),
    /// It doesn't go with the remote subject.
    Transform(String, TransformError),
}

impl StreamImport {
    pub(super) fn new(from: AccountId, remote: Subject, spec: &ImportSpec) -> Result<Self, BadLocal> {
        let written = local_name(spec)?;
        let (local, rename) = match &written {
            None => (remote.clone(), Rename::Same),
            Some(same) if same.as_bytes() == remote.as_bytes() => (remote.clone(), Rename::Same),
            Some(to) => rename(&remote, to)?,
        };
        let (allow_trace, position) = (spec.allow_trace, spec.position.clone());
        Ok(StreamImport { from, remote, local, rename, allow_trace, position })
    }

    /// The exporting account.
    #[must_use]
    pub fn from(&self) -> AccountId {
        self.from
    }

    /// What the exporter calls it.
    #[must_use]
    pub fn remote(&self) -> &Subject {
        &self.remote
    }

    /// What it is called here.
    #[must_use]
    pub fn local(&self) -> &Subject {
        &self.local
    }

    /// Whether sampled message traces cross it.
    #[must_use]
    pub fn allow_trace(&self) -> bool {
        self.allow_trace
    }

    /// What a message with this subject in the exporting account is called here; `None` if it doesn't belong here.
    /// Writes to `scratch` only if a new subject has to be made.
    pub fn to_local<'a>(&'a self, remote: &'a [u8], scratch: &'a mut Vec<u8>) -> Option<&'a [u8]> {
        self.rename.apply(remote, scratch)
    }

    /// What a subscription to `filter` here has to subscribe to there, if the import has anything for it.
    #[must_use]
    pub fn remote_filter(&self, filter: &Subject) -> Option<Subject> {
        match &self.rename {
            Rename::Same => intersection(&self.local, filter),
            Rename::Constant(local) => filter.matches(local.as_bytes()).then(|| self.remote.clone()),
            Rename::Remap(remap) => remap.preimage(filter),
        }
    }
}

/// The local subject as `to` or `prefix` state it; `None` when neither does.
fn local_name(spec: &ImportSpec) -> Result<Option<String>, BadLocal> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let Some(prefix) = given(&spec.prefix) else { return Ok(given(&spec.to)) };
    if subject::has_wildcard(prefix.as_bytes()) {
        return Err(BadLocal::WildcardPrefix);
    }
    let dot = if prefix.ends_with('.') { "" } else { "." };
    Ok(Some(format!("{prefix}{dot}{}", spec.subject)))
}

fn rename(remote: &Subject, to: &str) -> Result<(Subject, Rename), BadLocal> {
    if remote.is_literal() {
        let local = Subject::new(to.as_bytes()).map_err(|_| BadLocal::NoSubject(to.into()))?;
        if local.is_literal() {
            return Ok((local.clone(), Rename::Constant(local)));
        }
    }
    let remap = Remap::new(remote, to.as_bytes()).map_err(|error| BadLocal::Transform(to.into(), error))?;
    Ok((remap.output().clone(), Rename::Remap(remap)))
}
