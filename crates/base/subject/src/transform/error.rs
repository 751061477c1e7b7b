//! Why a destination is refused.

use std::fmt;

/// A destination that can't be used with its source. The sentences are the reference's: people look for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransformError {
    /// The source is no filter, the destination holds a `*`, or only one of the two ends in `>`.
    InvalidSubject,
    /// A token of the destination is wrong.
    Destination {
        /// What is wrong.
        kind: DestinationError,
        /// The token, where one can be named, shown as text.
        token: Option<Box<str>>,
    },
}

/// What can be wrong with a token of a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DestinationError {
    /// Empty, blank, or behind a `>`.
    InvalidTransform,
    /// Not every wildcard of the source appears ([`super::Remap`] only).
    NotUsingAllWildcards,
    /// Braces around something unknown.
    UnknownFunction,
    /// More wildcards asked for than the source has.
    IndexOutOfRange {
        /// What was asked for; absent when the source has none at all.
        index: Option<i64>,
    },
    /// Too few arguments.
    NotEnoughArguments,
    /// An argument that can't be read.
    InvalidArgument,
    /// Too many arguments.
    TooManyArguments,
    /// A function other than `wildcard` ([`super::Remap`] only).
    NotSupportedForImport,
}

impl DestinationError {
    pub(super) fn of(self, token: &[u8]) -> TransformError {
        TransformError::Destination { kind: self, token: Some(String::from_utf8_lossy(token).into()) }
    }

    pub(super) fn alone(self) -> TransformError {
        TransformError::Destination { kind: self, token: None }
    }

    fn text(self) -> &'static str {
        match self {
            Self::InvalidTransform => "invalid transform",
            Self::NotUsingAllWildcards => "not using all of the token wildcard(s)",
            Self::UnknownFunction => "unknown function",
            Self::IndexOutOfRange { .. } => "wildcard index out of range",
            Self::NotEnoughArguments => "not enough arguments passed to the function",
            Self::InvalidArgument => "function argument is invalid or in the wrong format",
            Self::TooManyArguments => "too many arguments passed to the function",
            Self::NotSupportedForImport => {
                "the only mapping function allowed for import transforms is {{Wildcard()}}"
            }
        }
    }
}

impl fmt::Display for TransformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Destination { kind, token } = self else {
            return f.write_str("invalid subject");
        };
        write!(f, "invalid mapping destination: {}", kind.text())?;
        if let Some(token) = token {
            write!(f, " in {token}")?;
        }
        match kind {
            DestinationError::IndexOutOfRange { index: Some(index) } => write!(f, ": [{index}]"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for TransformError {}
