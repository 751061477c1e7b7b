//! One handshake on an accepted socket.

use std::{io, sync::Arc, time::Duration};

use rustls::ServerConfig;
use tokio::{
    net::TcpStream,
    time::{Instant, timeout_at},
};
use tokio_rustls::TlsAcceptor;

use crate::{FirstByte, HandshakeError, Session, first_byte, refusal};

/// The server's side of a TLS connection.
pub type TlsStream = tokio_rustls::server::TlsStream<TcpStream>;

/// A connection whose handshake is done.
pub struct Accepted {
    /// The encrypted stream.
    pub stream: TlsStream,
    /// What is known of it.
    pub session: Session,
}

/// Carries out a handshake within `patience`.
///
/// A peer that does not begin with TLS gets no bytes: an alert would be noise to a client that speaks plain text.
pub(crate) async fn accept(
    config: &Arc<ServerConfig>,
    socket: TcpStream,
    patience: Duration,
) -> Result<Accepted, HandshakeError> {
    let deadline = Instant::now() + patience;
    match first_byte(&socket, patience).await.map_err(HandshakeError::Io)? {
        first if first.may_be_tls() => {}
        FirstByte::Nothing if Instant::now() < deadline => return Err(HandshakeError::Closed),
        FirstByte::Nothing => return Err(HandshakeError::TimedOut),
        _ => return Err(HandshakeError::NotTls),
    }
    let handshake = TlsAcceptor::from(Arc::clone(config)).accept(socket);
    let (result, refusal) = refusal::watch(timeout_at(deadline, handshake)).await;
    let stream = result.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())).map_err(|error| {
        if error.kind() == io::ErrorKind::TimedOut {
            HandshakeError::TimedOut
        } else {
            HandshakeError::from_io(error, refusal)
        }
    })?;
    let session = Session::of(stream.get_ref().1);
    Ok(Accepted { stream, session })
}
