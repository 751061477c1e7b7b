//! What a destination is made of, and how it is written.

use super::call::Sized;

/// One stretch of a destination. Token numbers are positions in the subject, all of them below the source's token count.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// Constant text, dots between the tokens included.
    Text(Box<[u8]>),
    Token(usize),
    Partition {
        buckets: u32,
        key: Key,
    },
    Random {
        below: u32,
    },
    Split {
        token: usize,
        delimiter: Box<[u8]>,
    },
    Sized {
        function: Sized,
        token: usize,
        size: usize,
    },
}

/// What a partition is computed from.
#[derive(Debug, Clone)]
pub(super) enum Key {
    Subject,
    Tokens(Box<[usize]>),
}

impl Piece {
    pub(super) fn write(
        &self,
        subject: &[u8],
        tokens: &[&[u8]],
        random: &mut impl FnMut() -> u32,
        out: &mut Vec<u8>,
    ) {
        let token = |at: usize| tokens.get(at).copied().unwrap_or_default();
        match self {
            Self::Text(text) => out.extend_from_slice(text),
            Self::Token(at) => out.extend_from_slice(token(*at)),
            Self::Partition { buckets, key } => {
                let hash = match key {
                    Key::Subject => fnv1a(subject.iter()),
                    Key::Tokens(keys) => fnv1a(keys.iter().flat_map(|&at| token(at))),
                };
                write_number(hash.checked_rem(*buckets).unwrap_or(0), out);
            }
            Self::Random { below } => write_number(random().checked_rem(*below).unwrap_or(0), out),
            Self::Split { token: at, delimiter } => write_split(token(*at), delimiter, out),
            Self::Sized { function, token: at, size } => write_sized(*function, token(*at), *size, out),
        }
    }
}

/// The 32-bit FNV-1a hash: clients compute the same partitions.
fn fnv1a<'a>(bytes: impl Iterator<Item = &'a u8>) -> u32 {
    bytes.fold(0x811c_9dc5, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn write_number(number: u32, out: &mut Vec<u8>) {
    let mut digits = [0; 10];
    let mut rest = number;
    let mut used = 0;
    for digit in digits.iter_mut().rev() {
        // The remainder of a division by ten is a digit.
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        used += 1;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(digits.len() - used..).unwrap_or_default());
}

/// The parts between delimiters as tokens; empty parts are left out, and a token of nothing but delimiters stays whole.
fn write_split(token: &[u8], delimiter: &[u8], out: &mut Vec<u8>) {
    let mut rest = token;
    let mut parts = 0;
    while !rest.is_empty() {
        let (part, after) = next_part(rest, delimiter);
        rest = after;
        if !part.is_empty() {
            write_token(part, parts, out);
            parts += 1;
        }
    }
    if parts == 0 {
        out.extend_from_slice(token);
    }
}

fn next_part<'a>(text: &'a [u8], delimiter: &[u8]) -> (&'a [u8], &'a [u8]) {
    let (end, skip) = if delimiter.is_empty() {
        (character_length(text), 0)
    } else {
        let found = text.windows(delimiter.len()).position(|window| window == delimiter);
        (found.unwrap_or(text.len()), delimiter.len())
    };
    let (part, after) = text.split_at_checked(end).unwrap_or((text, &[]));
    (part, after.get(skip..).unwrap_or_default())
}

/// Length of the first UTF-8 character; a byte that starts none counts alone.
fn character_length(text: &[u8]) -> usize {
    text.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next()).map_or(1, char::len_utf8)
}

fn write_sized(function: Sized, token: &[u8], size: usize, out: &mut Vec<u8>) {
    if size == 0 || size >= token.len() {
        return out.extend_from_slice(token);
    }
    let from_right = token.len() - size;
    match function {
        Sized::SplitFromLeft => write_pair(token, size, out),
        Sized::SplitFromRight => write_pair(token, from_right, out),
        Sized::SliceFromLeft => write_chunks(token, size, 0, out),
        Sized::SliceFromRight => {
            // What doesn't fill a slice stands at the left.
            let odd = token.len() % size;
            let (first, rest) = token.split_at_checked(odd).unwrap_or((&[], token));
            if !first.is_empty() {
                write_token(first, 0, out);
            }
            write_chunks(rest, size, usize::from(odd > 0), out);
        }
        Sized::Left => out.extend_from_slice(token.get(..size).unwrap_or(token)),
        Sized::Right => out.extend_from_slice(token.get(from_right..).unwrap_or(token)),
    }
}

fn write_pair(token: &[u8], at: usize, out: &mut Vec<u8>) {
    let (left, right) = token.split_at_checked(at).unwrap_or((token, &[]));
    write_token(left, 0, out);
    write_token(right, 1, out);
}

fn write_chunks(token: &[u8], size: usize, before: usize, out: &mut Vec<u8>) {
    for (count, chunk) in token.chunks(size).enumerate() {
        write_token(chunk, before + count, out);
    }
}

/// Writes one of several tokens that come of one; `before` of them stand there already.
fn write_token(token: &[u8], before: usize, out: &mut Vec<u8>) {
    if before > 0 {
        out.push(b'.');
    }
    out.extend_from_slice(token);
}
