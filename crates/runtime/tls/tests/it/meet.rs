//! A client and a server that meet once.

use std::{path::Path, sync::Arc};

use options::{CertificateSpec, TlsSpec};
use rustls::{ClientConfig, pki_types::ServerName};
use tls::{Accepted, HandshakeError, ServerTls, Session, client_config};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime,
};
use tokio_rustls::TlsConnector;

/// How a meeting ended: what each side has to say.
pub(crate) struct Met {
    pub(crate) server: Result<Session, HandshakeError>,
    /// What the client read, or why it could not.
    pub(crate) client: Result<Vec<u8>, String>,
    /// The certificate that the client saw.
    pub(crate) server_certificate: Option<Vec<u8>>,
}

/// Lets a client that trusts `ca_file` and has `identity` connect to a server with `spec`.
pub(crate) fn meet(spec: &TlsSpec, ca_file: &Path, identity: Option<&CertificateSpec>) -> Met {
    meet_as(spec, client_config(ca_file, identity).unwrap(), "server.test")
}

/// Lets a client with any configuration connect and ask for `host`.
pub(crate) fn meet_as(spec: &TlsSpec, client: ClientConfig, host: &str) -> Met {
    let server = ServerTls::load(spec).unwrap();
    block_on(async {
        let (socket, peer) = sockets().await;
        let host = ServerName::try_from(host.to_owned()).unwrap();
        let serve = async { greet(server.accept(socket).await).await };
        let (server, (client, server_certificate)) = tokio::join!(serve, visit(client, peer, host));
        Met { server, client, server_certificate }
    })
}

async fn greet(accepted: Result<Accepted, HandshakeError>) -> Result<Session, HandshakeError> {
    let Accepted { mut stream, session } = accepted?;
    stream.write_all(b"INFO").await.map_err(HandshakeError::Io)?;
    stream.shutdown().await.map_err(HandshakeError::Io)?;
    Ok(session)
}

async fn visit(
    config: ClientConfig,
    socket: TcpStream,
    host: ServerName<'static>,
) -> (Result<Vec<u8>, String>, Option<Vec<u8>>) {
    let connected = TlsConnector::from(Arc::new(config)).connect(host, socket).await;
    let mut stream = match connected {
        Ok(stream) => stream,
        Err(error) => return (Err(error.to_string()), None),
    };
    let certificate =
        stream.get_ref().1.peer_certificates().and_then(|chain| chain.first()).map(|der| der.to_vec());
    let mut read = Vec::new();
    let outcome = stream.read_to_end(&mut read).await;
    (outcome.map(|_| read).map_err(|error| error.to_string()), certificate)
}

/// The two ends of a connection over loopback: the server's first.
pub(crate) async fn sockets() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (accepted, connected) = tokio::join!(listener.accept(), TcpStream::connect(address));
    (accepted.unwrap().0, connected.unwrap())
}

pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
