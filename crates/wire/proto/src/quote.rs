//! Bytes inside double quotes, escaped so that a line stays a line.

/// Appends `"text"`: quotes and backslashes escaped, control characters and bytes that are no UTF-8 as `\x01`,
/// characters that don't print as `\u00a0`.
pub(crate) fn quote(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for chunk in text.utf8_chunks() {
        chunk.valid().chars().for_each(|c| escape(c, out));
        chunk.invalid().iter().for_each(|byte| hex(u32::from(*byte), b'x', 2, out));
    }
    out.push(b'"');
}

fn escape(c: char, out: &mut Vec<u8>) {
    match c {
        '"' => out.extend_from_slice(b"\\\""),
        '\\' => out.extend_from_slice(b"\\\\"),
        '\x07' => out.extend_from_slice(b"\\a"),
        '\x08' => out.extend_from_slice(b"\\b"),
        '\x0c' => out.extend_from_slice(b"\\f"),
        '\n' => out.extend_from_slice(b"\\n"),
        '\r' => out.extend_from_slice(b"\\r"),
        '\t' => out.extend_from_slice(b"\\t"),
        '\x0b' => out.extend_from_slice(b"\\v"),
        ' '..='~' => out.push(c as u8),
        _ if c.is_ascii() => hex(u32::from(c), b'x', 2, out),
        _ if prints(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        _ if u32::from(c) <= 0xffff => hex(u32::from(c), b'u', 4, out),
        _ => hex(u32::from(c), b'U', 8, out),
    }
}

/// Letters, marks, numbers, punctuation, symbols and the plain blank. The standard library keeps that table for
/// `escape_debug`, which leaves a printable character alone unless it is a combining mark without a base.
fn prints(c: char) -> bool {
    let mut pair = [b'a', 0, 0, 0, 0];
    let [_, rest @ ..] = &mut pair;
    let length = 1 + c.encode_utf8(rest).len();
    let text = pair.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    text.escape_debug().nth(1) == Some(c)
}

fn hex(value: u32, prefix: u8, digits: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(&[b'\\', prefix]);
    for place in (0..digits).rev() {
        let nibble = (value >> (4 * place)) & 0xf;
        out.push(char::from_digit(nibble, 16).map_or(b'0', |digit| digit as u8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &[u8], expected: &str) {
        let mut out = Vec::new();
        quote(text, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn quotes_as_the_reference_does() {
        check(b"", r#""""#);
        check(b"foo.bar", r#""foo.bar""#);
        check(b"it's ~`{}", r#""it's ~`{}""#);
        check(br#"a"b\c"#, r#""a\"b\\c""#);
        check(b"\x00\x01\x7f\x1b", r#""\x00\x01\x7f\x1b""#);
        check(b"\x07\x08\x09\x0a\x0b\x0c\x0d", r#""\a\b\t\n\v\f\r""#);
        check(b"\xff\xc3(", r#""\xff\xc3(""#);
        check("é日本😀".as_bytes(), "\"é日本😀\"");
        check("e\u{301}".as_bytes(), "\"e\u{301}\"");
        check("\u{a0}\u{200b}\u{ad}\u{85}".as_bytes(), r#""\u00a0\u200b\u00ad\u0085""#);
        check("\u{e0001}".as_bytes(), r#""\U000e0001""#);
        check("\u{fffd}".as_bytes(), "\"\u{fffd}\"");
    }
}
