//! Strings, between their quotes.

/// Where the closing quote stands, or where the first impossible byte does.
pub(super) fn end(text: &[u8]) -> Result<usize, usize> {
    let mut at = 0;
    loop {
        match text.get(at) {
            Some(b'"') => return Ok(at),
            Some(b'\\') => at += escape_length(text, at)?,
            Some(0..=0x1f) | None => return Err(at),
            Some(_) => at += 1,
        }
    }
}

fn escape_length(text: &[u8], at: usize) -> Result<usize, usize> {
    match text.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') => {
            let digits = text.get(at + 2..).unwrap_or_default().iter().take(4);
            match digits.take_while(|digit| digit.is_ascii_hexdigit()).count() {
                4 => Ok(6),
                good => Err(at + 2 + good),
            }
        }
        _ => Err(at + 1),
    }
}

/// The text between the quotes, which [`end`] has found to be one. Whatever is no character becomes U+FFFD, one for
/// each byte.
pub(super) fn decode(raw: &[u8]) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (plain, escape) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        push_plain(plain, &mut text);
        rest = push_escape(escape, &mut text);
    }
    push_plain(rest, &mut text);
    text
}

fn push_plain(bytes: &[u8], text: &mut String) {
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
}

/// Decodes the escape at the front and returns what follows it.
fn push_escape<'a>(escape: &'a [u8], text: &mut String) -> &'a [u8] {
    let (c, length) = match escape.get(1) {
        Some(b'b') => ('\x08', 2),
        Some(b'f') => ('\x0c', 2),
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(b'u') => unicode(escape),
        Some(other) => (char::from(*other), 2),
        None => (char::REPLACEMENT_CHARACTER, 1),
    };
    text.push(c);
    escape.get(length..).unwrap_or_default()
}

/// `\u` with four digits, or two of them that are one character.
fn unicode(escape: &[u8]) -> (char, usize) {
    let first = code_unit(escape);
    let second = escape.get(6..).filter(|rest| rest.starts_with(b"\\u")).map(code_unit);
    if let (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) = (first, second) {
        let c = char::from_u32(0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00));
        return (c.unwrap_or(char::REPLACEMENT_CHARACTER), 12);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
}

fn code_unit(escape: &[u8]) -> u32 {
    let digits = escape.get(2..6).and_then(|digits| std::str::from_utf8(digits).ok());
    digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0xfffd)
}

/// Appends `text` in quotes, escaped as the reference does: also `<`, `>`, `&` and the two Unicode line ends.
pub(crate) fn write_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\x08' => out.extend_from_slice(b"\\b"),
            '\x0c' => out.extend_from_slice(b"\\f"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\0'..='\x1f' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => write_code_unit(u32::from(c), out),
            _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

fn write_code_unit(unit: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\\u");
    for place in (0..4).rev() {
        let digit = char::from_digit((unit >> (4 * place)) & 0xf, 16).unwrap_or('0');
        out.push(digit as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &[u8], expected: &str) {
        assert_eq!(decode(raw), expected, "{}", raw.escape_ascii());
    }

    #[test]
    fn decodes_escapes() {
        check(b"", "");
        check(br#"a\"b\\c\/d\n\t\r\b\f"#, "a\"b\\c/d\n\t\r\x08\x0c");
        check(br"\u0041\u00e9\u65E5", "Aé日");
        check(br"\ud83d\ude00!", "😀!");
    }

    #[test]
    fn replaces_what_is_no_character() {
        check(br"\ud800x", "\u{fffd}x");
        check(br"\ud800\u0041", "\u{fffd}A");
        check(br"\ude00\ud83d", "\u{fffd}\u{fffd}");
        check(b"a\xffb\xc3", "a\u{fffd}b\u{fffd}");
        check(b"\xe2\x82", "\u{fffd}\u{fffd}");
    }

    #[test]
    fn writes_what_readers_of_the_reference_expect() {
        let mut out = Vec::new();
        write_string("a\"\\<>&\u{2028}\x01\né", &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), r#""a\"\\\u003c\u003e\u0026\u2028\u0001\né""#);
    }
}
