//! Bytes between double quotes, the way `-ERR` texts and log lines show subjects.

use std::fmt::{self, Write};

/// Prints bytes between double quotes: printable Unicode as it is, everything else escaped.
///
/// Escapes are `\"`, `\\`, `\a`, `\b`, `\f`, `\n`, `\r`, `\t`, `\v`; `\x01` for other control characters and for
/// bytes that are not UTF-8; `\u0085` and `\U000e0001` for characters that cannot be seen.
#[derive(Debug, Clone, Copy)]
pub struct GoQuoted<'a>(pub &'a [u8]);

impl fmt::Display for GoQuoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for chunk in self.0.utf8_chunks() {
            chunk.valid().chars().try_for_each(|c| write_char(f, c))?;
            chunk.invalid().iter().try_for_each(|byte| write!(f, "\\x{byte:02x}"))?;
        }
        f.write_char('"')
    }
}

fn write_char(f: &mut fmt::Formatter<'_>, c: char) -> fmt::Result {
    match c {
        '"' => f.write_str("\\\""),
        '\\' => f.write_str("\\\\"),
        ' '..='~' => f.write_char(c),
        '\u{7}' => f.write_str("\\a"),
        '\u{8}' => f.write_str("\\b"),
        '\u{c}' => f.write_str("\\f"),
        '\n' => f.write_str("\\n"),
        '\r' => f.write_str("\\r"),
        '\t' => f.write_str("\\t"),
        '\u{b}' => f.write_str("\\v"),
        '\0'..='\u{7f}' => write!(f, "\\x{:02x}", u32::from(c)),
        _ if is_visible(c) => f.write_char(c),
        '\u{80}'..='\u{ffff}' => write!(f, "\\u{:04x}", u32::from(c)),
        _ => write!(f, "\\U{:08x}", u32::from(c)),
    }
}

/// Whether a character beyond ASCII is a letter, mark, number, punctuation or symbol.
///
/// The standard library knows, but tells only through the way it escapes; behind another letter, so that combining
/// marks are not treated as a special case.
fn is_visible(c: char) -> bool {
    let mut buffer = [b'x'; 5];
    let (_, tail) = buffer.split_at_mut(1);
    let length = 1 + c.encode_utf8(tail).len();
    let text = buffer.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    text.escape_debug().nth(1) == Some(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_or_escaped() {
        let check = |bytes: &[u8], quoted: &str| assert_eq!(GoQuoted(bytes).to_string(), quoted);
        check(b"", "\"\"");
        check(b"foo.> *", "\"foo.> *\"");
        check(b"a\"b\\c'd", "\"a\\\"b\\\\c'd\"");
        check(b"\x07\x08\x0c\n\r\t\x0b", "\"\\a\\b\\f\\n\\r\\t\\v\"");
        check(b"\0\x01\x1b\x7f", "\"\\x00\\x01\\x1b\\x7f\"");
        check(b"\xff\xc3(\xe2\x82", "\"\\xff\\xc3(\\xe2\\x82\"");
        check("é世界🦀e\u{301}\u{fffd}".as_bytes(), "\"é世界🦀e\u{301}\u{fffd}\"");
        check("\u{301}".as_bytes(), "\"\u{301}\"");
        check(
            "\u{85}\u{a0}\u{ad}\u{200b}\u{2028}\u{3000}".as_bytes(),
            "\"\\u0085\\u00a0\\u00ad\\u200b\\u2028\\u3000\"",
        );
        check("\u{e000}\u{feff}\u{e0001}\u{10ffff}".as_bytes(), "\"\\ue000\\ufeff\\U000e0001\\U0010ffff\"");
    }
}
