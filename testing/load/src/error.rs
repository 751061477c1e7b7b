//! What can go wrong in a run, said so that a reader of the terminal knows which step it was.

use std::io;

/// The result of every step of the benchmark.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// A step that failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The operating system refused something.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done, as in "connect to 127.0.0.1:4222".
        doing: String,
        /// What the system said.
        source: io::Error,
    },
    /// The server answered with something else than the protocol asks for here.
    #[error("the server answered: {0}")]
    Answer(String),
    /// Messages that were published and never came.
    #[error("{missing} of {expected} messages never arrived")]
    Lost {
        /// How many are missing.
        missing: u64,
        /// How many should have come.
        expected: u64,
    },
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

impl Error {
    /// An error in words.
    pub(crate) fn other(text: impl Into<String>) -> Self {
        Error::Other(text.into())
    }
}

/// What a thread of the load found out; that it panicked is an error like any other.
pub(crate) fn joined<T>(result: std::thread::Result<Result<T>>) -> Result<T> {
    result.unwrap_or_else(|_| Err(Error::other("a load thread panicked")))
}

/// Names the step an I/O error happened in.
pub(crate) trait Doing<T> {
    /// Turns the error into ours, with `what` in front of it.
    fn doing(self, what: impl Into<String>) -> Result<T>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: impl Into<String>) -> Result<T> {
        self.map_err(|source| Error::Io { doing: what.into(), source })
    }
}

impl<T> Doing<T> for nix::Result<T> {
    fn doing(self, what: impl Into<String>) -> Result<T> {
        self.map_err(io::Error::from).doing(what)
    }
}
