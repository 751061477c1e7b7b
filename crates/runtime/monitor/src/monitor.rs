//! Listening and speaking HTTP.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use server::Inspector;
use thiserror::Error;
use tls::ServerTls;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

use crate::{answer::Answer, site::Site};

/// How long a request's head may take to arrive.
const HEAD_PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of a request's head, at most.
const MAX_HEAD: usize = 64 * 1024;
/// How long to wait when the process has run out of file descriptors.
const OUT_OF_FILES_PAUSE: Duration = Duration::from_millis(50);

/// A monitoring port in service. It ends with [`Monitor::shutdown`], or when the value is dropped.
#[derive(Debug)]
pub struct Monitor {
    scheme: &'static str,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

/// Why monitoring did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The port can't be listened on.
    #[error(
        "Can't start monitoring: can't listen to the monitor port: listen tcp {host}:{port}: bind: {}",
        system_text(.source)
    )]
    Listen {
        /// Configured host.
        host: String,
        /// Configured port.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The TLS block makes no sense.
    #[error("Can't start monitoring: {0}")]
    Tls(#[from] tls::ConfigError),
    /// There is no TLS block.
    #[error("Can't start monitoring: https needs a tls block")]
    NoTls,
}

impl Monitor {
    /// Opens the port that the server's options name and serves it in tasks of the current runtime; `None` when they
    /// name none.
    pub async fn start(inspector: Inspector) -> Result<Option<Monitor>, StartError> {
        let options = inspector.options();
        let (scheme, listen, tls) = match (&options.https, &options.http) {
            (Some(listen), _) => ("https", listen, Some(load_tls(options)?)),
            (None, Some(listen)) => ("http", listen, None),
            (None, None) => return Ok(None),
        };
        let failed = |source| StartError::Listen { host: listen.host.clone(), port: listen.port, source };
        let listener = TcpListener::bind((listen.host.as_str(), listen.port)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let serving = tokio::spawn(serve(listener, tls, Arc::new(Site::new(inspector))));
        Ok(Some(Monitor { scheme, address, serving }))
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening and ends all connections.
    pub async fn shutdown(mut self) {
        self.serving.abort();
        // That it was aborted is what was asked for.
        let _ = (&mut self.serving).await;
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn load_tls(options: &options::Options) -> Result<ServerTls, StartError> {
    let spec = options.tls.as_ref().ok_or(StartError::NoTls)?;
    Ok(ServerTls::load_for_monitoring(spec)?)
}

async fn serve(listener: TcpListener, tls: Option<ServerTls>, site: Arc<Site>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(converse(stream, peer, tls.clone(), Arc::clone(&site)));
                }
                Err(error) => {
                    tracing::error!("Error accepting monitoring connection: {error}");
                    tokio::time::sleep(OUT_OF_FILES_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn converse(stream: TcpStream, peer: SocketAddr, tls: Option<ServerTls>, site: Arc<Site>) {
    match tls {
        None => speak_http(stream, peer, site).await,
        Some(tls) => match tls.accept(stream).await {
            Ok(accepted) => speak_http(accepted.stream, peer, site).await,
            Err(error) => tracing::debug!("{peer} - monitoring: TLS handshake error: {error}"),
        },
    }
}

async fn speak_http<S>(stream: S, peer: SocketAddr, site: Arc<Site>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| respond(Arc::clone(&site), request));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(MAX_HEAD)
        // Scripts look for `Content-Type`, as the reference spells it.
        .title_case_headers(true)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!("{peer} - monitoring: {error}");
    }
}

/// Any method is answered, and a request's body is never read. The work is done away from the threads that serve
/// clients: with many connections it takes a while.
async fn respond(site: Arc<Site>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (path, query) =
        (request.uri().path().to_owned(), request.uri().query().unwrap_or_default().to_owned());
    let answer = tokio::task::spawn_blocking(move || site.answer(&path, &query)).await;
    Ok(answer.unwrap_or_else(|_| Answer::broken()).into_response())
}

/// What the system says, in the reference's words for the case that matters most.
fn system_text(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => "address already in use".into(),
        _ => error.to_string(),
    }
}
