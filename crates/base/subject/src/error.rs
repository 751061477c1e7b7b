//! Why a text is no subject.

use std::fmt;

/// What is wrong with a subject, and at which byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectError {
    /// There is nothing.
    Empty,
    /// Two dots meet, or the subject starts or ends with one.
    EmptyToken {
        /// Where the missing token should start.
        at: usize,
    },
    /// A `>` stands before the last token.
    FullWildcardNotLast {
        /// Where the `>` stands.
        at: usize,
    },
    /// A space, tab, line feed or carriage return.
    Blank {
        /// Where it stands.
        at: usize,
    },
}

impl fmt::Display for SubjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a subject can't be empty"),
            Self::EmptyToken { at } => write!(f, "empty token at byte {at}"),
            Self::FullWildcardNotLast { at } => write!(f, "'>' at byte {at} is not the last token"),
            Self::Blank { at } => write!(f, "blank at byte {at}"),
        }
    }
}

impl std::error::Error for SubjectError {}
