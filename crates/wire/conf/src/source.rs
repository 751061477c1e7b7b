//! The outside world as the parser sees it: files to include and environment variables.

use std::io;
use std::path::Path;

/// Supplies what a configuration text refers to.
pub trait Source {
    /// The bytes of an included file. `path` is relative to where the first file's own path is relative to.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The text of an environment variable.
    fn env(&self, name: &str) -> Option<String>;
}

/// A [`Source`] without files and variables.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Source for Nothing {
    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn env(&self, _: &str) -> Option<String> {
        None
    }
}
