//! Where in which file something was written.

use std::fmt;
use std::sync::Arc;

/// A place in a configuration text; prints as `file:line:column`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The file as it was named, or `$NAME` for the text of an environment variable.
    pub file: Arc<str>,
    /// Line, from 1; only `\n` begins a new one.
    pub line: u32,
    /// Column in bytes, from 1.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
