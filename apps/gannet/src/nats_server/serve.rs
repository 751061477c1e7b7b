//! The life of a server, from its banner to its last line.

use std::{io, net::SocketAddr, path::Path, pin::pin, time::Duration};

use logging::Handle;
use monitor::Monitor;
use options::Options;
use server::Server;
use tokio::time::timeout;
use tracing::{debug, error, info, warn};

use super::{
    banner,
    files::reason,
    load::Settings,
    open_files, pid_file,
    ports_file::{Listener, PortsFile},
    run::{Fatal, Monitoring, Ready},
    signals::{Request, Signals},
};

/// How long connections get to end once the server is told to.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(2);

/// Starts a server and runs it until a signal ends it.
pub(super) async fn serve(
    program: &str,
    settings: Settings,
    log: &Handle,
    when_ready: impl FnOnce(&Ready<'_>),
) -> Result<(), Fatal> {
    let Settings { options, prepared, warnings } = settings;
    banner::starting(program);
    banner::identity(prepared.identity());
    banner::configuration(&options, &warnings);
    match open_files::raise_limit() {
        Ok(limit) => debug!("  Files:    {limit}"),
        Err(error) => warn!("Could not raise the limit on open files: {error}"),
    }
    let mut signals =
        Signals::catch().map_err(|error| Fatal::new(format!("Could not catch signals: {error}")))?;
    if let Some(path) = &options.pid_file {
        let failed = |error| Fatal::new(format!("Could not write pidfile: {}", opened(path, &error)));
        pid_file::write(path).map_err(failed)?;
    }
    let server = Server::start_prepared(prepared).await?;
    let clients = server.client_address();
    let monitor = Monitor::start(server.inspect()).await?;
    if let Some(monitor) = &monitor {
        banner::monitoring(&options, monitor.scheme(), monitor.address().port());
    }
    banner::listening(&options, clients.port());
    let ports_file = write_ports_file(&options, clients, monitor.as_ref());
    info!("Server is ready");
    when_ready(&Ready { options: &options, clients, monitoring: monitor.as_ref().map(monitoring) });

    obey(&server, &mut signals, log).await;
    info!("Initiating Shutdown...");
    if timeout(SHUTDOWN_PATIENCE, stop(server, monitor)).await.is_err() {
        warn!("Connections did not end in time");
    }
    remove_ports_file(ports_file);
    info!("Server Exiting..");
    Ok(())
}

async fn stop(server: Server, monitor: Option<Monitor>) {
    server.shutdown().await;
    if let Some(monitor) = monitor {
        monitor.shutdown().await;
    }
}

/// Does what signals ask for, until one asks for the end.
async fn obey(server: &Server, signals: &mut Signals, log: &Handle) {
    loop {
        match signals.next().await {
            Request::Interrupt | Request::Terminate => return,
            Request::ReopenLog => reopen(log),
            Request::Reload => refuse_reload(),
            Request::LameDuck => return leave(server, signals, log).await,
        }
    }
}

/// Lets the clients go. Only an interrupt ends that early: who terminates a server that is leaving wants it to leave.
async fn leave(server: &Server, signals: &mut Signals, log: &Handle) {
    info!("Entering lame duck mode, stop accepting new clients");
    let mut leaving = pin!(server.lame_duck());
    loop {
        let request = tokio::select! {
            () = &mut leaving => return,
            request = signals.next() => request,
        };
        match request {
            Request::Interrupt => return,
            Request::Terminate | Request::LameDuck => {}
            Request::ReopenLog => reopen(log),
            Request::Reload => refuse_reload(),
        }
    }
}

fn reopen(log: &Handle) {
    if let Err(error) = log.reopen() {
        error!("{error}");
    }
}

fn refuse_reload() {
    error!("Failed to reload server configuration: reload is not supported yet");
}

fn monitoring(monitor: &Monitor) -> Monitoring {
    Monitoring { scheme: monitor.scheme(), address: monitor.address() }
}

fn write_ports_file(options: &Options, clients: SocketAddr, monitor: Option<&Monitor>) -> Option<PortsFile> {
    let folder = options.ports_file_dir.as_ref()?;
    let scheme = if options.tls.is_some() && !options.allow_non_tls { "tls" } else { "nats" };
    let mut listeners = vec![Listener { key: "nats", scheme, address: clients }];
    listeners.extend(monitor.map(|monitor| Listener {
        key: "monitoring",
        scheme: monitor.scheme(),
        address: monitor.address(),
    }));
    let written = PortsFile::write(folder, &listeners);
    written
        .inspect_err(|(path, error)| {
            error!("Error writing ports file ({}): {}", path.display(), opened(path, error))
        })
        .ok()
}

fn remove_ports_file(file: Option<PortsFile>) {
    if let Some(Err((path, error))) = file.map(PortsFile::remove) {
        error!("Error cleaning up ports file {}: {}", path.display(), reason(&error));
    }
}

fn opened(path: &Path, error: &io::Error) -> String {
    format!("open {}: {}", path.display(), reason(error))
}
