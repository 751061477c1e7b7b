//! The server's side of a `tls` block, ready for handshakes.

use std::{
    collections::HashSet,
    fmt,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use options::{HandshakeFirst, TlsSpec};
use rustls::{
    ConfigBuilder, ServerConfig, WantsVerifier,
    crypto::CryptoProvider,
    pki_types::CertificateDer,
    server::{NoServerSessionStorage, WantsServerCert},
};
use tokio::net::TcpStream;

use crate::{
    Accepted, ConfigError, HandshakeError, HandshakeRate, Session,
    certificates::Certificates,
    handshake, pem,
    suites::{provider, versions},
    verify::{Authority, ClientVerifier},
};

/// How long a handshake may take when nothing is configured.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(2);

/// A `tls` block of a listener, loaded: immutable, so that a reload puts another one in its place.
#[derive(Clone)]
pub struct ServerTls {
    config: Arc<ServerConfig>,
    timeout: Duration,
    handshake_first: HandshakeFirst,
    pinned: Option<Arc<HashSet<String>>>,
    clients: Clients,
    rate_limit: Option<u64>,
    not_after: SystemTime,
}

/// What is asked of clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clients {
    /// Nothing.
    Anyone,
    /// A certificate.
    Verified,
    /// A certificate, which also says who they are.
    Mapped,
}

impl ServerTls {
    /// Reads the files of `spec` and checks that everything in it fits together.
    pub fn load(spec: &TlsSpec) -> Result<Self, ConfigError> {
        let clients = Clients::of(spec);
        let certificates = Certificates::load(&spec.certificates)?;
        let pinned: HashSet<String> = spec.pinned_certs.iter().cloned().collect();
        Ok(ServerTls {
            not_after: certificates.not_after(),
            config: Arc::new(config(spec, clients, certificates)?),
            timeout: spec.timeout.unwrap_or(DEFAULT_TIMEOUT),
            handshake_first: spec.handshake_first,
            pinned: (!pinned.is_empty()).then(|| Arc::new(pinned)),
            clients,
            rate_limit: Some(spec.connection_rate_limit).filter(|&limit| limit > 0),
        })
    }

    /// The same block for the monitoring port, which asks nobody for a certificate.
    pub fn load_for_monitoring(spec: &TlsSpec) -> Result<Self, ConfigError> {
        let anyone =
            TlsSpec { verify: false, verify_and_map: false, pinned_certs: Vec::new(), ..spec.clone() };
        Self::load(&TlsSpec { verify_and_check_known_urls: false, ..anyone })
    }

    /// Carries out a handshake on `socket`, within the configured time.
    pub async fn accept(&self, socket: TcpStream) -> Result<Accepted, HandshakeError> {
        let accepted = handshake::accept(&self.config, socket, self.timeout).await?;
        if self.is_pinned(&accepted.session) { Ok(accepted) } else { Err(HandshakeError::NotPinned) }
    }

    /// Whether the peer of `session` has one of the pinned keys; without pins every peer does.
    ///
    /// After a reload this tells which of the live connections the new pins no longer cover.
    pub fn is_pinned(&self, session: &Session) -> bool {
        let peer = session.peer_certificates.first();
        self.pinned.as_ref().is_none_or(|pins| peer.is_some_and(|peer| pins.contains(&peer.spki_sha256)))
    }

    /// How long a handshake may take, and how long `allow_non_tls` waits for the first byte.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Whether the handshake comes before INFO.
    pub fn handshake_first(&self) -> HandshakeFirst {
        self.handshake_first
    }

    /// Whether clients must present a certificate.
    pub fn verifies_clients(&self) -> bool {
        self.clients != Clients::Anyone
    }

    /// Whether a client's certificate says who it is.
    pub fn maps_clients(&self) -> bool {
        self.clients == Clients::Mapped
    }

    /// A fresh counter for `connection_rate_limit`, if there is a limit.
    pub fn handshake_rate(&self) -> Option<HandshakeRate> {
        self.rate_limit.map(HandshakeRate::new)
    }

    /// When the first certificate stops to be valid.
    pub fn certificate_not_after(&self) -> SystemTime {
        self.not_after
    }
}

impl Clients {
    fn of(spec: &TlsSpec) -> Self {
        match (spec.verify_and_map, spec.verify || spec.verify_and_check_known_urls) {
            (true, _) => Clients::Mapped,
            (false, true) => Clients::Verified,
            (false, false) => Clients::Anyone,
        }
    }
}

fn config(spec: &TlsSpec, clients: Clients, certificates: Certificates) -> Result<ServerConfig, ConfigError> {
    let provider = Arc::new(provider(&spec.cipher_suites, &spec.curve_preferences)?);
    let versions = versions(spec.min_version.as_deref())?;
    let builder =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_protocol_versions(&versions)?;
    let mut config =
        ask_for_certificates(builder, spec, clients, &provider)?.with_cert_resolver(Arc::new(certificates));
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn ask_for_certificates(
    builder: ConfigBuilder<ServerConfig, WantsVerifier>,
    spec: &TlsSpec,
    clients: Clients,
    provider: &CryptoProvider,
) -> Result<ConfigBuilder<ServerConfig, WantsServerCert>, ConfigError> {
    // The reference reads the file whether or not it is needed, and so a mistake in it is found early.
    let configured = spec.ca_file.as_deref().map(authorities).transpose()?;
    if clients == Clients::Anyone {
        return Ok(builder.with_no_client_auth());
    }
    let authorities = configured.map_or_else(system_authorities, Ok)?;
    let verifier = ClientVerifier::new(authorities, provider.signature_verification_algorithms);
    Ok(builder.with_client_cert_verifier(Arc::new(verifier)))
}

fn authorities(path: &Path) -> Result<Vec<Authority>, ConfigError> {
    let found = match pem::certificates(path) {
        Err(ConfigError::NoCertificateInFile(_)) => Err(ConfigError::NoAuthority),
        found => found,
    };
    // As in the reference, what is not a certificate is passed over, as long as something is left.
    let usable = usable_authorities(found?);
    if usable.is_empty() { Err(ConfigError::NoAuthority) } else { Ok(usable) }
}

/// The system's authorities, which count when clients are to be verified and no `ca_file` says by whom.
fn system_authorities() -> Result<Vec<Authority>, ConfigError> {
    let found = rustls_native_certs::load_native_certs();
    let usable = usable_authorities(found.certs);
    if usable.is_empty() {
        let reason = found.errors.first().map_or_else(|| "none found".into(), ToString::to_string);
        return Err(ConfigError::NoSystemAuthorities(reason));
    }
    Ok(usable)
}

fn usable_authorities(found: Vec<CertificateDer<'static>>) -> Vec<Authority> {
    found.into_iter().filter_map(|der| Authority::new(der).ok()).collect()
}

impl fmt::Debug for ServerTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerTls")
            .field("clients", &self.clients)
            .field("handshake_first", &self.handshake_first)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
