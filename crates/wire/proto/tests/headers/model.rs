//! A header block as lines that are copied about.

use proto::headers;

const NAMES: [&str; 5] = ["A", "AA", "AB", "a", "Nats-Request-Info"];

/// Compares every function with what it does to lines.
pub(crate) fn compare(block: &[u8]) {
    for name in NAMES {
        let shown = || format!("{name} in {}", block.escape_ascii());
        let lines = Lines::of(block);
        assert_eq!(headers::find(block, name), lines.find(name).as_deref(), "{}", shown());
        assert_eq!(
            written(|out| headers::write_without(block, name, out)),
            lines.without(name),
            "{}",
            shown()
        );
        let with = written(|out| headers::write_with(block, name, b"new", out));
        assert_eq!(with, with_line(block, name), "{}", shown());
        assert!(with.ends_with(b"\r\n\r\n"), "{}", shown());
    }
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out);
    out
}

/// What ends in CRLF each, and what is left over.
struct Lines(Vec<Vec<u8>>);

impl Lines {
    fn of(block: &[u8]) -> Self {
        let mut lines = vec![Vec::new()];
        for byte in block {
            let line = lines.last_mut().unwrap();
            line.push(*byte);
            if line.ends_with(b"\r\n") {
                lines.push(Vec::new());
            }
        }
        Lines(lines)
    }

    fn find(&self, name: &str) -> Option<Vec<u8>> {
        let line = self.0.iter().skip(1).find(|line| is_named(line, name))?;
        let value = &line[name.len() + 1..];
        let value = value.strip_suffix(b"\r\n").unwrap_or(value);
        let blanks = value.iter().take_while(|byte| **byte == b' ').count();
        Some(value[blanks..].to_vec())
    }

    fn without(&self, name: &str) -> Vec<u8> {
        let (first, rest) = self.0.split_first().unwrap();
        let kept: Vec<&Vec<u8>> = rest.iter().filter(|line| !is_named(line, name)).collect();
        let block = [first.clone(), kept.iter().flat_map(|line| line.iter().copied()).collect()].concat();
        if kept.len() < rest.len() && block.len() <= b"NATS/1.0\r\n\r\n".len() { Vec::new() } else { block }
    }
}

fn with_line(block: &[u8], name: &str) -> Vec<u8> {
    let kept = Lines::of(&block[..block.len().saturating_sub(2)]).without(name);
    let kept = if kept.is_empty() { b"NATS/1.0\r\n".to_vec() } else { kept };
    [&kept[..], format!("{name}: new\r\n\r\n").as_bytes()].concat()
}

fn is_named(line: &[u8], name: &str) -> bool {
    line.starts_with(format!("{name}:").as_bytes())
}
