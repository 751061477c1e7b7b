//! Talking to whoever started the program.
//!
//! A reader that went away, as in `gannet --help | head -1`, is no reason to fail.

use std::{
    fmt::Display,
    io::{self, Write},
};

/// Writes what a program may read.
pub(crate) fn out(text: impl Display) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Writes what a person is told.
pub(crate) fn err(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
