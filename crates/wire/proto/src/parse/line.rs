//! The end of a control line.

use super::scan;

/// What is known of a control line.
pub(super) enum Found<'a> {
    /// It ends: `args` without its line end, `length` with it.
    Complete { args: &'a [u8], length: usize },
    /// It doesn't end yet.
    Unfinished,
    /// It is too long, whether it ends or not.
    TooLong,
}

/// Finds the end of the line that begins with the first argument. The first byte never ends it, not even an LF: some
/// byte has to be there before the line can be over. No LF stands in the first `scanned` bytes.
pub(super) fn find(rest: &[u8], scanned: usize, max: usize) -> Found<'_> {
    match scan::line_feed(rest, scanned.max(1)) {
        None if without_return(rest).len() > max => Found::TooLong,
        None => Found::Unfinished,
        Some(end) => {
            let args = without_return(rest.get(..end).unwrap_or_default());
            if args.len() > max { Found::TooLong } else { Found::Complete { args, length: end + 1 } }
        }
    }
}

/// The line without a CR at its end. A CR that is the whole line stays: it stands where an argument should.
fn without_return(line: &[u8]) -> &[u8] {
    match line {
        [rest @ .., b'\r'] if !rest.is_empty() => rest,
        _ => line,
    }
}
