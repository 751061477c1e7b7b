//! A read-only view of a running server, for monitoring and system services.
//!
//! Promises: looking never waits for a client and never stops one; what is handed out is a snapshot, so that whoever
//! sorts, filters and prints does so without holding anything that messages need. Only the listing of subscriptions
//! holds the table of one account at a time, for as long as copying its handles takes.
//!
//! Deliberately absent: how any of it is presented.

mod account;
mod connection;
mod subscription;

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, SystemTime},
};

use options::Options;

pub use account::AccountView;
pub use connection::{ConnectionEnd, ConnectionView};
pub use subscription::SubscriptionView;

use crate::{connection::ConnectionId, core::Core, identity::Identity, traffic::TrafficTotals};

/// Sees everything and changes nothing. Cheap to clone; keeps the state of the server alive, not its connections.
#[derive(Clone)]
pub struct Inspector {
    core: Arc<Core>,
}

/// The client port as clients are told about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientPort<'a> {
    /// Advertised host.
    pub host: &'a str,
    /// Advertised port.
    pub port: u16,
    /// Other addresses of this server.
    pub connect_urls: &'a [String],
    /// Whether anyone has to be somebody, if only by default.
    pub auth_required: bool,
    /// Whether clients must use TLS.
    pub tls_required: bool,
    /// Whether clients must present a certificate.
    pub tls_verify: bool,
    /// How long a client may take to log in.
    pub login_timeout: Duration,
    /// When the certificate stops to be valid.
    pub certificate_not_after: Option<SystemTime>,
}

/// What program the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Build<'a> {
    /// Level of the reference that clients may count on.
    pub version: &'a str,
    /// Version of the client protocol.
    pub protocol: u32,
    /// The commit it was built from.
    pub commit: &'a str,
    /// Name and own version; the reference names the version of Go in its place.
    pub program: &'a str,
}

/// What a server counts apart from messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Connections now.
    pub connections: u64,
    /// Connections ever.
    pub total_connections: u64,
    /// Receivers that could not keep up.
    pub slow_consumers: u64,
    /// Connections that no longer answered.
    pub stale_connections: u64,
    /// Times that a publisher had to pause for a receiver.
    pub stalls: u64,
}

impl Inspector {
    pub(crate) fn new(core: Arc<Core>) -> Inspector {
        Inspector { core }
    }

    /// Who the server is.
    pub fn identity(&self) -> &Identity {
        &self.core.identity
    }

    /// What program the server is.
    pub fn build(&self) -> Build<'_> {
        let info = self.core.identity.info();
        Build { version: info.version, protocol: info.proto, commit: info.git_commit, program: info.go }
    }

    /// What the server was told.
    pub fn options(&self) -> &Options {
        &self.core.options
    }

    /// When the server started.
    pub fn started(&self) -> SystemTime {
        self.core.started_at
    }

    /// How long the server has been running.
    pub fn uptime(&self) -> Duration {
        self.core.started.elapsed()
    }

    /// Where clients connect to, and what is asked of them.
    pub fn client_port(&self) -> ClientPort<'_> {
        let info = self.core.info();
        ClientPort {
            host: &self.core.advertised.0,
            port: info.port,
            connect_urls: &self.core.connect_urls,
            auth_required: self.core.gate.is_guarded(),
            tls_required: info.tls_required,
            tls_verify: info.tls_verify,
            login_timeout: self.core.login_timeout,
            certificate_not_after: self.core.tls.as_ref().map(|tls| tls.certificate_not_after()),
        }
    }

    /// Messages and bytes of all accounts together.
    pub fn traffic(&self) -> TrafficTotals {
        self.accounts().map(|account| account.traffic()).sum()
    }

    /// Everything else that is counted.
    pub fn counts(&self) -> Counts {
        let (open, total, stale) = self.core.registry.counts();
        Counts {
            connections: open as u64,
            total_connections: total,
            slow_consumers: self.core.slow_consumers.clients(),
            stale_connections: stale,
            stalls: self.core.slow_consumers.stalls(),
        }
    }

    /// The open connections, by ascending id.
    pub fn open_connections(&self) -> Vec<ConnectionView> {
        let open = self.core.registry.snapshot();
        open.into_iter().map(|connection| ConnectionView::new(&self.core, connection, None)).collect()
    }

    /// The last connections that have ended, the oldest first.
    pub fn closed_connections(&self) -> Vec<ConnectionView> {
        let closed = self.core.registry.closed();
        let view = |closed: crate::registry::ClosedConnection| {
            let end = ConnectionEnd { at: closed.stopped, reason: closed.reason };
            ConnectionView::new(&self.core, closed.connection, Some(end))
        };
        closed.into_iter().map(view).collect()
    }

    /// All accounts; the global one is first.
    pub fn accounts(&self) -> impl Iterator<Item = AccountView<'_>> {
        self.core.accounts.all().iter().map(|account| AccountView::new(&self.core, account))
    }

    /// The account with this name.
    pub fn account(&self, name: &str) -> Option<AccountView<'_>> {
        self.accounts().find(|account| account.name() == name)
    }

    /// The account in which the server itself speaks.
    pub fn system_account(&self) -> Option<AccountView<'_>> {
        self.accounts().find(AccountView::is_system)
    }

    /// The subscriptions of open connections, in their own accounts, by the connection's id.
    pub fn subscriptions_of(
        &self,
        connections: &[ConnectionId],
    ) -> HashMap<ConnectionId, Vec<SubscriptionView>> {
        let mut found: HashMap<_, Vec<_>> = connections.iter().map(|&id| (id, Vec::new())).collect();
        for subscription in self.accounts().flat_map(|account| account.subscriptions()) {
            if !subscription.is_shadow()
                && let Some(of_connection) = found.get_mut(&subscription.connection())
            {
                of_connection.push(subscription);
            }
        }
        found
    }
}
