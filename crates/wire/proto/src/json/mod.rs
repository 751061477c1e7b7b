//! As much JSON as the protocol needs, as lenient and as strict as the reference.
//!
//! A general parser would not do: strings may hold bytes that are no UTF-8 and halves of surrogate pairs (both are
//! replaced), nesting may go ten thousand deep, `1.0` is no integer, and `null` leaves a field as it is.

mod reader;
mod string;

pub(crate) use reader::Reader;
pub(crate) use string::write_string;

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonError {
    /// It is no JSON from this byte on.
    Syntax {
        /// Where the first impossible byte stands.
        at: usize,
    },
    /// It is JSON, but the value that begins at this byte is of another type than its key asks for.
    Type {
        /// Where the value begins.
        at: usize,
    },
    /// Values inside values inside values.
    TooDeep,
}

/// Whether two keys are the same, as the reference compares them: ASCII letters in either case, and two letters that
/// Unicode folds to ASCII.
pub(crate) fn same_key(key: &str, name: &str) -> bool {
    let fold = |c: char| match c {
        'ſ' => 's',
        '\u{212a}' => 'k',
        _ => c.to_ascii_lowercase(),
    };
    key.chars().map(fold).eq(name.chars())
}
