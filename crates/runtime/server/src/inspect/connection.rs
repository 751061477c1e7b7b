//! One connection at one moment.

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
    time::{Duration, SystemTime},
};

use proto::CloseReason;

use crate::{
    connection::{Connection, ConnectionId, Profile, Received},
    core::Core,
    traffic::TrafficTotals,
};

/// One connection at one moment. The numbers are those of the snapshot; the profile is copied when asked for.
pub struct ConnectionView {
    connection: Arc<Connection>,
    /// When the last bytes came in, or when the connection was made.
    pub last_activity: SystemTime,
    /// Round trip of the last PING; zero before the first.
    pub rtt: Duration,
    /// Bytes that the client has not taken yet.
    pub pending_bytes: usize,
    /// What the client published and what it got.
    pub traffic: TrafficTotals,
    /// How many subscriptions it has, or had at its end.
    pub subscriptions: u64,
    /// Times that it had to pause for a receiver.
    pub stalls: u64,
    /// When and why it ended, if it did.
    pub end: Option<ConnectionEnd>,
}

/// When and why a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionEnd {
    /// When.
    pub at: SystemTime,
    /// Why.
    pub reason: CloseReason,
}

impl ConnectionView {
    pub(super) fn new(
        core: &Core,
        connection: Arc<Connection>,
        end: Option<ConnectionEnd>,
    ) -> ConnectionView {
        let Received { messages, bytes, subscriptions, last_activity, stalls, .. } = &connection.received;
        let served_out = connection.served_out.load(Ordering::Relaxed);
        let active = core.started_at + Duration::from_millis(last_activity.load(Ordering::Relaxed));
        let (pending_bytes, out_messages, out_bytes) = {
            let outbound = connection.outbound();
            (outbound.pending(), outbound.messages, outbound.payload_bytes)
        };
        ConnectionView {
            last_activity: active.max(connection.started),
            rtt: connection.rtt(),
            pending_bytes,
            traffic: TrafficTotals {
                in_messages: messages.load(Ordering::Relaxed),
                in_bytes: bytes.load(Ordering::Relaxed),
                out_messages,
                out_bytes,
            },
            subscriptions: subscriptions.load(Ordering::Relaxed).saturating_add_signed(-served_out),
            stalls: stalls.load(Ordering::Relaxed),
            end,
            connection,
        }
    }

    /// Number of the connection, unique for the life of the server.
    pub fn id(&self) -> ConnectionId {
        self.connection.id
    }

    /// Where the client is.
    pub fn peer(&self) -> SocketAddr {
        self.connection.peer
    }

    /// When the connection was made.
    pub fn started(&self) -> SystemTime {
        self.connection.started
    }

    /// Who the client is.
    pub fn profile(&self) -> Profile {
        self.connection.profile().clone()
    }

    /// Whether the client belongs to the account; one that has not said who it is belongs to the global account.
    pub fn is_in(&self, account: &str) -> bool {
        let profile = self.connection.profile();
        match &*profile.account {
            "" => account == accounts::Directory::GLOBAL_ACCOUNT && self.end.is_none(),
            own => own == account,
        }
    }

    /// Whether the client is this user, or said so before it was turned away.
    pub fn is_user(&self, user: &str) -> bool {
        *self.connection.profile().user == *user
    }
}
