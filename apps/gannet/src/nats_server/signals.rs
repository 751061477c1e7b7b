//! The signals that a running server answers to.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::info;

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    /// End in order, now.
    Interrupt,
    /// End in order, unless that is under way.
    Terminate,
    /// Open the log file anew.
    ReopenLog,
    /// Read the configuration anew.
    Reload,
    /// Let the clients go, then end.
    LameDuck,
}

/// The signals, caught from here on.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
    user1: Signal,
    user2: Signal,
}

impl Signals {
    pub(super) fn catch() -> io::Result<Self> {
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
            user1: signal(SignalKind::user_defined1())?,
            user2: signal(SignalKind::user_defined2())?,
        })
    }

    /// Waits for the next signal and says so in the log.
    pub(super) async fn next(&mut self) -> Request {
        let (name, request) = tokio::select! {
            _ = self.interrupt.recv() => ("interrupt", Request::Interrupt),
            _ = self.terminate.recv() => ("terminated", Request::Terminate),
            _ = self.hangup.recv() => ("hangup", Request::Reload),
            _ = self.user1.recv() => ("user defined signal 1", Request::ReopenLog),
            _ = self.user2.recv() => ("user defined signal 2", Request::LameDuck),
        };
        info!("Trapped {name:?} signal");
        request
    }
}
