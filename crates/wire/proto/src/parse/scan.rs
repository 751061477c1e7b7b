//! Searching bytes.

/// Where the first LF at or after `from` stands.
pub(super) fn line_feed(input: &[u8], from: usize) -> Option<usize> {
    memchr::memchr(b'\n', input.get(from..)?).map(|at| from + at)
}

/// The first byte at or after `from` that is no blank.
#[inline]
pub(super) fn skip_blanks(input: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(b' ' | b'\t') = input.get(at) {
        at += 1;
    }
    at
}

/// Splits at any run of `blanks` into at most `N` arguments; `None` when there are more.
pub(super) fn split<const N: usize>(args: &[u8], blank: fn(&u8) -> bool) -> Option<([&[u8]; N], usize)> {
    let mut found: [&[u8]; N] = [&[]; N];
    let mut count = 0;
    for argument in args.split(blank).filter(|argument| !argument.is_empty()) {
        *found.get_mut(count)? = argument;
        count += 1;
    }
    Some((found, count))
}

/// One argument of a line.
pub(super) struct Word<'a> {
    /// Never empty, without separators.
    pub(super) text: &'a [u8],
    /// Whether the line ends behind it.
    pub(super) last: bool,
    /// Where the line end begins, if this is the last.
    pub(super) line_end: usize,
    /// Where the next argument begins, or the next line.
    pub(super) next: usize,
}

/// The argument at `from`; `None` if there is none, if its end hasn't come, or if a CR stands where it ends no line.
#[inline]
pub(super) fn word(input: &[u8], from: usize) -> Option<Word<'_>> {
    let end = word_end(input, from)?;
    let text = input.get(from..end).filter(|text| !text.is_empty())?;
    let next = skip_blanks(input, end);
    let (last, length) = match input.get(next..)? {
        [b'\r', b'\n', ..] => (true, 2),
        [b'\n', ..] => (true, 1),
        [b'\r', ..] | [] => return None,
        _ => (false, 0),
    };
    Some(Word { text, last, line_end: next, next: next + length })
}

/// The first blank, tab, CR or LF at or after `from`. Eight bytes at a time: most of what stands here is short.
#[inline]
fn word_end(input: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(eight) = input.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*eight);
        let hits = up_to_blank(word);
        if hits == 0 {
            at += 8;
            continue;
        }
        let byte = hits.trailing_zeros() / 8;
        at += byte as usize;
        if is_separator(&((word >> (8 * byte)) as u8)) {
            return Some(at);
        }
        at += 1;
    }
    input.get(at..)?.iter().position(is_separator).map(|more| at + more)
}

/// Marks bytes from 0x00 to 0x20 by their highest bit. Above the lowest mark there may be wrong ones.
#[inline]
fn up_to_blank(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    word.wrapping_sub(EACH * 0x21) & !word & (EACH * 0x80)
}

#[inline]
fn is_separator(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_at_separators_only() {
        for length in 0..40 {
            for separator in [" ", "\t", "\r", "\n"] {
                let text = "\0!\u{1f}a\u{7f}\u{e9}\u{b}~\"".repeat(9);
                let text: String = text.chars().take(length).collect();
                let input = format!("{text}{separator}rest of the line");
                assert_eq!(word_end(input.as_bytes(), 0), Some(text.len()), "{input:?}");
                assert_eq!(word_end(text.as_bytes(), 0), None, "{text:?}");
            }
        }
    }
}
