//! Why logging could not be set up as asked.

use std::io;
use std::path::PathBuf;

/// A log that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The log file.
    #[error("error opening log file {path:?}: {source}")]
    File {
        /// Its path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The address of a remote syslog has another form.
    #[error("invalid syslog address {0:?}: expected udp://host:port, tcp://host:port or unix:///path")]
    SyslogAddress(String),
    /// Nobody listens at the syslog's address.
    #[error("error connecting to syslog {address}: {source}")]
    Syslog {
        /// The address.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// Another subscriber is already there.
    #[error("logging was set up before")]
    Twice,
}
