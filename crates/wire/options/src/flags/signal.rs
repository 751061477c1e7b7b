//! `--signal NAME[=TARGET]`: what to tell a running server.

use super::{Action, FlagError};

/// What can be told to a running server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// End at once (SIGKILL).
    Stop,
    /// End in order (SIGINT).
    Quit,
    /// End in order, unless it already lets its clients go (SIGTERM).
    Term,
    /// Open the log file anew (SIGUSR1).
    Reopen,
    /// Read the configuration anew (SIGHUP).
    Reload,
    /// Let the clients go one by one, then end (SIGUSR2).
    LameDuck,
}

const NAMES: [(&str, Signal); 6] = [
    ("stop", Signal::Stop),
    ("quit", Signal::Quit),
    ("term", Signal::Term),
    ("reopen", Signal::Reopen),
    ("reload", Signal::Reload),
    ("ldm", Signal::LameDuck),
];

/// The action that `--signal TEXT` asks for.
pub(super) fn parse(text: &str) -> Result<Action, FlagError> {
    let mut parts = text.split('=');
    let name = parts.next().unwrap_or_default();
    let target = parts.next().filter(|target| !target.is_empty()).map(str::to_owned);
    let rest: Vec<String> = parts.map(str::to_owned).collect();
    if !rest.is_empty() {
        return Err(FlagError::SignalParameters(rest));
    }
    let known = NAMES.into_iter().find(|(known, _)| *known == name);
    let (_, signal) = known.ok_or_else(|| FlagError::UnknownSignal(name.to_owned()))?;
    Ok(Action::Signal { signal, target })
}
