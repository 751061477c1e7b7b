//! The command line of the server.
//!
//! Promises: every flag of the reference under each of its spellings, in its syntax (one dash or two, `-x v` or
//! `-x=v`, switches that may carry a value); a value arrives as typed, whatever it holds; what is wrong is said in
//! the reference's words. Flags win over the configuration file, see [`crate::Options::load`].
//!
//! Deliberately absent: doing any of it. Reading the file, sending the signal and printing the help belong to the
//! program.

mod apply;
mod error;
mod signal;
mod syntax;
mod table;
mod usage;

use std::ffi::OsString;
use std::path::PathBuf;

pub use error::FlagError;
pub use signal::Signal;
pub use usage::{tls_usage, usage};

/// What the command line says, and only that: a flag that was not given is `None` or `false`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flags {
    /// Configuration file (`-c`).
    pub config: Option<PathBuf>,
    /// Turn refusals of keys and flags that are not carried out into warnings (`--allow-unsupported`).
    pub allow_unsupported: bool,
    pub(crate) listen: ListenFlags,
    pub(crate) log: LogFlags,
    pub(crate) auth: AuthFlags,
    pub(crate) tls: TlsFlags,
    pub(crate) later: LaterFlags,
    asked: Asked,
}

/// Where to listen, and how the server shows itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ListenFlags {
    pub(crate) host: Option<String>,
    pub(crate) port: Option<i64>,
    pub(crate) http_port: Option<i64>,
    pub(crate) https_port: Option<i64>,
    pub(crate) server_name: Option<String>,
    pub(crate) client_advertise: Option<String>,
    pub(crate) pid_file: Option<PathBuf>,
    pub(crate) ports_file_dir: Option<PathBuf>,
}

/// Logging. The combined switches (`-DV`) stand apart because they win over the single ones, wherever they stand.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct LogFlags {
    pub(crate) file: Option<PathBuf>,
    pub(crate) size_limit: Option<i64>,
    pub(crate) time: Option<bool>,
    pub(crate) utc: Option<bool>,
    pub(crate) syslog: Option<bool>,
    pub(crate) remote_syslog: Option<String>,
    pub(crate) debug: Option<bool>,
    pub(crate) trace: Option<bool>,
    pub(crate) debug_and_trace: Option<bool>,
    pub(crate) debug_and_verbose_trace: Option<bool>,
    pub(crate) verbose_trace: Option<bool>,
    pub(crate) max_traced_message: Option<i64>,
}

/// The single user or token.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct AuthFlags {
    pub(crate) user: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) token: Option<String>,
}

/// TLS of the client listener.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TlsFlags {
    pub(crate) enabled: Option<bool>,
    pub(crate) cert: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) ca_cert: Option<String>,
    pub(crate) verify: Option<bool>,
}

/// Flags of parts that Gannet does not carry out yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct LaterFlags {
    pub(crate) jetstream: Option<bool>,
    pub(crate) store_dir: Option<String>,
    pub(crate) routes: Option<String>,
    pub(crate) cluster: Option<String>,
    pub(crate) cluster_name: Option<String>,
    pub(crate) cluster_advertise: Option<String>,
    pub(crate) no_advertise: Option<bool>,
    pub(crate) connect_retries: Option<i64>,
    pub(crate) profile: Option<i64>,
}

/// What to do instead of running.
#[derive(Debug, Clone, Default, PartialEq)]
struct Asked {
    help: bool,
    version: bool,
    help_tls: bool,
    test: bool,
    signal: Option<String>,
}

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Print [`usage`].
    Help,
    /// Print the version.
    Version,
    /// Print [`tls_usage`].
    HelpTls,
    /// Send a signal to a running server.
    Signal {
        /// What is sent.
        signal: Signal,
        /// Process id, a pattern such as `12*`, or the path of a pid file, which comes first when it can be read;
        /// without a target the one running server is meant.
        target: Option<String>,
    },
    /// Check the configuration file and say whether it is valid.
    TestConfig,
    /// Run the server.
    Run,
}

/// A command line that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandLine {
    /// What to do.
    pub action: Action,
    /// What was set.
    pub flags: Flags,
}

/// Reads the arguments after the program's name.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<CommandLine, FlagError> {
    let mut flags = Flags::default();
    let words = syntax::parse(arguments, &mut flags)?;
    let action = action(&flags, words.first())?;
    Ok(CommandLine { action, flags })
}

/// Version before help, both before everything else; a word that is no flag may only ask for these two.
fn action(flags: &Flags, word: Option<&String>) -> Result<Action, FlagError> {
    let asked = &flags.asked;
    match word.map(|word| word.to_lowercase()).as_deref() {
        _ if asked.version => return Ok(Action::Version),
        _ if asked.help => return Ok(Action::Help),
        _ if asked.help_tls => return Ok(Action::HelpTls),
        Some("version") => return Ok(Action::Version),
        Some("help") => return Ok(Action::Help),
        Some(_) => return Err(FlagError::UnrecognizedCommand(word.cloned().unwrap_or_default())),
        None => {}
    }
    match asked.signal.as_deref() {
        Some(text) if !text.is_empty() => signal::parse(text),
        _ if !asked.test => Ok(Action::Run),
        _ if flags.config.is_none() => Err(FlagError::NothingToTest),
        _ => Ok(Action::TestConfig),
    }
}

#[cfg(test)]
mod tests;
