//! What is wrong with a set of accounts, where, and how to mend it.

use std::fmt;

/// Whether a problem keeps the server from starting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The server starts; something in the configuration has no effect.
    Warning,
    /// The server doesn't start.
    Error,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands, as `file:line:column`; empty when it stands nowhere in particular.
    pub position: String,
    /// What is wrong, in the reference's words where it has some.
    pub text: String,
    /// What to do about it.
    pub mend: String,
}

impl Problem {
    pub(crate) fn error(position: &str, text: impl Into<String>, mend: impl Into<String>) -> Self {
        Problem { severity: Severity::Error, position: position.into(), text: text.into(), mend: mend.into() }
    }

    pub(crate) fn warning(position: &str, text: impl Into<String>, mend: impl Into<String>) -> Self {
        Problem { severity: Severity::Warning, ..Problem::error(position, text, mend) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.position.is_empty() {
            write!(f, "{}: ", self.position)?;
        }
        f.write_str(&self.text)?;
        if !self.mend.is_empty() {
            write!(f, " ({})", self.mend)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
