//! Words for whoever waits: on standard error, so that standard output holds the result and nothing else.

use std::fmt::Display;
use std::io::{self, Write};

/// Prints one line. A closed terminal is no reason to stop measuring.
pub(crate) fn say(line: impl Display) {
    _ = writeln!(io::stderr(), "{line}");
}
