//! Service imports at work.

use std::sync::Arc;

use accounts::ServiceImport;

use super::Account;
use crate::{
    core::Core,
    delivery::{Batch, Message, Origin},
};

/// The way from an importing account to an exporting one.
pub(crate) struct ServiceLink {
    import: Arc<ServiceImport>,
    exporter: Arc<Account>,
}

impl ServiceLink {
    pub(crate) fn new(import: Arc<ServiceImport>, exporter: Arc<Account>) -> ServiceLink {
        ServiceLink { import, exporter }
    }

    pub(crate) fn forward(
        &self,
        _core: &Core,
        _batch: &mut Batch,
        _account: &Arc<Account>,
        _origin: &Origin<'_>,
        _message: &Message<'_>,
    ) -> bool {
        false
    }
}
