//! Why a text was refused.

use std::fmt;

use crate::Position;
use crate::limits;

/// A refusal: where, what was found there, and what was expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    /// Where the problem is.
    pub position: Position,
    /// What it is.
    pub problem: Problem,
    /// The `include`s and variables that led to that text, the nearest first.
    pub reached_from: Vec<Position>,
}

/// What can be wrong with a text.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Something else should have stood there.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What would have been right.
        expected: &'static str,
        /// What was there.
        found: String,
    },
    /// Something that began and does not end.
    #[error("the text ends inside the {what} that opens at {opened}")]
    Unclosed {
        /// What it is.
        what: &'static str,
        /// Where it began.
        opened: Position,
    },
    /// A backslash with something behind it that means nothing.
    #[error("{0} is no escape: only \\xHH, \\t, \\n, \\r, \\\" and \\\\ are")]
    Escape(String),
    /// `10xb`
    #[error("{suffix:?} in {text:?} is no size: sizes are k, m, g, t, p, e, alone or followed by b, i or ib")]
    UnknownSuffix {
        /// The number as written.
        text: String,
        /// Its end.
        suffix: String,
    },
    /// A number beyond 64 bits, or a float beyond what a float can hold.
    #[error("{0:?} is too large for a number")]
    NumberTooLarge(String),
    /// Text that starts like a date and is none.
    #[error("{0:?} is neither a number nor a date such as 2006-01-02T15:04:05Z; put text into quotes")]
    NoDate(String),
    /// Bytes that are not UTF-8, outside of comments.
    #[error("text that is not UTF-8")]
    NotUtf8,
    /// A NUL byte.
    #[error("a NUL byte")]
    Nul,
    /// A byte order mark.
    #[error("the file starts with a byte order mark; save it without")]
    ByteOrderMark,
    /// `$name` without such a name.
    #[error("variable {0:?} is neither set above in this file nor in the environment")]
    UnknownVariable(String),
    /// An environment variable that needs itself.
    #[error("environment variable {0:?} refers to itself")]
    VariableLoop(String),
    /// An included file that could not be read.
    #[error("cannot include {path:?}: {reason}")]
    Include {
        /// The path that was tried.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// A file that includes itself.
    #[error("loop of includes: {}", .0.join(" -> "))]
    IncludeLoop(Vec<String>),
    /// Too many levels of maps and arrays.
    #[error("nested deeper than {} levels", limits::DEPTH)]
    TooDeep,
    /// Too many levels of files.
    #[error("more than {} levels of includes", limits::INCLUDES)]
    TooManyIncludes,
    /// Includes and variables that multiply.
    #[error("includes and variables make the configuration larger than {} MiB", limits::WEIGHT >> 20)]
    TooLarge,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.problem)?;
        for position in &self.reached_from {
            write!(f, " (reached from {position})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
