//! What all connections of a server share.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant, SystemTime},
};

use options::Options;
use proto::CloseReason;

use crate::{
    account::{Accounts, lock},
    connection::Connection,
    identity::Identity,
    login::Gate,
    registry::Registry,
    session::Client,
    slow::SlowConsumers,
};

/// The shared state of one server. Read-mostly: what changes while serving changes behind atomics or inside of the
/// accounts.
pub(crate) struct Core {
    pub(crate) options: Options,
    pub(crate) identity: Identity,
    pub(crate) gate: Gate,
    pub(crate) accounts: Accounts,
    pub(crate) registry: Registry,
    pub(crate) slow_consumers: SlowConsumers,
    pub(crate) watermarks: Watermarks,
    pub(crate) tls: Option<Arc<tls::ServerTls>>,
    /// How many TLS handshakes a second may begin.
    pub(crate) handshake_rate: Option<Mutex<tls::HandshakeRate>>,
    /// Whether every operation is logged.
    pub(crate) traces: bool,
    /// How long a client may take to log in.
    pub(crate) login_timeout: Duration,
    /// Host and port as INFO shows them.
    pub(crate) advertised: (String, u16),
    /// Other addresses of this server, for clients that lose their connection.
    pub(crate) connect_urls: Vec<String>,
    pub(crate) started: Instant,
    pub(crate) started_at: SystemTime,
}

/// Bytes waiting for a receiver from which on something is done about it.
pub(crate) struct Watermarks {
    /// Publishers to this receiver pause for a moment.
    pub(crate) congested: usize,
    /// The longest pause for one read.
    pub(crate) pause: Duration,
    /// The receiver is cut off.
    pub(crate) max_pending: usize,
}

impl Watermarks {
    /// Publishers pause from here on, so that a fast one doesn't fill memory that its receiver empties anyway.
    const CONGESTED_AT_MOST: usize = 4 << 20;
    /// No receiver holds a publisher longer than this for one read.
    const PAUSE: Duration = Duration::from_millis(5);

    pub(crate) fn new(options: &Options) -> Watermarks {
        let max_pending = options.limits.max_pending;
        let congested = match options.no_fast_producer_stall {
            // Not before the receiver is cut off.
            true => max_pending,
            false => (max_pending / 4 * 3).min(Self::CONGESTED_AT_MOST),
        };
        Watermarks { congested, pause: Self::PAUSE, max_pending }
    }
}

impl Core {
    /// Whether one more TLS handshake may begin now.
    pub(crate) fn may_shake_hands(&self, now: Instant) -> bool {
        self.handshake_rate.as_ref().is_none_or(|rate| lock(rate).admit(now))
    }

    /// Milliseconds since the server's start.
    pub(crate) fn milliseconds(&self) -> u64 {
        self.started.elapsed().as_millis().min(u128::from(u64::MAX)) as u64
    }

    /// What INFO says to everybody.
    pub(crate) fn info(&self) -> proto::Info<'_> {
        let tls = self.options.tls.as_ref();
        let verifies = tls.is_some_and(|tls| tls.verify || tls.verify_and_map);
        proto::Info {
            host: &self.advertised.0,
            port: self.advertised.1,
            headers: !self.options.no_header_support,
            auth_required: self.gate.asks(),
            tls_required: tls.is_some() && !self.options.allow_non_tls,
            tls_verify: verifies,
            tls_available: tls.is_some() && self.options.allow_non_tls,
            max_payload: shown(self.options.limits.max_payload),
            connect_urls: &self.connect_urls,
            ..self.identity.info()
        }
    }

    /// Sends the second INFO, which tells a client where it has arrived.
    pub(crate) fn write_second_info(&self, client: &Client, out: &mut Vec<u8>) {
        let ip = client.connection.peer.ip().to_string();
        let max_payload = client.account.max_payload().unwrap_or(self.options.limits.max_payload);
        let info = proto::Info {
            client_id: client.connection.id,
            client_ip: &ip,
            auth_required: self.gate.is_guarded(),
            max_payload: shown(max_payload),
            connect_info: true,
            remote_account: client.account.name(),
            acc_is_sys: client.account.is_system(),
            ..self.info()
        };
        info.write(out);
    }

    /// A connection has ended.
    pub(crate) fn forget(&self, connection: &Arc<Connection>, reason: CloseReason) {
        tracing::debug!("{} - Client connection closed: {reason}", connection.label());
        self.registry.close(connection, reason);
    }
}

/// A payload limit as INFO shows it: -1 for none.
fn shown(max_payload: usize) -> i64 {
    i64::try_from(max_payload).unwrap_or(-1)
}
