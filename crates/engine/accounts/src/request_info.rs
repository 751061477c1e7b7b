//! `Nats-Request-Info`: what an exporter learns about who asks.

use crate::{ClientInfo, ServiceImport};

/// The header's name.
pub const REQUEST_INFO: &str = "Nats-Request-Info";

/// A request on its way through a service import.
#[derive(Debug, Clone, Copy)]
pub struct Crossing<'a> {
    /// The import it crosses.
    pub import: &'a ServiceImport,
    /// The name of the importing account.
    pub importer: &'a str,
    /// Whether the import that it crossed before shares; `None` if this is the first.
    pub shared_before: Option<bool>,
    /// Whether the exporter is the system account.
    pub to_system: bool,
    /// The value of the request's own header, which counts behind the first import only: before, anyone could write it.
    pub header: Option<&'a [u8]>,
}

impl Crossing<'_> {
    /// The header's value in the exporting account. `client` is everything about the client that published the request,
    /// its server and cluster included.
    ///
    /// Without `share`, that is the client's account and its round trip time. Behind the first import the account that
    /// the request comes through is added, and the server where an import shares that the first one didn't.
    #[must_use]
    pub fn request_info(&self, client: &ClientInfo) -> String {
        let shared = self.shared_before.unwrap_or(self.import.share());
        let mut info = match self.carried() {
            Some(carried) => ClientInfo { service: self.importer.into(), ..carried },
            None if shared => client.clone(),
            None => client.to_plain(),
        };
        let shares_more = self.shared_before.is_some() && self.import.share() || self.to_system;
        if !shared && shares_more {
            info.server.clone_from(&client.server);
            info.cluster.clone_from(&client.cluster);
            info.alternates.clone_from(&client.alternates);
        }
        info.to_json()
    }

    /// What the import before wrote.
    fn carried(&self) -> Option<ClientInfo> {
        self.shared_before?;
        serde_json::from_slice(self.header?).ok()
    }
}
