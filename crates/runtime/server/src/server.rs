//! Starting and stopping.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant, SystemTime},
};

use accounts::{Authenticator, Directory, Problem};
use options::Options;
use thiserror::Error;
use tokio::task::JoinHandle;

use crate::{
    account::Accounts,
    advertise,
    core::{Core, Watermarks},
    identity::Identity,
    inspect::Inspector,
    leave, listener,
    login::Gate,
    registry::Registry,
    slow::SlowConsumers,
};

/// How long a client may take to log in, if nothing else is configured.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(2);
/// How much longer it may take when there is a TLS handshake before it.
const LOGIN_AFTER_TLS: Duration = Duration::from_secs(1);

/// A running server. Dropping it stops nothing; see [`Server::shutdown`].
pub struct Server {
    core: Arc<Core>,
    client_address: SocketAddr,
    accepting: JoinHandle<()>,
    housekeeping: JoinHandle<()>,
}

/// Why a server did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The client port can't be listened on.
    #[error("Error listening on port: {host}:{port}, \"listen tcp {host}:{port}: bind: {}\"", system_text(.source))]
    Listen {
        /// Configured host.
        host: String,
        /// Configured port.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The accounts, users or permissions make no sense.
    #[error("{}", lines(.0))]
    Accounts(Vec<Problem>),
    /// The TLS block makes no sense.
    #[error("{0}")]
    Tls(#[from] tls::ConfigError),
    /// No keys could be made.
    #[error("error generating the server's keys: {0}")]
    Keys(#[from] nkey::KeyError),
}

/// Everything of a configuration that can be prepared without opening a socket.
pub struct Prepared {
    options: Options,
    directory: Directory,
    authenticator: Authenticator,
    tls: Option<Arc<tls::ServerTls>>,
    identity: Identity,
}

impl Prepared {
    /// Resolves accounts, users and certificates.
    pub fn new(options: Options) -> Result<Prepared, StartError> {
        let directory = Directory::build(&options).map_err(StartError::Accounts)?;
        let authenticator = Authenticator::build(&options, &directory).map_err(StartError::Accounts)?;
        let tls = options.tls.as_ref().map(tls::ServerTls::load).transpose()?.map(Arc::new);
        let identity = Identity::new(options.server_name.as_deref())?;
        Ok(Prepared { options, directory, authenticator, tls, identity })
    }

    /// Who the server will be.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What is odd without keeping the server from starting.
    pub fn warnings(&self) -> &[Problem] {
        self.directory.warnings()
    }
}

impl Server {
    /// Prepares everything, opens the client port and serves it in tasks of the current runtime.
    pub async fn start(options: Options) -> Result<Server, StartError> {
        Server::start_prepared(Prepared::new(options)?).await
    }

    /// Opens the client port and serves it in tasks of the current runtime.
    pub async fn start_prepared(prepared: Prepared) -> Result<Server, StartError> {
        let Prepared { options, directory, authenticator, tls, identity } = prepared;
        let listen = &options.client;
        let failed = |source| StartError::Listen { host: listen.host.clone(), port: listen.port, source };
        let listener = listener::bind(&listen.host, listen.port).await.map_err(failed)?;
        let client_address = listener.local_addr().map_err(failed)?;
        let core = Arc::new(Core {
            identity,
            gate: Gate::new(authenticator),
            accounts: Accounts::open(&directory),
            registry: Registry::new(options.max_closed_clients),
            slow_consumers: SlowConsumers::default(),
            watermarks: Watermarks::new(&options),
            login_timeout: login_timeout(&options, tls.as_deref()),
            traces: options.log.trace,
            advertised: advertise::host_and_port(&options, client_address),
            connect_urls: advertise::connect_urls(&options, client_address),
            handshake_rate: tls.as_ref().and_then(|tls| tls.handshake_rate()).map(Mutex::new),
            tls,
            started: Instant::now(),
            started_at: SystemTime::now(),
            options,
        });
        let accepting = tokio::spawn(listener::accept_clients(Arc::clone(&core), listener));
        let housekeeping = tokio::spawn(keep_house(Arc::clone(&core)));
        Ok(Server { core, client_address, accepting, housekeeping })
    }

    /// Where clients connect to.
    pub fn client_address(&self) -> SocketAddr {
        self.client_address
    }

    /// Who this server is.
    pub fn identity(&self) -> &Identity {
        &self.core.identity
    }

    /// A view of everything that goes on, for monitoring.
    pub fn inspect(&self) -> Inspector {
        Inspector::new(Arc::clone(&self.core))
    }

    /// Stops accepting and lets the clients go one by one over the configured time. Follow it by
    /// [`Server::shutdown`].
    pub async fn lame_duck(&self) {
        self.accepting.abort();
        leave::let_go(&self.core).await;
    }

    /// Stops accepting, ends all connections and waits until they have ended.
    pub async fn shutdown(self) {
        self.accepting.abort();
        self.housekeeping.abort();
        leave::close_all(&self.core).await;
    }
}

/// Gives up service requests that were not answered in time and lets go of outdated fan-outs, once a second.
async fn keep_house(core: Arc<Core>) {
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    loop {
        ticks.tick().await;
        core.expire_replies();
        core.accounts.all().iter().for_each(|account| account.table.sweep());
    }
}

fn login_timeout(options: &Options, tls: Option<&tls::ServerTls>) -> Duration {
    let default = tls.map_or(LOGIN_TIMEOUT, |tls| tls.timeout() + LOGIN_AFTER_TLS);
    options.authorization.timeout.unwrap_or(default)
}

/// What the system says, in the reference's words for the case that matters most.
fn system_text(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => "address already in use".into(),
        _ => {
            let text = error.to_string();
            text.split_once(" (os error").map_or(text.as_str(), |(text, _)| text).to_lowercase()
        }
    }
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
