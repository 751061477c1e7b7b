//! Bytes as one line of a text file.

const CRLF: &[u8] = b"\r\n";

/// A byte that comes more often than this in a row is counted instead.
const LONG_RUN: usize = 40;

/// The bytes that a line stands for: CRLF is added unless the line ends in a backslash.
pub(super) fn read(line: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut rest = line;
    while let Some((plain, escape)) = rest.split_once('\\') {
        bytes.extend_from_slice(plain.as_bytes());
        if escape.is_empty() {
            return Ok(bytes);
        }
        rest = read_escape(escape, &mut bytes)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes.extend_from_slice(CRLF);
    Ok(bytes)
}

/// Reads what follows a backslash and returns what follows that.
fn read_escape<'l>(escape: &'l str, bytes: &mut Vec<u8>) -> Result<&'l str, String> {
    let mut chars = escape.chars();
    let byte = match chars.next() {
        Some('r') => b'\r',
        Some('n') => b'\n',
        Some('t') => b'\t',
        Some('0') => b'\0',
        Some('\\') => b'\\',
        Some('x') => {
            let (digits, rest) = chars.as_str().split_at_checked(2).ok_or("\\x needs two digits")?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| format!("\\x{digits} is no byte"))?);
            return Ok(rest);
        }
        Some('*') => return read_repeated(chars.as_str(), bytes),
        other => return Err(format!("unknown escape \\{}", other.map(String::from).unwrap_or_default())),
    };
    bytes.push(byte);
    Ok(chars.as_str())
}

/// Reads `{text,count}`.
fn read_repeated<'l>(text: &'l str, bytes: &mut Vec<u8>) -> Result<&'l str, String> {
    let usage = "a repeated text is \\*{text,count}";
    let inner = text.strip_prefix('{').ok_or(usage)?;
    let (inner, rest) = inner.split_once('}').ok_or(usage)?;
    let (text, count) = inner.rsplit_once(',').ok_or(usage)?;
    let count: usize = count.parse().map_err(|_| usage)?;
    bytes.extend(text.as_bytes().repeat(count));
    Ok(rest)
}

/// The line that stands for `bytes`.
pub(super) fn write(bytes: &[u8]) -> String {
    let (bytes, end) = match bytes.strip_suffix(CRLF) {
        Some(bytes) => (bytes, ""),
        None => (bytes, "\\"),
    };
    let mut line = String::new();
    for run in bytes.chunk_by(|a, b| a == b) {
        write_run(run, &mut line);
    }
    // An editor would take it away.
    if line.ends_with(' ') {
        line.pop();
        line.push_str("\\x20");
    }
    line + end
}

fn write_run(run: &[u8], line: &mut String) {
    match run {
        [byte, ..] if run.len() > LONG_RUN && byte.is_ascii_alphanumeric() => {
            line.push_str(&format!("\\*{{{},{}}}", char::from(*byte), run.len()));
        }
        _ => run.iter().for_each(|byte| write_byte(*byte, line)),
    }
}

fn write_byte(byte: u8, line: &mut String) {
    match byte {
        b'\r' => line.push_str("\\r"),
        b'\n' => line.push_str("\\n"),
        b'\t' => line.push_str("\\t"),
        b'\0' => line.push_str("\\0"),
        b'\\' => line.push_str("\\\\"),
        b' '..=b'~' => line.push(char::from(byte)),
        _ => line.push_str(&format!("\\x{byte:02x}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, bytes: &[u8]) {
        assert_eq!(read(line).unwrap(), bytes);
        assert_eq!(write(bytes), line);
    }

    #[test]
    fn lines_and_bytes() {
        check("PING", b"PING\r\n");
        check("PING\\", b"PING");
        check("PING\\n\\", b"PING\n");
        check("", b"\r\n");
        check("\\", b"");
        check("a\\\\b\\t\\0\\x01\\xff\\r\\n\\x20", b"a\\b\t\0\x01\xff\r\n \r\n");
        check("a\\*{x,41}b", format!("a{}b\r\n", "x".repeat(41)).as_bytes());
    }

    #[test]
    fn says_what_is_wrong() {
        for line in ["\\q", "\\x4", "\\xzz", "\\*x", "\\*{x}", "\\*{x,y}", "\\*{x,1"] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
