//! The first and the last lines of a server's log.

use options::{HandshakeFirst, Options};
use server::{COMPATIBLE_VERSION, Identity};
use tracing::{debug, info, warn};

/// What is known before anything is tried.
pub(super) fn starting(program: &str) {
    // Of `gannet up` the first word.
    info!("Starting {}", program.split(' ').next().unwrap_or(program));
    info!("  Version:  {COMPATIBLE_VERSION}");
    info!("  Gannet:   {}", env!("CARGO_PKG_VERSION"));
    debug!("  Process:  {}", std::process::id());
}

/// Who the server is.
pub(super) fn identity(identity: &Identity) {
    info!("  Name:     {}", identity.name);
    info!("  ID:       {}", identity.id);
}

/// Which configuration it goes by, and what is odd about it.
pub(super) fn configuration(options: &Options, warnings: &[String]) {
    if let Some(file) = &options.config_file {
        let digest = options.config_digest.as_deref().unwrap_or_default();
        info!("Using configuration file: {} ({digest})", file.display());
    }
    for warning in warnings {
        warn!("{warning}");
    }
}

/// Where clients can connect, and how.
pub(super) fn listening(options: &Options, port: u16) {
    info!("Listening for client connections on {}", host_port(&options.client.host, port));
    let Some(tls) = &options.tls else { return };
    let always_first = tls.handshake_first == HandshakeFirst::Always;
    if options.allow_non_tls && !always_first {
        info!("TLS available for client connections");
    } else {
        info!("TLS required for client connections");
    }
    if always_first {
        warn!("Clients that are not using \"TLS Handshake First\" option will fail to connect");
    }
}

/// Where the server can be watched.
pub(super) fn monitoring(options: &Options, scheme: &str, port: u16) {
    let listen = if scheme == "https" { &options.https } else { &options.http };
    let host = listen.as_ref().map_or("", |listen| &listen.host);
    info!("Starting {scheme} monitor on {}", host_port(host, port));
}

/// Host and port as in a URL.
pub(super) fn host_port(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}
