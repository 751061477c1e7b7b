//! The client port: accepting, greeting, TLS, and starting a connection's task.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

use options::HandshakeFirst;
use proto::{CloseReason, ErrorReply};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpSocket, TcpStream},
};

use crate::{
    connection::{Connection, ConnectionId, TlsProfile, Writer},
    core::Core,
    driver::Driver,
    login::Papers,
    registry::Admission,
    session::Session,
    transport::Transport,
};

/// How long to wait when the process has run out of file descriptors.
const OUT_OF_FILES_PAUSE: Duration = Duration::from_millis(50);

/// Accepts clients until the task is aborted.
pub(crate) async fn accept_clients(core: Arc<Core>, listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => welcome(&core, stream, canonical(peer)),
            Err(error) => {
                tracing::error!("Error accepting client connection: {error}");
                tokio::time::sleep(OUT_OF_FILES_PAUSE).await;
            }
        }
    }
}

/// A socket that was accepted and greeted, or is about to be.
struct Arrival {
    core: Arc<Core>,
    id: ConnectionId,
    peer: SocketAddr,
    papers: Papers,
}

fn welcome(core: &Arc<Core>, stream: TcpStream, peer: SocketAddr) {
    let papers = Papers { nonce: core.gate.nonce(), certificate: None };
    let arrival = Arrival { core: Arc::clone(core), id: core.registry.next_id(), peer, papers };
    match &core.tls {
        None => {
            let greeting = arrival.greeting();
            arrival.serve_plain(stream, &greeting);
        }
        // Boxed, so that the many connections without TLS don't pay for its state.
        Some(_) => drop(tokio::spawn(Box::pin(arrival.negotiate(stream)))),
    }
}

/// A socket's place while it shakes hands.
struct Approach(Arc<Core>);

impl Approach {
    fn begin(core: &Arc<Core>) -> Option<Approach> {
        core.registry.approach(core.options.limits.max_connections).then(|| Approach(Arc::clone(core)))
    }
}

impl Drop for Approach {
    fn drop(&mut self) {
        self.0.registry.arrive();
    }
}

impl Arrival {
    /// What the client hears first.
    fn greeting(&self) -> Vec<u8> {
        let ip = self.peer.ip().to_string();
        let nonce = &self.papers.nonce;
        let info = proto::Info { client_id: self.id, client_ip: &ip, nonce, ..self.core.info() };
        let mut text = Vec::with_capacity(512);
        info.write(&mut text);
        text
    }

    /// INFO and the handshake, in the order that is configured.
    async fn negotiate(self, mut stream: TcpStream) {
        let Some(tls) = self.core.tls.clone() else { return };
        let Some(approach) = Approach::begin(&self.core) else {
            return self.turn_away(stream, tls.handshake_first()).await;
        };
        let first = match tls.handshake_first() {
            HandshakeFirst::No => false,
            HandshakeFirst::Always => true,
            HandshakeFirst::Fallback(patience) => {
                !matches!(tls::first_byte(&stream, patience).await, Ok(tls::FirstByte::Nothing))
            }
        };
        let greeting = self.greeting();
        if !first {
            if stream.write_all(&greeting).await.is_err() {
                return;
            }
            if self.core.options.allow_non_tls && !self.begins_with_tls(&stream, tls.timeout()).await {
                drop(approach);
                return self.serve_plain(stream, &[]);
            }
        }
        if !self.core.may_shake_hands(Instant::now()) {
            return self.throttle(stream).await;
        }
        let accepted = tls.accept(stream).await;
        drop(approach);
        match accepted {
            Ok(accepted) => self.serve_tls(accepted, first, if first { &greeting } else { &[] }),
            Err(error) => self.log_failure(&error),
        }
    }

    async fn begins_with_tls(&self, stream: &TcpStream, patience: Duration) -> bool {
        matches!(tls::first_byte(stream, patience).await, Ok(tls::FirstByte::Handshake))
    }

