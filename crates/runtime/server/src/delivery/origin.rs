//! Where a message comes from, as far as delivery has to know.

use std::time::Duration;

use accounts::{ClientInfo, Trail};

use crate::{account::Account, connection::ConnectionId, core::Core, session::Client};

/// The publisher of a message.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// The publishing connection, for the echo rule; 0 where that doesn't apply.
    pub(crate) connection: ConnectionId,
    /// Whether the publisher gets its own messages.
    pub(crate) echo: bool,
    /// Exports crossed so far; importers of streams never see such messages.
    pub(crate) trail: &'a Trail,
    /// The publishing client; `None` for the server itself.
    pub(crate) client: Option<&'a Client>,
}

impl Origin<'_> {
    /// The connection whose end makes answers pointless.
    pub(crate) fn requester(&self) -> accounts::ConnectionId {
        accounts::ConnectionId(self.client.map_or(0, |client| client.connection.id))
    }

    /// What another account may learn about the publisher: everything, or account and round trip.
    pub(crate) fn client_info(&self, core: &Core, account: &Account, everything: bool) -> ClientInfo {
        match self.client {
            None => ClientInfo::plain(account.name(), Duration::ZERO),
            Some(client) if everything => client.info(core),
            Some(client) => ClientInfo::plain(client.account.name(), client.connection.rtt()),
        }
    }
}
