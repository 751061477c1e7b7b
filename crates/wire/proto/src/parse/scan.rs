//! Searching bytes.

/// Where the first LF at or after `from` stands.
pub(super) fn line_feed(input: &[u8], from: usize) -> Option<usize> {
    memchr::memchr(b'\n', input.get(from..)?).map(|at| from + at)
}

/// The first byte at or after `from` that is no blank.
#[inline]
pub(super) fn skip_blanks(input: &[u8], from: usize) -> usize {
    let rest = input.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
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

/// The first blank, tab, CR or LF at or after `from`.
#[inline]
pub(super) fn argument_end(input: &[u8], from: usize) -> Option<usize> {
    let rest = input.get(from..)?;
    rest.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).map(|at| from + at)
}