    /// Tells a client that there is no room, unless it expects nothing but a handshake.
    async fn turn_away(self, mut stream: TcpStream, handshake_first: HandshakeFirst) {
        tracing::debug!("{} - cid:{} - maximum connections exceeded", self.peer, self.id);
        if handshake_first != HandshakeFirst::Always {
            let mut text = self.greeting();
            ErrorReply::MaximumConnectionsExceeded.write(&mut text);
            let _ = stream.write_all(&text).await;
        }
    }

    /// Tells a client that there are too many handshakes just now.
    async fn throttle(self, mut stream: TcpStream) {
        let mut text = Vec::new();
        ErrorReply::ConnectionThrottling.write(&mut text);
        let _ = stream.write_all(&text).await;
        tracing::warn!("{} - cid:{} - Connection throttling is active", self.peer, self.id);
    }

    fn log_failure(&self, error: &tls::HandshakeError) {
        let (peer, id) = (self.peer, self.id);
        if error.is_probe() {
            tracing::debug!("{peer} - cid:{id} - TLS handshake error: {error}");
        } else {
            tracing::error!("{peer} - cid:{id} - TLS handshake error: {error}");
        }
    }

    fn serve_plain(self, stream: TcpStream, greeting: &[u8]) {
        let (read, write) = stream.into_split();
        let connection =
            Arc::new(Connection::new(self.id, self.peer, Writer::Direct(Arc::new(write)), self.core.traces));
        self.serve(connection, Transport::Plain(read), greeting);
    }

    fn serve_tls(mut self, accepted: tls::Accepted, first: bool, greeting: &[u8]) {
        let connection = Arc::new(Connection::new(self.id, self.peer, Writer::OwnTask, self.core.traces));
        let session = accepted.session;
        connection.profile().tls = Some(Box::new(TlsProfile {
            version: session.version,
            cipher: session.cipher_suite,
            first,
            peer_certificates: session.peer_certificates.into(),
        }));
        self.papers.certificate = session.identity.map(Arc::new);
        self.serve(connection, Transport::tls(accepted.stream), greeting);
    }

    fn serve(self, connection: Arc<Connection>, transport: Transport, greeting: &[u8]) {
        if !greeting.is_empty() {
            connection.send_now(greeting);
        }
        let core = self.core;
        match core.registry.open(&connection, core.options.limits.max_connections) {
            Admission::Admitted => tracing::debug!("{} - Client connection created", connection.label()),
            Admission::Full => {
                let mut text = Vec::new();
                ErrorReply::MaximumConnectionsExceeded.write(&mut text);
                connection.send_now(&text);
                connection.close(CloseReason::MaximumConnectionsExceeded);
            }
            Admission::Leaving => {
                connection.close(CloseReason::ServerShutdown);
            }
        }
        let session = Session::new(&core, connection, self.papers);
        tokio::spawn(Driver::new(core, session, transport));
    }
}

/// Connections that may wait to be accepted; the system cuts it to what it allows. Many clients come back at once
/// when another server of theirs has gone.
const BACKLOG: u32 = 4096;

/// Opens a listening socket. Listening on all IPv4 addresses means on all IPv6 ones, too, as with the reference: what
/// calls itself `localhost` may resolve to either.
pub(crate) async fn bind(host: &str, port: u16) -> io::Result<TcpListener> {
    let mut failure = io::Error::new(io::ErrorKind::InvalidInput, "no address for this host");
    for address in tokio::net::lookup_host((host, port)).await? {
        let everywhere = SocketAddr::from((Ipv6Addr::UNSPECIFIED, port));
        if address.ip() == IpAddr::from(Ipv4Addr::UNSPECIFIED)
            && let Ok(listener) = listen(everywhere)
        {
            return Ok(listener);
        }
        match listen(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    // Every accepted socket inherits it, which saves each of them a system call.
    socket.set_nodelay(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// The peer's address as people write it: IPv4 even where the socket is of both kinds.
fn canonical(peer: SocketAddr) -> SocketAddr {
    SocketAddr::new(peer.ip().to_canonical(), peer.port())
}
