//! Starting a server process, and how that can end.

use std::{io, net::SocketAddr, process::ExitCode};

use logging::FATAL;
use options::{Flags, Options};
use server::StartError;
use tokio::runtime::Runtime;
use tracing::error;

use super::{
    fail,
    load::{Purpose, load},
    serve::serve,
};

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
    pub(crate) monitoring: Option<Monitoring>,
}

/// Where a server can be watched.
pub(crate) struct Monitoring {
    /// `http` or `https`.
    pub(crate) scheme: &'static str,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

/// How a server process came to its end. Everybody concerned has been told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It was asked to.
    InOrder,
    /// It could not start, because another process has one of its ports.
    PortTaken,
    /// It could not start for any other reason.
    NotStarted,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        match end {
            End::InOrder => ExitCode::SUCCESS,
            End::PortTaken | End::NotStarted => ExitCode::FAILURE,
        }
    }
}

/// Why a server gave up before it was ready.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub(super) struct Fatal {
    text: String,
    end: End,
}

impl Fatal {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Fatal { text: text.into(), end: End::NotStarted }
    }
}

impl Fatal {
    fn listening(text: String, source: Option<&io::Error>) -> Self {
        let is_taken = source.is_some_and(|source| source.kind() == io::ErrorKind::AddrInUse);
        Fatal { text, end: if is_taken { End::PortTaken } else { End::NotStarted } }
    }
}

impl From<StartError> for Fatal {
    fn from(error: StartError) -> Self {
        let source = match &error {
            StartError::Listen { source, .. } => Some(source),
            _ => None,
        };
        Fatal::listening(error.to_string(), source)
    }
}

impl From<monitor::StartError> for Fatal {
    fn from(error: monitor::StartError) -> Self {
        let source = match &error {
            monitor::StartError::Listen { source, .. } => Some(source),
            _ => None,
        };
        Fatal::listening(error.to_string(), source)
    }
}

impl Launch<'_> {
    /// Runs the server until it is told to stop; `when_ready` is called once, as soon as clients can connect.
    pub(crate) fn run(self, when_ready: impl FnOnce(&Ready<'_>)) -> End {
        self.try_run(when_ready).unwrap_or_else(|reason| {
            let _ = fail(self.program, reason);
            End::NotStarted
        })
    }

    /// What goes wrong before there is a log is returned.
    fn try_run(&self, when_ready: impl FnOnce(&Ready<'_>)) -> Result<End, String> {
        let settings = load(self.flags, Purpose::Start)?;
        let log = logging::init(&settings.options.log).map_err(|error| error.to_string())?;
        let runtime = Runtime::new().map_err(|error| error.to_string())?;
        let served = runtime.block_on(serve(self.program, settings, &log, when_ready));
        runtime.shutdown_background();
        Ok(served.map_or_else(
            |fatal| {
                error!(target: FATAL, "{fatal}");
                fatal.end
            },
            |()| End::InOrder,
        ))
    }
}
