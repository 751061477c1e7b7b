//! What can be wrong with a command line, in the reference's words.

use std::fmt;

use stdx::quote::GoQuoted;

/// Why a command line was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlagError {
    /// Not a flag: `-=`, `---p`, `--=5`.
    BadSyntax(String),
    /// A flag nobody knows; with the known one that comes closest.
    Unknown(String, Option<&'static str>),
    /// The last argument is a flag that needs a value.
    NeedsArgument(String),
    /// A value that is no number.
    NotANumber {
        /// The flag without dashes.
        flag: String,
        /// The value as given.
        value: String,
        /// Whether it is a number that does not fit.
        out_of_range: bool,
    },
    /// A switch with a value that is neither true nor false.
    NotABoolean {
        /// The flag without dashes.
        flag: String,
        /// The value as given.
        value: String,
    },
    /// An argument that is not UTF-8.
    NotUtf8(String),
    /// A word that is neither `help` nor `version`.
    UnrecognizedCommand(String),
    /// `--signal` with a name nobody knows.
    UnknownSignal(String),
    /// `--signal a=b=c`.
    SignalParameters(Vec<String>),
    /// `-t` without `-c`.
    NothingToTest,
}

impl FlagError {
    /// Whether the reference prints its usage after the message, and the message without the program's name.
    pub fn shows_usage(&self) -> bool {
        match self {
            FlagError::BadSyntax(_)
            | FlagError::Unknown(..)
            | FlagError::NeedsArgument(_)
            | FlagError::NotANumber { .. }
            | FlagError::NotABoolean { .. }
            | FlagError::NotUtf8(_) => true,
            FlagError::UnrecognizedCommand(_)
            | FlagError::UnknownSignal(_)
            | FlagError::SignalParameters(_)
            | FlagError::NothingToTest => false,
        }
    }
}

impl FlagError {
    /// What the process ends with: 2 for a command line that cannot be read, where the reference says 0, which a
    /// supervisor would take for success; 1 for the rest, as the reference does.
    pub fn exit_code(&self) -> u8 {
        if self.shows_usage() { 2 } else { 1 }
    }
}

impl fmt::Display for FlagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FlagError::BadSyntax(text) => write!(f, "bad flag syntax: {text}"),
            FlagError::Unknown(name, None) => write!(f, "flag provided but not defined: -{name}"),
            FlagError::Unknown(name, Some(near)) => {
                write!(f, "flag provided but not defined: -{name} (did you mean --{near}?)")
            }
            FlagError::NeedsArgument(name) => write!(f, "flag needs an argument: -{name}"),
            FlagError::NotANumber { flag, value, out_of_range } => {
                let why = if *out_of_range { "value out of range" } else { "parse error" };
                write!(f, "invalid value {} for flag -{flag}: {why}", quoted(value))
            }
            FlagError::NotABoolean { flag, value } => {
                write!(f, "invalid boolean value {} for -{flag}: parse error", quoted(value))
            }
            FlagError::NotUtf8(text) => write!(f, "argument is not UTF-8: {text}"),
            FlagError::UnrecognizedCommand(word) => write!(f, "unrecognized command: {}", quoted(word)),
            FlagError::UnknownSignal(name) => write!(f, "unknown signal {}", quoted(name)),
            FlagError::SignalParameters(rest) => write!(f, "invalid signal parameters: [{}]", rest.join(" ")),
            FlagError::NothingToTest => {
                f.write_str("must specify [-c, --config] option to check configuration file syntax")
            }
        }
    }
}

fn quoted(text: &str) -> GoQuoted<'_> {
    GoQuoted(text.as_bytes())
}

impl std::error::Error for FlagError {}
