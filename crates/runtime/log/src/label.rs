//! The three letters that say how much a line matters.

use tracing::{Level, Metadata};

/// The target of an `error!` event that is the last one before the server gives up.
pub const FATAL: &str = "fatal";

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Fatal,
    Error,
    Warning,
    Info,
    Debug,
    Trace,
}

impl Label {
    pub(crate) fn of(metadata: &Metadata<'_>) -> Self {
        match *metadata.level() {
            Level::ERROR if metadata.target() == FATAL => Label::Fatal,
            Level::ERROR => Label::Error,
            Level::WARN => Label::Warning,
            Level::INFO => Label::Info,
            Level::DEBUG => Label::Debug,
            Level::TRACE => Label::Trace,
        }
    }

    pub(crate) fn letters(self) -> &'static str {
        match self {
            Label::Fatal => "FTL",
            Label::Error => "ERR",
            Label::Warning => "WRN",
            Label::Info => "INF",
            Label::Debug => "DBG",
            Label::Trace => "TRC",
        }
    }

    /// The terminal's code for the colour of the letters.
    pub(crate) fn colour(self) -> &'static str {
        match self {
            Label::Fatal | Label::Error => "31",
            Label::Warning => "0;93",
            Label::Info => "32",
            Label::Debug => "36",
            Label::Trace => "33",
        }
    }
}
