//! One input, whole and in pieces, against the model.

use proto::Limits;

use crate::{driver::drive, model};

/// However the input is cut, the same things happen, and they are what the model says.
pub(crate) fn compare(input: &[u8], limits: Limits, lengths: &[usize]) {
    let expected = model::parse(input, limits);
    let shown = input.escape_ascii();
    assert_eq!(drive([input], limits), expected, "whole: {shown}");
    assert_eq!(drive(cut(input, lengths), limits), expected, "cut: {shown}");
    assert_eq!(drive(cut(input, &[1]), limits), expected, "byte by byte: {shown}");
}

/// The same with limits and pieces taken from the first three bytes.
pub(crate) fn compare_bytes(bytes: &[u8]) {
    let [flags, first, second, input @ ..] = bytes else { return };
    let limits = Limits {
        max_control_line: if flags & 1 == 0 { 4096 } else { 9 },
        max_payload: match flags >> 1 & 3 {
            0 => Some(1 << 20),
            1 => Some(20),
            2 => Some(0),
            _ => None,
        },
        headers: flags & 8 == 0,
        pedantic: flags & 16 != 0,
        authenticated: flags & 32 == 0,
    };
    compare(input, limits, &[usize::from(*first) + 1, usize::from(*second) + 1]);
}

/// Cuts `input` after each of these lengths, over and over.
fn cut<'i>(input: &'i [u8], lengths: &[usize]) -> Vec<&'i [u8]> {
    let mut pieces = Vec::new();
    let mut rest = input;
    for length in lengths.iter().cycle() {
        let (piece, tail) = rest.split_at((*length).min(rest.len()));
        pieces.push(piece);
        rest = tail;
        if rest.is_empty() {
            break;
        }
    }
    pieces
}
