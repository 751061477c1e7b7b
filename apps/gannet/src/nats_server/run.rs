//! The life of a server process.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use logging::{FATAL, Handle};
use options::{Flags, Options};
use server::Server;
use tokio::{runtime::Runtime, time::timeout};
use tracing::{error, info, warn};

use super::{
    banner, fail,
    files::reason,
    load::{Settings, Strictness, load},
    pid_file,
    ports_file::{Listener, PortsFile},
    signals::{Request, Signals},
};

/// How long clients get to see why their connection ends.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(2);

/// A server about to be started by a command line.
pub(crate) struct Launch<'a> {
    /// What the server calls itself.
    pub(crate) program: &'a str,
    /// What it is told.
    pub(crate) flags: &'a Flags,
}

/// A server that has just become ready.
pub(crate) struct Ready<'a> {
    /// What it runs with.
    pub(crate) options: &'a Options,
    /// Where it takes clients.
    pub(crate) clients: SocketAddr,
    /// Where it can be watched.
    pub(crate) monitoring: Option<SocketAddr>,
}

impl Launch<'_> {
    /// Runs the server until it is told to stop; `when_ready` is called once, as soon as clients can connect.
    pub(crate) fn run(self, when_ready: impl FnOnce(&Ready<'_>)) -> ExitCode {
        let settings = match load(self.flags, Strictness::Start) {
            Ok(settings) => settings,
            Err(error) => return fail(self.program, error),
        };
        let log = match logging::init(&settings.options.log) {
            Ok(log) => log,
            Err(error) => return fail(self.program, error),
        };
        let runtime = match Runtime::new() {
            Ok(runtime) => runtime,
            Err(error) => return fail(self.program, error),
        };
        let served = runtime.block_on(serve(self.program, settings, &log, when_ready));
        runtime.shutdown_background();
        match served {
            Ok(()) => ExitCode::SUCCESS,
            Err(Fatal(reason)) => {
                error!(target: FATAL, "{reason}");
                ExitCode::FAILURE
            }
        }
    }
}

/// Why a server gave up before it was ready.
struct Fatal(String);

async fn serve(
    program: &str,
    settings: Settings,
    log: &Handle,
    when_ready: impl FnOnce(&Ready<'_>),
) -> Result<(), Fatal> {
    let Settings { options, prepared, warnings } = settings;
    banner::starting(program);
    banner::configuration(&options, &warnings);
    let mut signals = Signals::catch().map_err(|error| Fatal(format!("Could not catch signals: {error}")))?;
    if let Some(path) = &options.pid_file {
        pid_file::write(path)
            .map_err(|error| Fatal(format!("Could not write pidfile: {}", opened(path, &error))))?;
    }
    let server = Server::start_prepared(prepared).await.map_err(|error| Fatal(error.to_string()))?;
    let clients = server.client_address();
    banner::identity(server.identity());
    banner::listening(&options, clients.port());
    let ports_file = write_ports_file(&options, clients);
    info!("Server is ready");
    when_ready(&Ready { options: &options, clients, monitoring: None });

    obey(&mut signals, log).await;
    info!("Initiating Shutdown...");
    if timeout(SHUTDOWN_PATIENCE, server.shutdown()).await.is_err() {
        warn!("Connections did not end in time");
    }
    if let Some(Err((path, error))) = ports_file.map(PortsFile::remove) {
        error!("Error cleaning up ports file {}: {}", path.display(), reason(&error));
    }
    info!("Server Exiting..");
    Ok(())
}

/// Does what signals ask for, until one asks for the end.
async fn obey(signals: &mut Signals, log: &Handle) {
    loop {
        match signals.next().await {
            Request::Stop => return,
            Request::ReopenLog => {
                if let Err(error) = log.reopen() {
                    error!("{error}");
                }
            }
            Request::Reload => error!("Failed to reload server configuration: reload is not supported yet"),
            Request::LameDuck => {
                warn!("Lame duck mode is not supported yet: shutting down at once");
                return;
            }
        }
    }
}

fn write_ports_file(options: &Options, clients: SocketAddr) -> Option<PortsFile> {
    let folder = options.ports_file_dir.as_ref()?;
    let scheme = if options.tls.is_some() && !options.allow_non_tls { "tls" } else { "nats" };
    let listeners = [Listener { key: "nats", scheme, address: clients }];
    match PortsFile::write(folder, &executable(), &listeners) {
        Ok(file) => Some(file),
        Err((path, error)) => {
            error!("Error writing ports file ({}): {}", path.display(), opened(&path, &error));
            None
        }
    }
}

/// The name that the process was started by.
fn executable() -> String {
    let program = PathBuf::from(std::env::args_os().next().unwrap_or_default());
    program.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn opened(path: &Path, error: &io::Error) -> String {
    format!("open {}: {}", path.display(), reason(error))
}
