//! Header blocks: finding one line, adding one, taking some away.
//!
//! A block is `NATS/1.0`, perhaps a status, CRLF, lines `Name: value` each with its CRLF, and an empty line. Clients may
//! send anything instead, so nothing here takes that for granted. Names are compared byte by byte.

use std::ops::Range;

use memchr::memmem;

/// The first line of a block that is no status.
pub const FIRST_LINE: &[u8] = b"NATS/1.0\r\n";

const CRLF: &[u8] = b"\r\n";

/// Appends the block that tells a requester that nobody listens on `subject`.
pub fn write_no_responders(subject: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"NATS/1.0 503\r\nNats-Subject: ");
    out.extend_from_slice(subject);
    out.extend_from_slice(b"\r\n\r\n");
}

/// The value of the first line with this name, without the blanks before it.
pub fn find<'a>(block: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let line = block.get(lines_named(block, name).next()?)?;
    let value = line.get(name.len() + 1..)?;
    let value = value.strip_suffix(CRLF).unwrap_or(value);
    let blanks = value.iter().take_while(|byte| **byte == b' ').count();
    value.get(blanks..)
}

/// Appends `block` with this line at its end and no other of the same name.
pub fn write_with(block: &[u8], name: &str, value: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    let lines = block.split_at_checked(block.len().saturating_sub(CRLF.len())).unwrap_or_default().0;
    write_lines_without(lines, name, out);
    if out.len() == start {
        out.extend_from_slice(FIRST_LINE);
    }
    write_line(name, value, out);
    out.extend_from_slice(CRLF);
}

/// Appends `block` without the lines of this name; nothing at all when none is left.
pub fn write_without(block: &[u8], name: &str, out: &mut Vec<u8>) {
    write_lines_without(block, name, out);
}

/// Appends `name: value`; line ends inside the value become blanks.
pub fn write_line(name: &str, value: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    let one_line =
        value.trim_ascii().iter().map(|byte| if matches!(byte, b'\r' | b'\n') { b' ' } else { *byte });
    out.extend(one_line);
    out.extend_from_slice(CRLF);
}

/// Copies what stands between the lines of this name. A block that has lost some and has only its first line left is
/// no block any more.
fn write_lines_without(block: &[u8], name: &str, out: &mut Vec<u8>) {
    let start = out.len();
    let mut kept = 0;
    for line in lines_named(block, name) {
        out.extend_from_slice(block.get(kept..line.start).unwrap_or_default());
        kept = line.end;
    }
    out.extend_from_slice(block.get(kept..).unwrap_or_default());
    if kept > 0 && out.len() - start <= FIRST_LINE.len() + CRLF.len() {
        out.truncate(start);
    }
}

/// The lines with this name, line end included where there is one. A line begins after a CRLF, so the first line of a
/// block is none of them.
fn lines_named<'b>(block: &'b [u8], name: &'b str) -> impl Iterator<Item = Range<usize>> + 'b {
    memmem::find_iter(block, name.as_bytes()).filter_map(move |start| {
        let (before, line) = block.split_at_checked(start)?;
        let begins = before.ends_with(CRLF) && line.get(name.len()) == Some(&b':');
        let length = memmem::find(line, CRLF).map_or(line.len(), |end| end + CRLF.len());
        begins.then_some(start..start + length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: &str = "NATS/1.0\r\nA: 1\r\nB:2\r\nA:   3 \r\nAB: 4\r\n\r\n";

    fn check_find(block: &str, name: &str, expected: Option<&str>) {
        assert_eq!(find(block.as_bytes(), name), expected.map(str::as_bytes), "{name} in {block:?}");
    }

    #[test]
    fn finds_the_first_line_of_a_name() {
        check_find(BLOCK, "A", Some("1"));
        check_find(BLOCK, "B", Some("2"));
        check_find(BLOCK, "AB", Some("4"));
        check_find(BLOCK, "a", None);
        check_find(BLOCK, "C", None);
        check_find("NATS/1.0\r\nA:\r\n\r\n", "A", Some(""));
        check_find("NATS/1.0\r\nA: cut", "A", Some("cut"));
    }

    #[test]
    fn takes_nothing_for_granted() {
        check_find("", "A", None);
        check_find("A: 1\r\n\r\n", "A", None);
        check_find("xxA: 1\r\n", "A", None);
        check_find("\nA: 1\r\n", "A", None);
        check_find("NATS/1.0\r\nX: A: 1\r\n\r\n", "A", None);
        check_find("NATS/1.0\r\nA", "A", None);
        check_find("NATS/1.0\r\nA B: 1\r\nA: 2\r\n\r\n", "A", Some("2"));
    }

    fn check_with(block: &str, expected: &str) {
        let mut out = Vec::new();
        write_with(block.as_bytes(), "A", b"new\nline ", &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected, "{block:?}");
    }

    #[test]
    fn one_line_replaces_all_of_its_name() {
        check_with("", "NATS/1.0\r\nA: new line\r\n\r\n");
        check_with("NATS/1.0\r\n\r\n", "NATS/1.0\r\nA: new line\r\n\r\n");
        check_with("NATS/1.0\r\nA: 1\r\n\r\n", "NATS/1.0\r\nA: new line\r\n\r\n");
        check_with(BLOCK, "NATS/1.0\r\nB:2\r\nAB: 4\r\nA: new line\r\n\r\n");
        check_with("NATS/1.0 503\r\n\r\n", "NATS/1.0 503\r\nA: new line\r\n\r\n");
        check_with("xxxxx", "xxxA: new line\r\n\r\n");
    }

    fn check_without(block: &str, expected: &str) {
        let mut out = b"before".to_vec();
        write_without(block.as_bytes(), "A", &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), format!("before{expected}"), "{block:?}");
    }

    #[test]
    fn lines_go_and_an_empty_block_goes_with_them() {
        check_without(BLOCK, "NATS/1.0\r\nB:2\r\nAB: 4\r\n\r\n");
        check_without("NATS/1.0\r\nA: 1\r\nA: 2\r\n\r\n", "");
        check_without("NATS/1.0\r\n\r\n", "NATS/1.0\r\n\r\n");
        check_without("NATS/1.0\r\nB: 1\r\n\r\n", "NATS/1.0\r\nB: 1\r\n\r\n");
    }

    #[test]
    fn nobody_listens() {
        let mut out = Vec::new();
        write_no_responders(b"a.b", &mut out);
        assert_eq!(out, b"NATS/1.0 503\r\nNats-Subject: a.b\r\n\r\n");
    }
}
